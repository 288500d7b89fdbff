import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { ENGINE_VERSION } from '../analysis/analyse-track.ts';
import { contentHashOf } from '../audio/content-hash.ts';
import { analysisDocument, type AnalysisDocument } from '../store/analysis-document.ts';
import { writeFileSafely } from '../store/atomic-file.ts';
import { Failure, throwIfCancelled } from '../store/failure.ts';
import { systemErrorCode } from '../store/system-error.ts';
import { KnownFiles, type FileStamp } from './known-files.ts';
import { markUsed, pruneFolder } from './prune-folder.ts';

/** About ten thousand analyses: ten large libraries, or one and years of bounces. */
export const MOST_CACHE_BYTES = 1_000_000_000;

export interface AnalysisCacheOptions {
  /** Version of the measuring code; analyses of another one are measured again. */
  engine?: string;
  /** What all analyses together may take. */
  mostBytes?: number;
  /** Whether a kept analysis holds all that would be measured today; if not, its file is measured once more. */
  isWhole?: (analysis: AnalysisDocument) => Promise<boolean>;
}

/** Measures one file; usually in a worker. */
export type MeasureFile = (file: string, signal?: AbortSignal) => Promise<AnalysisDocument>;

/**
 * Analyses by content: a file that is moved, renamed or copied is not measured again, one that changed is. Where path,
 * size and time of change are those of last time the content is not even read, and where no file of its size was ever
 * measured it is measured at once. Anything unreadable in the cache counts as not there. When it has grown beyond its
 * limit, the analyses that were not used for longest go first.
 */
export class AnalysisCache {
  readonly #folder: string;
  readonly #engine: string;
  readonly #files: KnownFiles;
  readonly #mostBytes: number;
  readonly #isWhole: (analysis: AnalysisDocument) => Promise<boolean>;
  #isPruned = false;

  /** @param folder `home.cache` */
  constructor(
    folder: string,
    {
      engine = ENGINE_VERSION,
      mostBytes = MOST_CACHE_BYTES,
      isWhole = () => Promise.resolve(true),
    }: AnalysisCacheOptions = {},
  ) {
    this.#folder = folder;
    this.#engine = engine;
    this.#mostBytes = mostBytes;
    this.#isWhole = isWhole;
    this.#files = new KnownFiles(path.join(folder, 'files.jsonl'));
  }

  /**
   * The analysis of a file, measured only where it is not known or not whole. It carries the absolute path, so that one
   * file has one name wherever a command is started from.
   *
   * @throws Failure 'input' for a file that cannot be read or was changed meanwhile, 'cancelled', and whatever
   * `measure` throws; nothing is kept then. What is known but not whole is given where `measure` throws 'input'.
   */
  async analyse(file: string, measure: MeasureFile, signal?: AbortSignal): Promise<AnalysisDocument> {
    const absolute = path.resolve(file);
    const stamp = await stampOf(absolute);
    const known = await this.#find(absolute, stamp, signal);
    if (known !== undefined && (await this.#isWhole(known))) return known;
    throwIfCancelled(signal);
    const analysis = await measure(absolute, signal).catch((error: unknown) => {
      // Better what is known of it than nothing.
      if (known !== undefined && error instanceof Failure && error.kind === 'input') return known;
      throw error;
    });
    const now = await stampOf(absolute);
    if (now.size !== stamp.size || now.mtimeMs !== stamp.mtimeMs) {
      throw new Failure(
        'input',
        `${absolute} was changed while it was read; wait until its export has finished, and try again.`,
      );
    }
    if (analysis === known) return known;
    await this.#keep(analysis);
    await this.#files.note(absolute, stamp, analysis.contentHash);
    return analysis;
  }

  /** The kept analysis of a file, under the path it has now; `undefined` where it has to be measured. */
  async find(file: string, signal?: AbortSignal): Promise<AnalysisDocument | undefined> {
    const absolute = path.resolve(file);
    return this.#find(absolute, await stampOf(absolute), signal);
  }

  /** The kept analysis of a sound that a file once held, whatever lies there now; `undefined` where none is kept. */
  async ofContent(contentHash: string, file: string): Promise<AnalysisDocument | undefined> {
    const place = this.#analysisFile(contentHash);
    const kept = readJson(analysisDocument, place);
    if (kept === undefined || kept.engine !== this.#engine || kept.contentHash !== contentHash) return undefined;
    await markUsed(place);
    return { ...kept, file: path.resolve(file) };
  }

  /** Brings the cache within its limit. Done once by itself, after the first measurement. */
  async prune(): Promise<void> {
    this.#isPruned = true;
    await pruneFolder(path.join(this.#folder, 'analyses'), '.json', this.#mostBytes);
  }

  async #find(file: string, stamp: FileStamp, signal: AbortSignal | undefined): Promise<AnalysisDocument | undefined> {
    const contentHash = await this.#contentHash(file, stamp, signal);
    if (contentHash === undefined) return undefined;
    return this.ofContent(contentHash, file);
  }

  async #keep(analysis: AnalysisDocument): Promise<void> {
    // Checked, because JSON would turn a number that is not finite into null, which is found only on reading.
    const checked = analysisDocument.parse(analysis);
    await writeFileSafely(this.#analysisFile(analysis.contentHash), JSON.stringify(checked));
    if (!this.#isPruned) await this.prune();
  }

  async #contentHash(file: string, stamp: FileStamp, signal: AbortSignal | undefined): Promise<string | undefined> {
    const known = await this.#files.hashOf(file, stamp);
    if (known !== undefined) return known;
    if (!(await this.#files.hasSize(stamp.size))) return undefined;
    const contentHash = await contentHashOf(file, signal).catch((cause: unknown) => {
      throw systemErrorCode(cause) === undefined ? cause : unreadable(file, cause);
    });
    await this.#files.note(file, stamp, contentHash);
    return contentHash;
  }

  #analysisFile(contentHash: string): string {
    return path.join(this.#folder, 'analyses', `${digest(`${contentHash} ${this.#engine}`)}.json`);
  }
}

async function stampOf(file: string): Promise<FileStamp> {
  const found = await stat(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  if (found.isDirectory()) throw new Failure('input', `${file} is a folder: name an audio file inside it.`);
  return found;
}

/** A file that is gone, is not ours to read, or lies on a drive that has gone. */
function unreadable(file: string, cause: unknown): Failure {
  const code = systemErrorCode(cause);
  const what =
    code === undefined || MISSING.has(code)
      ? 'check that it exists and that you may read it'
      : `check that its disk is still connected (${code})`;
  return new Failure('input', `${file} cannot be read; ${what}.`, { cause });
}

const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG']);

/** A file name of any text. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

/** Read at once: to ask the system's threads for it four times takes longer, and so does parsing it. */
function readJson<S extends z.ZodType>(schema: S, file: string): z.output<S> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
