import { ComplexFft } from '../../dsp/fft.ts';
import { mean, quantile } from '../../dsp/statistics.ts';
import type { Decibels, Frames, Hertz, Normal, Seconds } from '../../dsp/units.ts';
import { hannWindow } from '../../dsp/window.ts';
import type { Excerpt } from '../stem-sound/active-excerpts.ts';

/** A narrow peak that stands still while what is played changes: of a filter, a room, a sample. */
export interface StemRing {
  hz: Hertz;
  /** How far it stands out of what lies around it. */
  prominenceDb: Decibels;
  /** Centre over width, 3 dB below the top. */
  q: number;
}

/**
 * Rings of a stem, from its loudest excerpts; the most prominent first. As in a whole track (`findResonances`) what
 * lies between the partials tells: a ring lifts the floor there and a note does not. The floor is the 30th percentile
 * of the levels in a twelfth of an octave, and a ring is a top of it that stands 5 dB above the median of what lies
 * around (±1/3 octave without the middle quarter) and 3 dB in each of at least three excerpts, seconds apart.
 *
 * Of bells of 11 dB and a Q of 14 in 32 stems of three songs it finds four of five within a twelfth of an octave, of
 * those in a lead of few notes hardly any: there is no floor between its partials that could be lifted. It also names
 * held notes of leads, pads and voices, so that a ring by itself is no fault.
 *
 * From 600 Hz, where windows of 0.19 s tell a floor from lines, to 9 kHz.
 *
 * @returns none for silence and for less than three excerpts
 */
export function findStemRings(excerpts: readonly Excerpt[]): StemRing[] {
  const parts = excerpts.flatMap(({ signal }) => levelRows(signal));
  const loudest = Math.max(...parts.map(({ power }) => power));
  const heard = parts.filter(({ power }) => power > LEAST_OF_LOUDEST * loudest);
  if (heard.length < FEWEST_EXCERPTS) return [];
  const [{ hzPerBin, levels }] = heard;
  const means = Float64Array.from(levels, (_, k) => heard.reduce((sum, one) => sum + one.levels[k], 0) / heard.length);
  const last = Math.min(levels.length - 1, Math.ceil((HIGHEST_HZ * 2 ** AROUND_OCTAVES) / hzPerBin));
  const floors = Float64Array.from({ length: last + 1 }, (_, k) => floorAt(means, k));
  const rings: StemRing[] = [];
  const highest = Math.min(HIGHEST_HZ / hzPerBin, last / 2 ** AROUND_OCTAVES);
  for (let k = Math.ceil(LOWEST_HZ / hzPerBin); k <= highest; k++) {
    if (!isTop(floors, k)) continue;
    const stands = heard.every((part) => localExcess(part.levels, k) >= LEAST_IN_EXCERPT_DB);
    const width = widthOf(floors, k);
    if (floors[k] - around(floors, k) < LEAST_EXCESS_DB || !stands || width > MOST_WIDTH * k) continue;
    const top = means.subarray(k - Math.floor(width / 4), k + Math.floor(width / 4) + 1);
    rings.push({ hz: k * hzPerBin, prominenceDb: mean(top) - around(means, k), q: k / width });
  }
  return rings.sort((a, b) => b.prominenceDb - a.prominenceDb);
}

const WINDOW_SECONDS: Seconds = 0.19;
const LOWEST_HZ: Hertz = 600;
const HIGHEST_HZ: Hertz = 9000;
const FEWEST_EXCERPTS = 3;
/** −30 dB: a quieter excerpt is a tail. */
const LEAST_OF_LOUDEST = 1e-3;
/** −130 dB below the loudest excerpt's mean square: rounding. */
const FAINTEST = 1e-13;

const FLOOR_OCTAVES = 1 / 24;
const FEWEST_FLOOR_BINS = 3;
const FLOOR_SHARE: Normal = 0.3;
const AROUND_OCTAVES = 1 / 3;
const OWN_OCTAVES = 1 / 8;

const LEAST_EXCESS_DB: Decibels = 5;
const LEAST_IN_EXCERPT_DB: Decibels = 3;
/** A sixth of an octave: what is wider is the sound of the instrument. */
const MOST_WIDTH = 2 ** (1 / 12) - 2 ** (-1 / 12);

interface Levels {
  hzPerBin: Hertz;
  /** Mean square. */
  power: number;
  /** A level for each bin: the mean of the decibels of all windows. */
  levels: Float64Array;
}

/** Of one excerpt, both channels together; nothing for one that is shorter than a window, or silent. */
function levelRows({ sampleRateHz, left, right }: Excerpt['signal']): Levels[] {
  const size: Frames = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
  const rows = Math.floor(left.length / size);
  const power = (squares(left) + squares(right)) / Math.max(1, left.length);
  if (rows < 1 || !(power > 0)) return [];
  const [fft, window] = [new ComplexFft(size), hannWindow(size)];
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  const bins = Math.min(size / 2, Math.ceil((HIGHEST_HZ * 2 ** (2 * AROUND_OCTAVES) * size) / sampleRateHz));
  const levels = new Float64Array(bins);
  for (let row = 0; row < rows; row++) {
    const start = row * size;
    for (let n = 0; n < size; n++) {
      re[n] = window[n] * left[start + n];
      im[n] = window[n] * right[start + n];
    }
    fft.forward(re, im);
    for (let k = 1; k < levels.length; k++) {
      const square = re[k] ** 2 + im[k] ** 2 + re[size - k] ** 2 + im[size - k] ** 2;
      levels[k] += (10 * Math.log10(square / size ** 2 + FAINTEST * power)) / rows;
    }
  }
  return [{ hzPerBin: sampleRateHz / size, power, levels }];
}

function floorAt(levels: Float64Array, k: number): Decibels {
  const half = Math.max(FEWEST_FLOOR_BINS, Math.round(k * (2 ** FLOOR_OCTAVES - 1)));
  return quantile(levels.subarray(Math.max(1, k - half), k + half + 1), FLOOR_SHARE);
}

/** Median on both sides, without what belongs to the ring. */
function around(levels: Float64Array, k: number): Decibels {
  const [own, far] = [OWN_OCTAVES, AROUND_OCTAVES].map((octaves) => Math.round(k * (2 ** octaves - 1)));
  const sides = [...levels.subarray(k - far, k - own), ...levels.subarray(k + own + 1, k + far + 1)];
  return quantile(sides, 0.5);
}

/** How far the floor stands above that next to the ring. */
function localExcess(levels: Float64Array, k: number): Decibels {
  const next = Math.round(k * (2 ** (OWN_OCTAVES + FLOOR_OCTAVES) - 1));
  return floorAt(levels, k) - (floorAt(levels, k - next) + floorAt(levels, k + next)) / 2;
}

function isTop(floors: Float64Array, k: number): boolean {
  const own = Math.round(k * (2 ** OWN_OCTAVES - 1));
  for (let i = k - own; i <= k + own; i++)
    if (floors[i] > floors[k] || (floors[i] === floors[k] && i < k)) return false;
  return true;
}

/** In bins, 3 dB below the top. */
function widthOf(floors: Float64Array, k: number): number {
  const edge = (step: 1 | -1): number => {
    let at = k;
    while (at > 0 && at < floors.length - 1 && floors[at] > floors[k] - 3) at += step;
    return at;
  };
  return edge(1) - edge(-1);
}

function squares(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum;
}
