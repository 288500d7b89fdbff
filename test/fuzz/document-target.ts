import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EventLog } from '../../src/learning/event-log.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { analysisDocument } from '../../src/store/analysis-document.ts';
import { readDocument, readGivenDocument } from '../../src/store/json-document.ts';
import { keptProfile, wholeProfile } from '../../src/store/kept-profile.ts';
import { keptProfileDocument } from '../../src/store/kept-profile-document.ts';
import { LineLog } from '../../src/store/line-log.ts';
import { memoryDocument } from '../../src/store/memory-document.ts';
import { planDocument } from '../../src/store/plan-document.ts';
import { profileDocument } from '../../src/store/profile-document.ts';
import { receiptDocument } from '../../src/store/receipt-document.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const SCHEMAS = [planDocument, receiptDocument, memoryDocument, analysisDocument];

/** Documents of the home and of people, the log of answers, and sets, as they were really written. */
export async function documentTarget(): Promise<FuzzTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'coproducer-fuzz-'));
  const home = join(folder, 'home');
  const file = join(home, 'document.json');
  const old = async (name: string): Promise<Buffer> => readFile(join('test', 'store', 'version-0.1', name));
  const profile = gunzipSync(await old('profile.json.gz'));
  const kept = keptProfile(profileDocument.parse(JSON.parse(profile.toString())));
  const logFile = join(folder, 'seed.log');
  await new LineLog(logFile).append([{ what: 'shown' }, { text: 'Tiësto 🎛' }, [1, 2, 3]]);
  return {
    name: 'documents',
    seeds: [
      await old('plan.json'),
      await old('receipt.json'),
      await old('memory.json'),
      await old('answers.jsonl'),
      gunzipSync(await old('set.json.gz')),
      Buffer.from(JSON.stringify(kept)),
      profile,
      await readFile(logFile),
    ],
    read: async (bytes) => {
      // What an earlier input left set aside is no part of this one.
      await rm(home, { recursive: true, force: true });
      await mkdir(home);
      await writeFile(file, bytes);
      await new EventLog(file, join(folder, 'none')).read();
      await EmbeddedSet.load(file).catch(refused);
      wholeProfile(await readGivenDocument(keptProfileDocument, file).catch(() => kept));
      for (const schema of SCHEMAS) await readGivenDocument(schema, file).catch(refused);
      // As a document of the home it may be set aside; then it is gone, in one sentence.
      await readDocument(planDocument, file);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A refusal of one reader; what else it throws is a fault. */
function refused(error: unknown): undefined {
  if (error instanceof Error && error.name === 'Failure') return undefined;
  throw error;
}
