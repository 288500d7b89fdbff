import type { Hertz } from '../dsp/units.ts';
import type { SectionKind } from '../store/analysis-document.ts';
import { spectrumBandHz } from './describe-sound.ts';

/**
 * Whether a number of a vector tells of kick and bass. Where neither plays, in a breakdown or a build, such a number is
 * what a filter, a hall or the noise of the mix leave there, and says nothing of how a track is made.
 *
 * @param id catalogue id, or the name of a number that was heard
 */
export function tellsOfBass(id: string): boolean {
  const [, kind, place] = BAND_NUMBER.exec(id) ?? [];
  if (kind === undefined) return BASS_FEATURES.has(id);
  return (kind === 'spectrum' ? spectrumBandHz(Number(place)) : Number(place)) < BASS_HZ;
}

/** Kinds of section that are told by kick and bass being silent. */
export const WITHOUT_BASS: readonly SectionKind[] = ['breakdown', 'build'];

const BAND_NUMBER = /^(tone\.band|stereo\.width|stereo\.correlation|spectrum)\.([\d.]+)$/;

/** What else is measured of it in a section. What is measured of the whole track alone, such as its kick, stays. */
const BASS_FEATURES: ReadonlySet<string> = new Set(['stereo.lowEndSide', 'lowEnd.subShare']);

/** Upper edge of the third octave at 125 Hz: fundamentals of kick and bass lie below. */
const BASS_HZ: Hertz = 125 * 2 ** (1 / 6);
