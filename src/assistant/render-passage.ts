import type { StereoSignal } from '../audio/audio-source.ts';
import { writeWav } from '../audio/write-wav.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import { signalLoudness } from '../dsp/signal-loudness.ts';
import type { Decibels, Lufs } from '../dsp/units.ts';
import { fitMasterSound } from '../fixes/fit-master-sound.ts';
import type { LoudSection } from '../fixes/loud-section.ts';
import { renderMasterSound, type MasterSound } from '../fixes/master-sound.ts';
import { measureStretch } from '../fixes/stretch-meter.ts';
import { stepsOnStems, withoutStanding } from '../fixes/steps-on-stems.ts';
import { EmbeddedSet } from '../live/embedded-set.ts';
import { renderSet } from '../live/render-set.ts';
import { applySteps } from '../live/transaction.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { PreviewDocument } from '../store/preview-document.ts';
import type { MixOfPlan } from './mix-of-plan.ts';

export type PassageRendering = NonNullable<PreviewDocument['passage']>['before'];

/** What to render: plain data, for a worker. */
export interface PassageOrder {
  /** With the fixes that are wanted, and no others. */
  plan: PlanDocument;
  mix: MixOfPlan;
  section: LoudSection;
}

/**
 * Renders the passage with the plan's fixes through the estimated master, and writes it as loud as it is wanted, so
 * that what is heard is the change and not the level.
 */
export async function renderPassage(order: PassageOrder & PassageMaster & { file: string }): Promise<PassageRendering> {
  const { section, file, targetLufs, master } = order;
  const sound = await rendered(order, master);
  const lufs = loudnessOf(sound);
  const matchDb = Number.isFinite(lufs) && Number.isFinite(targetLufs) ? targetLufs - lufs : 0;
  await writeWav(file, louder(sound, matchDb), { format: 'float32' });
  return readingOf(sound, section, file, matchDb);
}

/** What all renderings of a passage share: the master, and how loud they are to be. */
export interface PassageMaster {
  master: MasterSound;
  targetLufs: Lufs;
}

/** Fits the master to the passage where that is not done; what is wanted is as loud as it is with the plan's fixes. */
export async function fitPassage(order: PassageOrder & { master: MasterSound | undefined }): Promise<PassageMaster> {
  const { chain, bandCentreHz } = order.mix;
  const master = order.master ?? fitMasterSound(chain, bandCentreHz, order.section);
  return { master, targetLufs: loudnessOf(await rendered(order, master)) };
}

/** The passage with these fixes; what stands on the main track comes after the master that no one can see into. */
async function rendered(
  { plan, mix: { analysis, map, stems }, section }: PassageOrder,
  sound: MasterSound,
): Promise<StereoSignal> {
  const set = await EmbeddedSet.fromStems({ name: 'preview', tempoBpm: analysis.grid.tempoBpm }, map.stems);
  await applySteps(set, stepsOnStems(plan), { plan: plan.id, save: () => Promise.resolve() });
  const bounced = new Map(section.stems.map(({ index, signal }) => [stems[index].track, signal] as const));
  const sources = withoutStanding(plan, bounced);
  const { mix } = await renderSet(set, sources, {
    main: (sum) => renderMasterSound(withOthers(sum, section.others), sound),
  });
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

function readingOf(mix: StereoSignal, section: LoudSection, file: string, matchDb: Decibels): PassageRendering {
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
