import path from 'node:path';
import { areOnOneTimeline, haveSameSections } from '../analysis/form.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import { analyse } from './analyse.ts';
import type { Workshop } from './workshop.ts';

/**
 * Measures a new bounce of a song in the sections of one before. A change to a single stem can move where a section is
 * cut, or what it is taken for; then the drop of one would be compared with other bars of the other, and the
 * difference would be none of the mix's. A bounce of another length, tempo or start is measured by itself.
 */
export async function analyseInForm(
  workshop: Workshop,
  file: string,
  before: AnalysisDocument,
): Promise<AnalysisDocument> {
  const own = await analyse(workshop, file);
  if (!areOnOneTimeline(own, before) || haveSameSections(own, before)) return own;
  const { workers, progress, signal } = workshop;
  progress.stage(`Measuring ${path.basename(file)} in the sections of the bounce before`, 1);
  const { grid, sections } = before;
  const analysis = await workers.run('analyse', { file, form: { grid, sections } }, signal);
  progress.step(1);
  return analysis;
}
