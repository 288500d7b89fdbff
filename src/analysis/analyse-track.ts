import { createHash } from 'node:crypto';
import type { StereoSignal } from '../audio/audio-source.ts';
import { ContentHash } from '../audio/content-hash.ts';
import { openAudio } from '../audio/open-audio.ts';
import type { AnalysisDocument, FeatureValue } from '../store/analysis-document.ts';
import { bandFeatures } from './band-features.ts';
import { estimateBeatGrid } from './beat-grid.ts';
import { measureBuildSlope } from './build-slope.ts';
import { measureCharacter } from './character.ts';
import { trackCurves } from './curves.ts';
import { findDrops } from './drops.ts';
import { measureEnergyContrast } from './energy-contrast.ts';
import { erbSpectra } from './erb-spectra.ts';
import { unmeasured, type MeasuredFeature, type Measurement } from './feature-catalogue.ts';
import { featureById, FEATURES } from './features.ts';
import { scopedFineSpectra } from './fine-band-powers.ts';
import { sectionsWithin, type Form } from './form.ts';
import { measureHarmony } from './harmony.ts';
import { estimateKey } from './key.ts';
import { measureKickToBass } from './kick-to-bass.ts';
import { measureKick } from './kick.ts';
import { measureLoudness } from './loudness-features.ts';
import { measureFrames, measureSignalFrames } from './one-pass.ts';
import { measurePumping } from './pumping.ts';
import { findResonances, measureResonance } from './resonances.ts';
import { measureRhythm } from './rhythm-features.ts';
import { scopesOf } from './scopes.ts';
import { sectionSpectra } from './section-spectra.ts';
import { findSections } from './sections.ts';
import { measureSpectralShape } from './spectral-shape.ts';
import { monoLoss } from './mono-loss.ts';
import { measureStereoMoments } from './stereo-moments.ts';
import { singleTrack } from './single-track.ts';
import { ResultRoom } from '../dsp/result-room.ts';
import type { TrackFrames } from './track-frames.ts';
import { trackWarnings } from './track-warnings.ts';

/**
 * Measures one file: everything of the feature catalogue, grid, sections, key, spectra and curves. The file is decoded
 * once, in blocks; memory grows by a few megabytes a minute. What the file has no value for is in `missing`, with the
 * reason.
 *
 * @param options.describe describes the sound from the spectra, mel bands and all, which are gone afterwards
 * @param options.form where bars and sections lie, if that is known of another bounce of the song; found if undefined
 * @throws Failure 'input' for a file that is missing, broken, no audio, silent, or longer than half an hour; Failure
 * 'cancelled' where the signal fires
 */
export async function analyseTrack(
  file: string,
  { signal, form, describe }: { signal?: AbortSignal; form?: Form; describe?: Describe } = {},
): Promise<AnalysisDocument> {
  const source = singleTrack(await openAudio(file));
  const hash = new ContentHash();
  const room = new ResultRoom();
  try {
    const frames = await measureFrames(source, signal, hash, describe !== undefined, room);
    const analysis = analyseFrames(frames, { file, contentHash: hash.digest() }, form);
    return describe === undefined
      ? analysis
      : { ...analysis, sound: await describe(frames.spectra, analysis.sections) };
  } finally {
    room.release();
  }
}

/**
 * The same for sound in memory; `name` stands for the file, and the hash is that of the samples.
 *
 * @throws Failure 'input' for a signal that is empty, silent, or holds a sample that is not a number
 */
export function analyseSignal(signal: StereoSignal, name: string, onFrames?: FramesListener): AnalysisDocument {
  const frames = measureSignalFrames(signal, undefined, onFrames !== undefined);
  onFrames?.(frames);
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of [signal.left, signal.right]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return analyseFrames(frames, { file: name, contentHash: hash.digest('hex') });
}

/** Describes a sound: see `SoundDescription`. */
export type Describe = (
  spectra: TrackFrames['spectra'],
  sections: AnalysisDocument['sections'],
) => Promise<NonNullable<AnalysisDocument['sound']>>;

/** Is shown what the one pass left behind, mel bands and all, for what is read off it elsewhere. */
export type FramesListener = (frames: TrackFrames) => void;

/** Version of the measuring code: raised with every change of a number, so that cached analyses are measured again. */
export const ENGINE_VERSION = 'analysis-13';

function analyseFrames(
  frames: TrackFrames,
  recording: { file: string; contentHash: string },
  form?: Form,
): AnalysisDocument {
  const grid = form?.grid ?? estimateBeatGrid(frames);
  const sections = form ? sectionsWithin(form.sections, frames.durationSeconds) : findSections(frames, grid);
  const key = estimateKey(frames, grid, sections);
  const bandCentreHz = [...frames.spectra.bandCentreHz];
  const spectra = sectionSpectra(frames, sections);
  const fineSpectra = scopedFineSpectra(frames, scopesOf(frames.durationSeconds, sections));
  const resonances = findResonances(frames, sections);
  const rhythm = measureRhythm(frames, grid, sections);
  const curves = trackCurves(frames, grid);
  const fourOnFloor = rhythm.features.find(({ id }) => id === 'rhythm.fourOnFloor')?.value;
  const kick = measureKick(frames, grid, sections);
  const kickHz = kick.features.find(({ id }) => id === 'lowEnd.kickFundamental')?.value;
  const measurement = settle([
    measureLoudness(frames, sections),
    { features: spectra.flatMap((spectrum) => bandFeatures(spectrum, bandCentreHz)), missing: [] },
    { features: spectra.flatMap((spectrum) => monoLoss(spectrum, bandCentreHz)), missing: [] },
    measureSpectralShape(frames, fineSpectra),
    measureResonance(frames, resonances),
    measureStereoMoments(frames),
    rhythm,
    measurePumping(frames, grid, sections),
    kick,
    measureKickToBass(frames, grid, sections, fourOnFloor),
    measureEnergyContrast(spectra, bandCentreHz, rhythm.features),
    measureBuildSlope(curves, sections),
    measureHarmony(key, kickHz),
    measureCharacter(frames, sections),
    unmeasured(['masking.lost', 'masking.hidden'], 'It is measured on stems.'),
  ]);
  return {
    schema: 'coproducer.analysis/1',
    engine: ENGINE_VERSION,
    ...recording,
    durationSeconds: frames.durationSeconds,
    sampleRate: frames.sampleRateHz,
    channels: frames.channels,
    ...measurement,
    sections,
    drops: findDrops(frames, grid, sections),
    grid,
    key,
    bandCentreHz,
    spectra,
    erb: erbSpectra(frames, fineSpectra, spectra),
    resonances,
    curves,
    warnings: trackWarnings(frames),
  };
}

/**
 * Joins measurements into what the document holds: values in the order of the catalogue with their units, and a reason
 * for every row that has no value in any scope. A value that is not a number is none: one odd recording must not end a
 * library's analysis.
 */
function settle(measurements: readonly Measurement[]): Pick<AnalysisDocument, 'features' | 'missing'> {
  const measured = measurements.flatMap(({ features }) => features);
  const stranger = measured.find(({ id, scope }) => {
    const row = featureById(id);
    return row === undefined || (row.scope === 'whole' && scope !== 'whole');
  });
  if (stranger !== undefined) throw new Error(`No row of the catalogue allows ${stranger.id} in ${stranger.scope}.`);
  const reasons = new Map(measurements.flatMap(({ missing }) => missing.map(({ id, why }) => [id, why] as const)));
  const finite = new Map<string, MeasuredFeature[]>();
  for (const feature of measured) {
    if (!Number.isFinite(feature.value)) continue;
    const known = finite.get(feature.id);
    if (known === undefined) finite.set(feature.id, [feature]);
    else known.push(feature);
  }
  const features: FeatureValue[] = FEATURES.flatMap(({ id, unit }) => {
    return (finite.get(id) ?? []).map(({ scope, value, atSeconds }) => ({
      id,
      value,
      unit,
      scope,
      ...(atSeconds !== undefined && { atSeconds }),
    }));
  });
  const found = new Set(features.map(({ id }) => id));
  const missing = FEATURES.filter(({ id }) => !found.has(id)).map(({ id }) => {
    return { id, why: reasons.get(id) ?? 'Nothing sounds there.' };
  });
  return { features, missing };
}
