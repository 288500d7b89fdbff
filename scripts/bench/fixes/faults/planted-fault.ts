import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import type { Random } from '../../../../src/demo/random.ts';
import type { Normal } from '../../../../src/dsp/units.ts';
import type { StemRole } from '../../../../src/store/stem-map-document.ts';
import type { Audibility } from '../audibility.ts';
import type { BenchSong, BenchStem, Master } from '../bench-song.ts';
import type { Remedy } from './remedy.ts';

/** One thing wrong with a mix, ready to be planted. */
export interface PlantedFault {
  kind: string;
  /** A stem's name, or `MAIN`. */
  stem: string;
  /** `Lead: bell +5.0 dB at 2.5 kHz, Q 1.4` without the stem. */
  words: string;
  plant?: (clean: StereoSignal) => StereoSignal;
  /** For faults of the master. */
  master?: (clean: Master) => Master;
  remedy: Remedy;
}

/** A fault that was planted. */
export interface DrawnFault extends PlantedFault {
  /** Whether faders, pans, widths and equalisers can answer its kind. */
  linear: boolean;
  /** Share of the mix that it changes, see `heardShare`; 1 for the master. */
  heard: Normal;
}

/** What the plan calls the main track. */
export const MAIN = 'Main';

/** A kind of fault: draws one that is heard in the song, or none where the song has no place for it. */
export interface FaultKind {
  name: string;
  /**
   * The kinds that plans were always able to answer; the others ask for more than faders, pans, widths and equalisers.
   */
  linear: boolean;
  /** False for what meters see and nobody hears. */
  heard?: boolean;
  draw(ground: FaultGround): PlantedFault | undefined;
}

/** Where faults are drawn from. */
export interface FaultGround {
  song: BenchSong;
  audibility: Audibility;
  random: Random;
  /** Stems that have a fault already. */
  taken: ReadonlySet<string>;
}

/** A share of the mix from which on a stem is what one hears in a band. */
export const LEADING = 0.4;

/**
 * A stem that leads the mix in at least `bands` third octaves of a range; one of the given roles where there are any.
 */
export function drawStem(
  { song, audibility, random, taken }: FaultGround,
  wish: {
    roles?: readonly StemRole[];
    bands?: number;
    lowHz?: number;
    highHz?: number;
    stereo?: boolean;
    /** Least correlation of left and right. */
    correlation?: number;
  } = {},
): BenchStem | undefined {
  const fit = song.stems.filter(
    ({ name, role, signal }) =>
      !taken.has(name) &&
      (wish.roles?.includes(role) ?? role !== 'fx') &&
      audibility.bandsLed(name, LEADING, wish.lowHz, wish.highHz).length >= (wish.bands ?? 3) &&
      (wish.stereo !== true || hasSide(signal)) &&
      correlationOf(signal) >= (wish.correlation ?? -1),
  );
  return fit.length === 0 ? undefined : random.pick(fit);
}

/**
 * A third octave that the stem leads in a range, at least an octave inside what it leads at all where that is possible.
 */
export function drawHz(
  { audibility, random }: FaultGround,
  stem: string,
  lowHz: number,
  highHz: number,
): number | undefined {
  const led = audibility.bandsLed(stem, LEADING, lowHz, highHz);
  return led.length === 0 ? undefined : Math.round(random.pick(led) * 2 ** random.between(-1 / 8, 1 / 8));
}

/** A size between two, up or down. */
export function signedBetween(random: Random, low: number, high: number, chanceUp = 0.5): number {
  return (random.chance(chanceUp) ? 1 : -1) * halved(random.between(low, high));
}

/** To half a decibel: people say such sizes. */
export function halved(db: number): number {
  return Math.round(2 * db) / 2;
}

/** More side than a hundredth of the mid. */
function hasSide({ left, right }: StereoSignal): boolean {
  let [mid, side] = [0, 0];
  for (let n = 0; n < left.length; n += 8) {
    mid += (left[n] + right[n]) ** 2;
    side += (left[n] - right[n]) ** 2;
  }
  return side > 0.03 * mid;
}

/** Of left and right over the whole signal, −1 … 1; 0 where one is silent. */
function correlationOf({ left, right }: StereoSignal): number {
  let [both, ofLeft, ofRight] = [0, 0, 0];
  for (let n = 0; n < left.length; n += 8) {
    both += left[n] * right[n];
    ofLeft += left[n] ** 2;
    ofRight += right[n] ** 2;
  }
  return ofLeft > 0 && ofRight > 0 ? both / Math.sqrt(ofLeft * ofRight) : 0;
}
