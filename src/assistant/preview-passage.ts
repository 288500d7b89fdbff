import path from 'node:path';
import type { Seconds } from '../dsp/units.ts';
import { loudSectionRequest } from '../fixes/loud-section.ts';
import type { MasterSound } from '../fixes/master-sound.ts';
import { partedFixes } from '../fixes/put-forward.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { PreviewDocument } from '../store/preview-document.ts';
import type { MixOfPlan } from './mix-of-plan.ts';
import type { PassageOrder, PassageRendering } from './render-passage.ts';
import type { Workshop } from './workshop.ts';

type Passage = NonNullable<PreviewDocument['passage']>;

/** The loudest passage of a mix, ready to be rendered with any fixes. */
export interface LoudPassage {
  startSeconds: Seconds;
  endSeconds: Seconds;
  bandCentreHz: readonly number[];
  /** What the master makes of the sum of the stems there. */
  master: MasterSound;
  /**
   * Renders the passage with these fixes through the estimated master, and writes it as loud as the passage is now, so
   * that what is heard is the change and not the level.
   */
  render(fixes: PlanDocument['fixes'], file: string): Promise<PassageRendering>;
}

/** Renders the passage as it is, with every single fix, and with all that are put forward. */
export async function previewPassage(
  { progress }: Workshop,
  passage: LoudPassage,
  { plan, out }: { plan: PlanDocument; out: string },
): Promise<Passage> {
  const fixes = plan.fixes.filter(({ advice }) => !advice);
  progress.stage('Rendering the loudest passage', fixes.length + 2);
  let done = 0;
  const make = (name: string, chosen: PlanDocument['fixes']): Promise<PassageRendering> =>
    passage.render(chosen, path.join(out, `passage ${name}.wav`)).finally(() => progress.step(++done, name));
  const [before, after, ...single] = await Promise.all([
    make('before', []),
    make('after', partedFixes(fixes).forward),
    ...fixes.map((fix) => make(fix.id, [fix])),
  ]);
  const { startSeconds, endSeconds, bandCentreHz } = passage;
  return {
    ...{ startSeconds, endSeconds, before, after },
    bandCentreHz: [...bandCentreHz],
    fixes: single.map((rendering, i) => ({ id: fixes[i].id, ...rendering })),
  };
}

/**
 * Reads the loudest passage of every stem; rendering it is then a worker's job.
 *
 * @returns `undefined` where the song has no passage that is long enough
 */
export async function openPassage(
  { workers, signal }: Workshop,
  plan: PlanDocument,
  mix: MixOfPlan,
): Promise<LoudPassage | undefined> {
  const wanted = loudSectionRequest(mix.stems, plan.mix, mix.analysis);
  if (wanted === undefined) return undefined;
  const { chain, bandCentreHz } = mix;
  const { section, mastered } = await workers.run('hearPassage', { ...wanted, chain, bandCentreHz }, signal);
  const order = (fixes: PlanDocument['fixes']): PassageOrder => ({ plan: { ...plan, fixes }, mix, section });
  const fitted = await workers.run('fitPassage', { ...order([]), master: mastered?.sound }, signal);
  return {
    startSeconds: section.stretch.startSeconds,
    endSeconds: section.stretch.endSeconds,
    bandCentreHz,
    master: fitted.master,
    render: (fixes, file) => workers.run('renderPassage', { ...order(fixes), ...fitted, file }, signal),
  };
}
