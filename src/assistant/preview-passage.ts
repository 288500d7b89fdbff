import path from 'node:path';
import type { StereoSignal } from '../audio/audio-source.ts';
import { writeWav } from '../audio/write-wav.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import { signalLoudness } from '../dsp/signal-loudness.ts';
import type { Decibels } from '../dsp/units.ts';
import { loudSectionRequest, sumOfStems, type LoudSection } from '../fixes/loud-section.ts';
import type { MasterChain } from '../fixes/master-chain.ts';
import { fitMasterSound, renderMasterSound } from '../fixes/master-sound.ts';
import type { StemFile } from '../fixes/measure-mix-model.ts';
import { measureStretch } from '../fixes/stretch-meter.ts';
import { stepsOnStems, withoutStanding } from '../fixes/steps-on-stems.ts';
import { EmbeddedSet } from '../live/embedded-set.ts';
import { renderSet } from '../live/render-set.ts';
import { applySteps } from '../live/transaction.ts';
import { featureKey, type AnalysisDocument } from '../store/analysis-document.ts';
import { throwIfCancelled } from '../store/failure.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { PreviewDocument } from '../store/preview-document.ts';
import type { StemMapDocument } from '../store/stem-map-document.ts';
import { routeSidechainsOnStems } from './route-sidechains.ts';
import type { Workshop } from './workshop.ts';

type Passage = NonNullable<PreviewDocument['passage']>;
type Rendering = Passage['before'];

export interface PassageRequest {
  plan: PlanDocument;
  analysis: AnalysisDocument;
  map: StemMapDocument;
  stems: readonly StemFile[];
  chain: MasterChain;
  bandCentreHz: readonly number[];
  /** Folder that is there already. */
  out: string;
}

/**
 * Renders the loudest passage as it is, with every single fix, and with all of them, each through the estimated master
 * and as loud as the passage is now, so that what is heard is the change and not the level.
 *
 * @returns `undefined` where the song has no passage that is long enough
 */
export async function previewPassage(workshop: Workshop, request: PassageRequest): Promise<Passage | undefined> {
  const { plan, analysis, stems, chain, bandCentreHz, out } = request;
  const { workers, progress, signal } = workshop;
  const wanted = loudSectionRequest(stems, plan.mix, analysis);
  if (wanted === undefined) return undefined;
  const section = await workers.run('loudSection', wanted, signal);
  const { integratedLufs, samplePeakDb: peakDb } = section.bounce;
  const sound = fitMasterSound(chain, bandCentreHz, sumOfStems(section), { integratedLufs, peakDb });
  const fixes = plan.fixes.filter(({ advice }) => !advice);
  progress.stage('Rendering the loudest passage', fixes.length + 2);
  let done = 0;
  let targetLufs = NaN;
  const make = async (name: string, chosen: PlanDocument['fixes']): Promise<Rendering> => {
    throwIfCancelled(signal);
    const mix = await rendered({ ...plan, fixes: chosen }, request, section, (sum) => renderMasterSound(sum, sound));
    const lufs = loudnessOf(mix);
    if (Number.isNaN(targetLufs)) targetLufs = lufs;
    const matchDb = Number.isFinite(lufs) ? targetLufs - lufs : 0;
    const file = path.join(out, `passage ${name}.wav`);
    const rendering = readingOf(mix, section, file, matchDb);
    await writeWav(file, louder(mix, matchDb), { format: 'float32' });
    progress.step(++done, name);
    return rendering;
  };
  const before = await make('before', []);
  const single: Passage['fixes'] = [];
  for (const fix of fixes) single.push({ id: fix.id, ...(await make(fix.id, [fix])) });
  return {
    startSeconds: section.stretch.startSeconds,
    endSeconds: section.stretch.endSeconds,
    bandCentreHz: [...bandCentreHz],
    before,
    after: await make('after', fixes),
    fixes: single,
  };
}

/** The passage with these fixes; what stands on the main track comes after the master that no one can see into. */
async function rendered(
  plan: PlanDocument,
  { analysis, map, stems }: PassageRequest,
  section: LoudSection,
  master: (sum: StereoSignal) => StereoSignal,
): Promise<StereoSignal> {
  const set = await EmbeddedSet.fromStems({ name: 'preview', tempoBpm: analysis.grid.tempoBpm }, map.stems);
  await applySteps(set, stepsOnStems(plan), { plan: plan.id, save: () => Promise.resolve() });
  await routeSidechainsOnStems(set, plan);
  const bounced = new Map(section.stems.map(({ index, signal }) => [stems[index].track, signal] as const));
  const sources = withoutStanding(plan, bounced);
  const { mix } = await renderSet(set, sources, { main: (sum) => master(withOthers(sum, section.others)) });
  await set.close();
  return mix;
}

function withOthers(sum: StereoSignal, others: StereoSignal | undefined): StereoSignal {
  if (others === undefined) return sum;
  for (let n = 0; n < Math.min(sum.left.length, others.left.length); n++) {
    sum.left[n] += others.left[n];
    sum.right[n] += others.right[n];
  }
  return sum;
}

function readingOf(mix: StereoSignal, section: LoudSection, file: string, matchDb: Decibels): Rendering {
  const { values, spectrum } = measureStretch(mix, section);
  const valueOf = (id: string): number => values.get(featureKey(id, 'whole')) ?? NaN;
  const [mid, side] = [spectrum?.mid ?? [], spectrum?.side ?? []];
  return {
    file,
    matchDb,
    loudnessLufs: valueOf('loudness.integrated'),
    truePeakDb: valueOf('loudness.truePeak'),
    peakToShortTermDb: valueOf('loudness.psr'),
    bandDb: Array.from(mid, (power, b) => 10 * Math.log10(Math.max(power + side[b], Number.MIN_VALUE)) + matchDb),
  };
}

function loudnessOf({ left, right, sampleRateHz }: StereoSignal): number {
  return signalLoudness(left, right, sampleRateHz);
}

function louder({ sampleRateHz, left, right }: StereoSignal, gainDb: Decibels): StereoSignal {
  const gain = dbToAmplitude(gainDb);
  const scaled = (samples: Float32Array): Float32Array => samples.map((value) => gain * value);
  return { sampleRateHz, left: scaled(left), right: scaled(right) };
}
