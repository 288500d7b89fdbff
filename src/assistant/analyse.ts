import path from 'node:path';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import { analysisCacheOf } from './analysis-cache-of.ts';
import type { Workshop } from './workshop.ts';

/**
 * Measures one file, or remembers what was measured on the same sound before.
 *
 * @param contentHash of the sound that is meant, where the file may hold another by now: a new bounce over the old one.
 */
export async function analyse(workshop: Workshop, file: string, contentHash?: string): Promise<AnalysisDocument> {
  const { home, workers, progress, signal } = workshop;
  const cache = analysisCacheOf(home);
  const meant = contentHash === undefined ? undefined : await cache.ofContent(contentHash, file);
  if (meant !== undefined) return meant;
  progress.stage(`Measuring ${path.basename(file)}`, 1);
  const analysis = await cache.analyse(file, (path, stop) => workers.run('analyse', { file: path }, stop), signal);
  progress.step(1);
  return analysis;
}
