import path from 'node:path';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import { Failure, throwIfCancelled } from '../store/failure.ts';
import { SILENT, type Progress } from '../store/progress.ts';
import type { AnalysisCache, MeasureFile } from './analysis-cache.ts';
import { scanFolder } from './scan-folder.ts';

export interface LibraryRequest {
  folder: string;
  cache: AnalysisCache;
  /** Measures one file; called for up to `concurrency` files at a time. */
  analyse: MeasureFile;
  concurrency: number;
  progress?: Progress;
  signal?: AbortSignal;
}

export interface AnalysedLibrary {
  /** In the order of the files' paths. */
  analyses: AnalysisDocument[];
  /** Files that could not be used, in the order of their paths, each with the reason. */
  skipped: { file: string; why: string }[];
}

/**
 * Measures every audio file of a folder. A file that cannot be used (Failure 'input') is skipped and named; every
 * finished analysis is in the cache at once, so that after a cancellation or a fault the next run goes on where this
 * one stopped.
 *
 * @throws Failure 'input' where the folder is missing or holds no audio; 'cancelled' once the files at hand have
 * stopped; any other failure of `analyse` stops the batch.
 */
export async function analyseLibrary({
  folder,
  cache,
  analyse,
  concurrency,
  progress = SILENT,
  signal,
}: LibraryRequest): Promise<AnalysedLibrary> {
  const { files, skipped: unreadable } = await scanFolder(folder, signal);
  if (files.length === 0) {
    throw new Failure('input', `${folder} holds no audio file; choose a folder with finished tracks.`);
  }
  progress.stage('Measuring the library', files.length);
  for (const { file, why } of unreadable) progress.note(`Skipped ${file}: ${why}`);

  const stop = new AbortController();
  const forward = (): void => stop.abort();
  signal?.addEventListener('abort', forward, { once: true });
  try {
    throwIfCancelled(signal);
    return await runBatch({ files, unreadable, cache, analyse, concurrency, progress, stop });
  } finally {
    signal?.removeEventListener('abort', forward);
  }
}

interface Batch extends Pick<LibraryRequest, 'cache' | 'analyse' | 'concurrency'> {
  files: readonly string[];
  unreadable: readonly { file: string; why: string }[];
  progress: Progress;
  stop: AbortController;
}

async function runBatch(batch: Batch): Promise<AnalysedLibrary> {
  const { files, unreadable, cache, analyse, concurrency, progress, stop } = batch;
  const results = new Array<AnalysisDocument | undefined>(files.length);
  const skipped = [...unreadable];
  let next = 0;
  let done = 0;

  const lane = async (): Promise<void> => {
    while (next < files.length) {
      throwIfCancelled(stop.signal);
      const index = next++;
      const file = files[index];
      try {
        results[index] = await cache.analyse(file, analyse, stop.signal);
      } catch (cause) {
        if (!(cause instanceof Failure) || cause.kind !== 'input') throw cause;
        skipped.push({ file, why: cause.message });
        progress.note(`Skipped ${path.basename(file)}: ${cause.message}`);
      }
      progress.step(++done, path.basename(file));
    }
  };

  const lanes = Array.from({ length: Math.max(1, Math.min(concurrency, files.length)) }, lane);
  let fault: { cause: unknown } | undefined;
  await Promise.all(
    lanes.map((running) =>
      running.catch((cause: unknown) => {
        // The first fault is the reason; the cancellations that follow from it are not.
        fault ??= { cause };
        stop.abort();
      }),
    ),
  );
  if (fault !== undefined) throw fault.cause;
  return {
    analyses: results.filter((analysis) => analysis !== undefined),
    skipped: skipped.sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}
