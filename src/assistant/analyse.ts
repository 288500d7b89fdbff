import path from 'node:path';
import { AnalysisCache } from '../library/analysis-cache.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { Workshop } from './workshop.ts';

/** Measures one file, or remembers what was measured on the same sound before. */
export async function analyse(workshop: Workshop, file: string): Promise<AnalysisDocument> {
  const { home, workers, progress, signal } = workshop;
  progress.stage(`Measuring ${path.basename(file)}`, 1);
  const analysis = await new AnalysisCache(home.cache).analyse(
    file,
    (path, stop) => workers.run('analyse', { file: path }, stop),
    signal,
  );
  progress.step(1);
  return analysis;
}
