import { logSums } from '../dsp/log-sums.ts';
import type { FineSpectra } from '../dsp/meters.ts';
import { quantile } from '../dsp/statistics.ts';
import type { Decibels, Hertz, Normal } from '../dsp/units.ts';
import type { Resonance, Section } from '../store/analysis-document.ts';
import { unmeasured, type Measurement } from './feature-catalogue.ts';
import { fineRowsOf } from './fine-band-powers.ts';
import { scopesOf } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Rings: narrow peaks that stay while the notes change, such as a resonance of a filter, a room or a sample.
 *
 * What tells a ring from a note is what lies between the partials: a ring lifts it, a note does not. So the spectrum is
 * reduced to its floor, the 30th percentile of the levels in a twelfth of an octave, which no line of a tone reaches,
 * and each point of the floor is compared with the floor around it (±1/3 octave without the middle quarter). A ring
 * stands out by 4.5 dB over the whole track (5 dB at its top, lines and all) and by 3 dB in two seconds of three, and
 * is at most a sixth of an octave wide 3 dB below its top. A whistle that never stops is one, too. On songs with a
 * planted ring of 8–14 dB these bounds find more than two of three, and next to nothing in songs without:
 * `scripts/bench/ears/standards.ts`.
 *
 * Frequencies 1.2–12 kHz, where rings hurt and where 93 ms tell a floor from lines.
 *
 * @returns most prominent first; none for less than eight seconds, in which one chord may stay
 */
export function findResonances(frames: TrackFrames, sections: readonly Section[]): Resonance[] {
  const levels = new LevelRows(frames);
  if (levels.rows < FEWEST_SECONDS) return [];
  const kinds = scopesOf(frames.durationSeconds, sections).flatMap((spans) => {
    return spans.scope === 'whole' ? [] : [{ kind: spans.scope, ranges: fineRowsOf(frames, spans) }];
  });
  return levels
    .peaks()
    .flatMap((peak): Resonance[] => {
      const rings = levels.secondsOf(peak.bin);
      const share = shareOf(rings, [[0, rings.length]]);
      if (!(share >= LEAST_SHARE)) return [];
      const ringing = kinds.filter(({ ranges }) => shareOf(rings, ranges) > MOST_OF_A_SECTION);
      const ring = levels.describe(peak);
      if (ring.prominenceDb < LEAST_PROMINENCE_DB) return [];
      return [{ ...ring, share, sections: ringing.map(({ kind }) => kind) }];
    })
    .sort((a, b) => b.prominenceDb - a.prominenceDb);
}

/**
 * `tone.resonance`: how far the most prominent ring stands out, 0 dB without one. Missing for less than eight seconds.
 */
export function measureResonance({ fine }: TrackFrames, resonances: readonly Resonance[]): Measurement {
  const id = 'tone.resonance';
  if (fine.rows < FEWEST_SECONDS) return unmeasured([id], 'The file is too short to tell a ring from a note.');
  return { features: [{ id, scope: 'whole', value: resonances[0]?.prominenceDb ?? 0 }], missing: [] };
}

const RINGS_HZ: readonly [Hertz, Hertz] = [1200, 12_000];
const FEWEST_SECONDS = 8;

/** The width over which the floor is taken, the surroundings, and the part of them that belongs to the ring. */
const FLOOR_OCTAVES = 1 / 24;
const SURROUNDINGS_OCTAVES = 1 / 3;
const OWN_OCTAVES = 1 / 8;

/** A Hann window's line is four bins wide: fewer than seven would be all line. */
const FEWEST_FLOOR_BINS = 3;
const FLOOR_SHARE: Normal = 0.3;

/* Measured on songs with and without planted rings, see the benchmark. */
const LEAST_EXCESS_DB: Decibels = 4.5;
const LEAST_PROMINENCE_DB: Decibels = 5;
const LEAST_SECOND_EXCESS_DB: Decibels = 3;
const LEAST_SHARE: Normal = 0.67;
const MOST_OF_A_SECTION: Normal = 0.5;

/** A sixth of an octave, and what the floor's own width may add. */
const WIDEST_OCTAVES = 1 / 6;

/** −140 dBFS a bin: below the rounding of 24 bits. */
const FAINTEST_POWER = 1e-14;
/** A second whose floor is lower says nothing: it is silent there, or cut off by an encoder. */
const SILENT_FLOOR_DB: Decibels = -110;

const HALF_POWER_DB: Decibels = 3;

interface Peak {
  bin: number;
  /** Where the floor falls 3 dB below its top. */
  lowBin: number;
  highBin: number;
}

/**
 * Levels of mid + side, second by second, from a third of an octave below the lowest ring to as far above the highest.
 */
class LevelRows {
  readonly rows: number;
  readonly #hzPerBin: Hertz;
  readonly #firstBin: number;
  readonly #bins: number;
  readonly #main: FineSpectra;
  /** Means over the rows, in decibels. */
  readonly #means: Float32Array;
  /** Of one row, as far as it was asked for. */
  readonly #levels: Float32Array;

  constructor({ fine: { rows, main } }: TrackFrames) {
    const reach = 2 ** (SURROUNDINGS_OCTAVES + FLOOR_OCTAVES);
    this.rows = rows;
    this.#hzPerBin = main.hzPerBin;
    this.#firstBin = Math.floor(RINGS_HZ[0] / reach / main.hzPerBin) - FEWEST_FLOOR_BINS;
    const lastBin = Math.min(main.bins - 1, Math.ceil((RINGS_HZ[1] * reach) / main.hzPerBin));
    this.#bins = lastBin - this.#firstBin + 1;
    this.#main = main;
    this.#levels = new Float32Array(this.#bins);
    const sums = logSums().ofRows(main, this.#firstBin, this.#bins, FAINTEST_POWER);
    this.#means = Float32Array.from(sums, (sum) => ((10 / Math.LN10) * sum) / rows);
  }

  /** Narrow peaks of the floor over the whole track. */
  peaks(): Peak[] {
    const floors = Float32Array.from({ length: this.#bins }, (_, i) => this.#floorAt(this.#means, i));
    const excess = floors.map((floor, i) => (this.#isWithinReach(i) ? floor - this.#around(floors, i) : 0));
    const peaks: Peak[] = [];
    for (let i = 0; i < this.#bins; i++) {
      if (excess[i] < LEAST_EXCESS_DB || !this.#isTop(excess, i)) continue;
      const edge = (step: 1 | -1): number => {
        let at = i;
        while (floors[at] > floors[i] - HALF_POWER_DB) at += step;
        return at;
      };
      const peak = { bin: i, lowBin: edge(-1), highBin: edge(1) };
      if (this.#octaves(peak.lowBin, peak.highBin) <= WIDEST_OCTAVES) peaks.push(peak);
    }
    return peaks;
  }

  /** For each second: 1 where the peak stands out, 0 where it does not, `NaN` where nothing sounds around it. */
  secondsOf(bin: number): Float32Array {
    const own = Math.round(this.#width(bin, OWN_OCTAVES + FLOOR_OCTAVES));
    return Float32Array.from({ length: this.rows }, (_, row) => {
      const levels = this.#levelsOf(row, bin - 2 * own, bin + 2 * own);
      const floor = this.#floorAt(levels, bin);
      if (floor < SILENT_FLOOR_DB) return NaN;
      const around = (this.#floorAt(levels, bin - own) + this.#floorAt(levels, bin + own)) / 2;
      return floor - around >= LEAST_SECOND_EXCESS_DB ? 1 : 0;
    });
  }

  /** Frequency, level above the surroundings and sharpness of a peak. */
  describe({ bin, lowBin, highBin }: Peak): Pick<Resonance, 'hz' | 'prominenceDb' | 'q'> {
    let weights = 0;
    let moment = 0;
    for (let i = lowBin; i <= highBin; i++) {
      const weight = 10 ** (this.#means[i] / 10);
      weights += weight;
      moment += weight * (this.#firstBin + i);
    }
    const hz = (moment / weights) * this.#hzPerBin;
    return {
      hz,
      prominenceDb: meanOf(this.#means, lowBin + 1, highBin) - this.#around(this.#means, bin),
      q: hz / ((highBin - lowBin) * this.#hzPerBin),
    };
  }

  /** Levels of a row between two bins, both included, at their places. */
  #levelsOf(row: number, from: number, to: number): Float32Array {
    const { mid, side, bins } = this.#main;
    const offset = row * bins + this.#firstBin;
    for (let i = Math.max(0, from); i <= Math.min(this.#bins - 1, to); i++) {
      this.#levels[i] = 10 * Math.log10(mid[offset + i] + side[offset + i] + FAINTEST_POWER);
    }
    return this.#levels;
  }

  #floorAt(levels: Float32Array, i: number): Decibels {
    const half = Math.max(FEWEST_FLOOR_BINS, Math.round(this.#width(i, FLOOR_OCTAVES)));
    return quantile(levels.subarray(Math.max(0, i - half), i + half + 1), FLOOR_SHARE);
  }

  /** Median over both sides of the surroundings. */
  #around(values: Float32Array, i: number): Decibels {
    const [own, far] = [this.#width(i, OWN_OCTAVES), this.#width(i, SURROUNDINGS_OCTAVES)].map(Math.round);
    const sides = new Float32Array(2 * (far - own));
    sides.set(values.subarray(i - far, i - own));
    sides.set(values.subarray(i + own + 1, i + far + 1), far - own);
    return quantile(sides, 0.5);
  }

  #isTop(excess: Float32Array, i: number): boolean {
    const own = Math.round(this.#width(i, OWN_OCTAVES));
    for (let k = i - own; k <= i + own; k++) {
      if (excess[k] > excess[i] || (excess[k] === excess[i] && k < i)) return false;
    }
    return true;
  }

  #isWithinReach(i: number): boolean {
    const bin = this.#firstBin + i;
    return bin * this.#hzPerBin >= RINGS_HZ[0] && i + this.#width(i, SURROUNDINGS_OCTAVES) + 1 < this.#bins;
  }

  #width(i: number, octaves: number): number {
    return (this.#firstBin + i) * (2 ** octaves - 1);
  }

  #octaves(low: number, high: number): number {
    return Math.log2((this.#firstBin + high) / (this.#firstBin + low));
  }
}

function meanOf(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return sum / (to - from);
}

/** The part of the seconds in which it rings, of those in which it could be heard; `NaN` without one. */
function shareOf(rings: Float32Array, ranges: readonly (readonly [number, number])[]): Normal {
  let sum = 0;
  let count = 0;
  for (const [from, to] of ranges) {
    for (let i = from; i < to; i++) {
      if (Number.isNaN(rings[i])) continue;
      sum += rings[i];
      count += 1;
    }
  }
  return sum / count;
}
