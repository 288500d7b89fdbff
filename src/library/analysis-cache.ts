import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ENGINE_VERSION } from '../analysis/analyse-track.ts';
import { contentHashOf } from '../audio/content-hash.ts';
import { analysisDocument, type AnalysisDocument } from '../store/analysis-document.ts';
import { writeFileSafely } from '../store/atomic-file.ts';
import { Failure, throwIfCancelled } from '../store/failure.ts';

/** Measures one file; usually in a worker. */
export type MeasureFile = (file: string, signal?: AbortSignal) => Promise<AnalysisDocument>;

/** What a path was found to hold when it was last read. */
const fileKey = z.object({ file: z.string(), bytes: z.number(), modifiedMs: z.number(), contentHash: z.string() });

/**
 * A file changed this shortly before it was hashed might be changed again within the clock's tick without showing it
 * (FAT keeps two seconds), so its key is not trusted.
 */
const RACY_MS = 2000;

/**
 * Analyses by content: a file that is moved, renamed or copied is not measured again, one that changed is. Where path,
 * size and time of change are those of last time the content is not even read. Anything unreadable in the cache counts
 * as not there.
 */
export class AnalysisCache {
  readonly #folder: string;
  readonly #engine: string;

  /**
   * @param folder `home.cache`.
   * @param engine version of the measuring code; analyses of another one are measured again.
   */
  constructor(folder: string, engine: string = ENGINE_VERSION) {
    this.#folder = folder;
    this.#engine = engine;
  }

  /**
   * The analysis of a file, measured only where it is not known. It carries the absolute path, so that one file has one
   * name wherever a command is started from.
   *
   * @throws Failure 'input' for a file that cannot be read, 'cancelled', and whatever `measure` throws; nothing is kept
   * then.
   */
  async analyse(file: string, measure: MeasureFile, signal?: AbortSignal): Promise<AnalysisDocument> {
    const known = await this.find(file, signal);
    if (known !== undefined) return known;
    throwIfCancelled(signal);
    const analysis = await measure(path.resolve(file), signal);
    await this.#keep(analysis);
    return analysis;
  }

  /** The kept analysis of a file, under the path it has now; `undefined` where it has to be measured. */
  async find(file: string, signal?: AbortSignal): Promise<AnalysisDocument | undefined> {
    const absolute = path.resolve(file);
    const contentHash = await this.#contentHash(absolute, signal);
    const kept = await readJson(analysisDocument, this.#analysisFile(contentHash));
    if (kept === undefined || kept.engine !== this.#engine || kept.contentHash !== contentHash) return undefined;
    return { ...kept, file: absolute };
  }

  async #keep(analysis: AnalysisDocument): Promise<void> {
    // Checked, because JSON would turn a number that is not finite into null, which is found only on reading.
    const checked = analysisDocument.parse(analysis);
    await writeFileSafely(this.#analysisFile(analysis.contentHash), JSON.stringify(checked));
  }

  async #contentHash(file: string, signal: AbortSignal | undefined): Promise<string> {
    const now = await this.#stat(file);
    const keyFile = path.join(this.#folder, 'files', `${digest(file)}.json`);
    const key = await readJson(fileKey, keyFile);
    if (key?.file === file && key.bytes === now.size && key.modifiedMs === now.mtimeMs) return key.contentHash;

    const contentHash = await contentHashOf(file, signal);
    if (Date.now() - now.mtimeMs > RACY_MS) {
      await writeFileSafely(keyFile, JSON.stringify({ file, bytes: now.size, modifiedMs: now.mtimeMs, contentHash }));
    }
    return contentHash;
  }

  async #stat(file: string): Promise<{ size: number; mtimeMs: number }> {
    const found = await stat(file).catch((cause: unknown) => {
      throw new Failure('input', `${file} cannot be read; check that it exists and that you may read it.`, { cause });
    });
    if (found.isDirectory()) throw new Failure('input', `${file} is a folder: name an audio file inside it.`);
    return found;
  }

  #analysisFile(contentHash: string): string {
    return path.join(this.#folder, 'analyses', `${digest(`${contentHash} ${this.#engine}`)}.json`);
  }
}

/** A file name of any text. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

async function readJson<S extends z.ZodType>(schema: S, file: string): Promise<z.output<S> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
