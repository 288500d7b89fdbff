import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { beginPassage, type PassageToHear } from '../../src/assistant/begin-passage.ts';
import { mapStems } from '../../src/assistant/stem-map.ts';
import { weighStems } from '../../src/assistant/weigh-stems.ts';
import type { JobInput, Workers } from '../../src/assistant/workers.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import type { HeardPassage } from '../../src/fixes/hear-passage.ts';
import { estimateMasterChain } from '../../src/fixes/master-chain.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import { analysisOf, danceStems, SECTIONS, sumOf, type DanceStem } from '../fixes/rendered/dance-mix.ts';
import { limited } from '../fixes/rendered/limited.ts';
import { gain } from '../fixes/synthetic-mix.ts';

const stems = danceStems();
const bounce = limited(6)(sumOf(stems));
/** Its last two bars are an outro. */
const [breakdown, drop] = SECTIONS;
const outro: Section = { kind: 'outro', startSeconds: 0, endSeconds: drop.endSeconds, startBar: 10, bars: 2 };
outro.startSeconds = drop.startSeconds + ((drop.endSeconds - drop.startSeconds) * 6) / 8;
const sections = [breakdown, { ...drop, endSeconds: outro.startSeconds, bars: 6 }, outro];
const analysis = analysisOf(bounce, sections);

let root: string;
let workshop: Workshop;
/** What was asked of other threads. */
let asked: JobInput<'hearPassage'>[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'coproducer-passage-'));
  await mkdir(join(root, 'Stems'));
  await write('Song.wav', bounce);
  for (const stem of stems) await writeStem(stem);
  const own = new SameThread();
  const workers: Workers = {
    size: 1,
    run: (name, input, signal) => {
      if (name === 'hearPassage') asked.push(input as JobInput<'hearPassage'>);
      return own.run(name, input, signal);
    },
  };
  const home = await openHome(join(root, 'home'));
  workshop = { home, workers, progress: SILENT, signal: undefined, now: () => new Date(0) };
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Exported an hour ago, so that its time tells it. */
async function write(name: string, signal: StereoSignal): Promise<void> {
  const file = join(root, name);
  await writeWav(file, signal, { format: 'float32' });
  const then = new Date(Date.now() - 3_600_000);
  await utimes(file, then, then);
}

const writeStem = ({ track, signal }: DanceStem): Promise<void> => write(`Stems/${track}.wav`, signal);

async function toHear(): Promise<PassageToHear> {
  asked = [];
  const mix = join(root, 'Song.wav');
  const folder = join(root, 'Stems');
  const { used } = await mapStems(workshop, { folder, mix, tracks: undefined, correctedMap: undefined });
  const model = await weighStems(workshop, used, mix, analysis);
  return { stems: used, bounce: mix, analysis, chain: estimateMasterChain(model), model };
}

async function heard(): Promise<HeardPassage['mastered']> {
  const begun = await beginPassage(workshop, await toHear());
  return (await begun!.coming)!.mastered;
}

/** Writes something else over what was kept of the master. */
async function damage(): Promise<void> {
  const folder = join(root, 'home', 'cache', 'stems');
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if ((await readFile(file, 'utf8')).includes('"otherKinds"')) await writeFile(file, '{"sound":{}}');
  }
}

test('what the master makes of a passage is found once, and the same to the last bit when it was kept', async () => {
  const first = await heard();
  expect(asked[0].mastered).toBeUndefined();
  expect(first?.sound.limiting).toBeDefined();
  expect(first?.otherKinds).toHaveLength(1);
  const again = await heard();
  expect(asked[0].mastered).toEqual(first);
  expect(again).toEqual(first);
});

test('it is found anew where what was kept is damaged, and after a stem was exported anew', async () => {
  const first = await heard();
  expect(asked[0].mastered).toBeDefined();
  await damage();
  expect(await heard()).toEqual(first);
  expect(asked[0].mastered).toBeUndefined();
  await heard();
  expect(asked[0].mastered).toBeDefined();

  const [kick] = stems;
  await writeStem({ ...kick, signal: gain(-3)(kick.signal) });
  const louder = await heard();
  expect(asked[0].mastered).toBeUndefined();
  expect(louder?.sound).not.toEqual(first?.sound);
});
