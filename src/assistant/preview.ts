import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { AudioSource, StereoSignal } from '../audio/audio-source.ts';
import { openAudio } from '../audio/open-audio.ts';
import { readSignal } from '../audio/read-signal.ts';
import { resample } from '../audio/resample.ts';
import { writeWav } from '../audio/write-wav.ts';
import { signalLoudness } from '../dsp/signal-loudness.ts';
import { asLoudAs, equaliseAsMaster, renderMasterSound } from '../fixes/master-sound.ts';
import type { StemFile } from '../fixes/measure-mix-model.ts';
import { partedFixes } from '../fixes/put-forward.ts';
import { stepsOnStems, withoutStanding } from '../fixes/steps-on-stems.ts';
import { EmbeddedSet } from '../live/embedded-set.ts';
import { renderSet } from '../live/render-set.ts';
import { applySteps } from '../live/transaction.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { PreviewDocument } from '../store/preview-document.ts';
import { readMixOfPlan } from './mix-of-plan.ts';
import { findPlan } from './plans.ts';
import { openPassage, previewPassage } from './preview-passage.ts';
import type { Workshop } from './workshop.ts';

/**
 * Renders the mix before and after a plan: the stems, the stems through the plan's device settings, and both sums
 * through the master chain as it was estimated from the bounce; and the loudest passage with each fix by itself, those
 * that are only also possible, too.
 * Written as 32-bit float, so that nothing clips that did not clip before.
 */
export async function preview(
  workshop: Workshop,
  request: { plan: string; stems: string; out: string },
): Promise<PreviewDocument> {
  const { progress, signal } = workshop;
  const { plan: whole } = await findPlan(workshop, request.plan);
  const plan = { ...whole, fixes: partedFixes(whole.fixes).forward };
  const mix = await readMixOfPlan(workshop, plan, request.stems);
  const { analysis, map, stems, chain, bandCentreHz } = mix;

  const set = await EmbeddedSet.fromStems({ name: 'preview', tempoBpm: analysis.grid.tempoBpm }, map.stems);
  progress.stage('Rendering', 2 * stems.length);
  let done = 0;
  const render = async (
    sources: ReadonlyMap<string, StereoSignal | AudioSource>,
    main?: (sum: StereoSignal) => StereoSignal,
  ): Promise<StereoSignal> => {
    const { mix: sum } = await renderSet(set, sources, {
      onStem: async (track) => progress.step(++done, track),
      ...(main !== undefined && { main }),
      ...(signal === undefined ? {} : { signal }),
    });
    return sum;
  };
  const sumBefore = await render(await sourcesOf(stems, analysis));
  const passage = await openPassage(workshop, plan, mix);
  // A song without a loud passage is not limited by anything that could be told.
  const master = passage?.master ?? { ...chain, bandCentreHz, compression: undefined, limiting: undefined };
  const sound = asLoudAs(master, equaliseAsMaster(sumBefore, master), valueOf(analysis, 'loudness.integrated'));
  const before = renderMasterSound(sumBefore, sound);
  await applySteps(set, stepsOnStems(plan), { plan: plan.id, save: async () => undefined, now: workshop.now() });
  // What a fix puts on the main track comes after the master that no one can see into.
  const after = await render(await bareSourcesOf(plan, stems, analysis), (sum) => renderMasterSound(sum, sound));
  await mkdir(request.out, { recursive: true });
  const files = { before: path.join(request.out, 'before.wav'), after: path.join(request.out, 'after.wav') };
  await writeWav(files.before, before, { format: 'float32' });
  await writeWav(files.after, after, { format: 'float32' });
  const rendered = passage && (await previewPassage(workshop, passage, { plan: whole, out: request.out }));
  const loudness = ({ left, right, sampleRateHz }: StereoSignal): number => signalLoudness(left, right, sampleRateHz);
  return {
    schema: 'coproducer.preview/1',
    ...files,
    matchDb: loudness(before) - loudness(after),
    masterChain: chain.sentence,
    ...(rendered !== undefined && { passage: rendered }),
  };
}

function valueOf({ features }: AnalysisDocument, id: string): number {
  return features.find((feature) => feature.id === id && feature.scope === 'whole')?.value ?? NaN;
}

/** Stems that fit as they are are opened only when their turn comes; others are brought in line first. */
async function sourcesOf(
  stems: readonly StemFile[],
  { sampleRate }: AnalysisDocument,
): Promise<Map<string, StereoSignal | AudioSource>> {
  const sources = new Map<string, StereoSignal | AudioSource>();
  for (const { track, file, offsetFrames = 0 } of stems) {
    const source = await openAudio(file);
    const fits = offsetFrames === 0 && source.format.sampleRateHz === sampleRate;
    sources.set(track, fits ? source : shifted(resample(await readSignal(file), sampleRate), offsetFrames));
  }
  return sources;
}

/** The same without what standing devices that the plan turns did; those stems and their keys are read as a whole. */
async function bareSourcesOf(
  plan: PlanDocument,
  stems: readonly StemFile[],
  analysis: AnalysisDocument,
): Promise<Map<string, StereoSignal | AudioSource>> {
  const sources = await sourcesOf(stems, analysis);
  const wanted = new Set(plan.fixes.flatMap(({ track, standing }) => (standing ? [track, standing.hears] : [])));
  const whole = new Map<string, StereoSignal>();
  for (const { track, file } of stems.filter((stem) => wanted.has(stem.track))) {
    const source = sources.get(track);
    if (source !== undefined) whole.set(track, 'left' in source ? source : await readSignal(file));
  }
  return new Map([...sources, ...withoutStanding(plan, whole)]);
}

/** Begins a signal later by `frames`; earlier, if negative. */
function shifted({ sampleRateHz, left, right }: StereoSignal, frames: number): StereoSignal {
  const move = (samples: Float32Array): Float32Array => {
    if (frames <= 0) return samples.slice(-frames);
    const later = new Float32Array(samples.length + frames);
    later.set(samples, frames);
    return later;
  };
  return { sampleRateHz, left: move(left), right: move(right) };
}
