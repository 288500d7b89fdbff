import { amplitudeToDb, powerToDb } from '../dsp/decibels.ts';
import {
  integratedLoudness,
  LOUDNESS_BLOCK_SECONDS,
  loudnessRange,
  momentaryPower,
  powerToLufs,
  shortTermPower,
} from '../dsp/loudness.ts';
import { runningSums } from '../dsp/running-sums.ts';
import { median, quantile } from '../dsp/statistics.ts';
import type { Decibels, LoudnessUnits, Lufs, Power, Seconds } from '../dsp/units.ts';
import type { Section } from '../store/analysis-document.ts';
import type { Measurement } from './feature-catalogue.ts';
import { rangesIn, scopesOf, type ScopeSpans } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Loudness, peaks and crest: every row `loudness.…` of the catalogue.
 *
 * - integrated, momentary and short-term maxima, range: ITU-R BS.1770-5, EBU Tech 3341 and 3342 (`src/dsp/loudness.ts`)
 * - PLR = true peak − integrated; PSR = true peak − short-term maximum, the ratio in the loudest passage; its median
 *   and minimum: true peak − short-term loudness of the same three seconds, a window a second, where that loudness
 *   passes the relative gate of BS.1770-5 (10 LU below the integrated)
 * - `loudness.section`: K-weighted mean power of each kind of section, without gates
 * - `loudness.crest.…`: 99th percentile over mean of the power in 5 ms blocks of a register, 10·log10; the percentile,
 *   not the maximum, so that one crash or click does not decide
 *
 * A mono file counts on both speakers. What silence or a short file has no value for is in `missing`.
 */
export function measureLoudness(frames: TrackFrames, sections: readonly Section[]): Measurement {
  const { power } = frames.kWeighted;
  const integrated = integratedLoudness(power);
  const shortTerm = shortTermPower(power);
  const momentaryMax = greatest(momentaryPower(power), MOMENTARY_SECONDS);
  const shortTermMax = greatest(shortTerm, SHORT_TERM_SECONDS);
  const truePeak = amplitudeToDb(frames.levels.truePeak);
  const peakToShortTerm = peakToShortTermRatios(frames, shortTerm, integrated - RELATIVE_GATE_LU);
  const measurement = wholeTrack([
    ['loudness.integrated', integrated, NOT_LOUD],
    ['loudness.shortTermMax', shortTermMax.value, TOO_SHORT, shortTermMax.atSeconds],
    ['loudness.momentaryMax', momentaryMax.value, NOT_LOUD, momentaryMax.atSeconds],
    ['loudness.range', Number.isFinite(shortTermMax.value) ? loudnessRange(power) : NaN, TOO_SHORT],
    ['loudness.truePeak', truePeak, SILENT],
    ['loudness.plr', truePeak - integrated, NOT_LOUD],
    ['loudness.psr', truePeak - shortTermMax.value, TOO_SHORT],
    ['loudness.psrMedian', median(peakToShortTerm.map(({ value }) => value)), TOO_SHORT],
    ['loudness.psrMin', ...lowestRatio(peakToShortTerm)],
  ]);
  const means = new RangeMeans(frames);
  for (const scope of scopesOf(frames.durationSeconds, sections)) {
    const loudness = scope.scope === 'whole' ? NaN : means.loudness(scope);
    if (Number.isFinite(loudness)) {
      measurement.features.push({ id: 'loudness.section', scope: scope.scope, value: loudness });
    }
    for (const [id, register] of CREST_REGISTERS) {
      const crest = crestIn(frames, register, scope, means);
      if (Number.isFinite(crest)) measurement.features.push({ id, scope: scope.scope, value: crest });
    }
  }
  return measurement;
}

const NOT_LOUD = 'Nothing in the file is louder than −70 LUFS for 400 ms.';
const TOO_SHORT = 'The file has no three seconds of sound.';
const SILENT = 'The file is silent.';

type Register = 'low' | 'body' | 'high';

const CREST_REGISTERS: readonly (readonly [string, Register])[] = [
  ['loudness.crest.low', 'low'],
  ['loudness.crest.mid', 'body'],
  ['loudness.crest.high', 'high'],
];

/** The hits of a bar at 138 BPM fill a few of its 348 blocks, and 1 % is the fewest that repeat from bar to bar. */
const CREST_PERCENTILE = 0.99;

/** A register 60 dB below the rest of the scope holds leakage of the filters, not music. */
const ABSENT_REGISTER: Power = 1e-6;

/** The windows of EBU Tech 3341 and the relative gate of BS.1770-5. */
const MOMENTARY_SECONDS: Seconds = 0.4;
const SHORT_TERM_SECONDS: Seconds = 3;
const RELATIVE_GATE_LU: LoudnessUnits = 10;

type WholeRow = readonly [id: string, value: number, why: string, atSeconds?: Seconds];

function wholeTrack(rows: readonly WholeRow[]): Measurement {
  const measurement: Measurement = { features: [], missing: [] };
  for (const [id, value, why, atSeconds] of rows) {
    if (Number.isFinite(value)) {
      measurement.features.push({ id, scope: 'whole', value, ...(atSeconds !== undefined && { atSeconds }) });
    } else measurement.missing.push({ id, why });
  }
  return measurement;
}

interface Reading {
  value: number;
  /** The middle of the window it was read from. */
  atSeconds: Seconds;
}

/** The greatest loudness of windows that begin every 10 ms, from their mean powers; −∞ without any. */
function greatest(powers: Float64Array, windowSeconds: Seconds): Reading {
  let power = 0;
  let at = 0;
  for (let i = 0; i < powers.length; i++) {
    if (powers[i] <= power) continue;
    power = powers[i];
    at = i;
  }
  return { value: powerToLufs(power), atSeconds: at * LOUDNESS_BLOCK_SECONDS + windowSeconds / 2 };
}

/** True peak − short-term loudness, from its powers, of the windows that begin with each block of the true peaks. */
function peakToShortTermRatios({ truePeaks }: TrackFrames, powers: Float64Array, gate: Lufs): Reading[] {
  const { blockSeconds, peaks } = truePeaks;
  const blocks = Math.round(SHORT_TERM_SECONDS / blockSeconds);
  const readings: Reading[] = [];
  for (let block = 0; block + blocks <= peaks.length; block++) {
    const shortTerm = powerToLufs(powers[Math.round((block * blockSeconds) / LOUDNESS_BLOCK_SECONDS)]);
    if (!(shortTerm > gate)) continue;
    const peakDb = amplitudeToDb(peaks.subarray(block, block + blocks).reduce((most, peak) => Math.max(most, peak)));
    readings.push({ value: peakDb - shortTerm, atSeconds: block * blockSeconds + SHORT_TERM_SECONDS / 2 });
  }
  return readings;
}

function lowestRatio(readings: readonly Reading[]): [value: number, why: string, atSeconds: Seconds] {
  const { value, atSeconds } = readings.reduce((low, one) => (one.value < low.value ? one : low), {
    value: Infinity,
    atSeconds: 0,
  });
  return [value, TOO_SHORT, atSeconds];
}

/** Mean powers over scopes, from running sums: scopes overlap, and each register is asked for beside the whole. */
class RangeMeans {
  readonly #frames: TrackFrames;
  readonly #sums = new Map<Float32Array | Float64Array, Float64Array>();

  constructor(frames: TrackFrames) {
    this.#frames = frames;
  }

  /** K-weighted, without gates. */
  loudness(scope: ScopeSpans): Lufs {
    const { power } = this.#frames.kWeighted;
    return powerToLufs(this.of(power, blocksIn(scope, power.length, LOUDNESS_BLOCK_SECONDS)));
  }

  of(values: Float32Array | Float64Array, ranges: readonly (readonly [number, number])[]): Power {
    const sums = this.#sums.get(values) ?? runningSums(values);
    this.#sums.set(values, sums);
    let sum = 0;
    let count = 0;
    for (const [from, to] of ranges) {
      sum += sums[to] - sums[from];
      count += to - from;
    }
    return sum / count;
  }
}

/** Not finite where the register is not in the scope, or sounds for less than a hundredth of it. */
function crestIn({ envelopes }: TrackFrames, register: Register, scope: ScopeSpans, means: RangeMeans): Decibels {
  const ranges = blocksIn(scope, envelopes.full.length, envelopes.blockSeconds);
  const mean = means.of(envelopes[register], ranges);
  // The comparison is false for a scope without blocks, too, where both are NaN.
  if (!(mean > means.of(envelopes.full, ranges) * ABSENT_REGISTER)) return NaN;
  const blocks = new Float32Array(ranges.reduce((sum, [from, to]) => sum + to - from, 0));
  let filled = 0;
  for (const [from, to] of ranges) {
    blocks.set(envelopes[register].subarray(from, to), filled);
    filled += to - from;
  }
  return powerToDb(quantile(blocks, CREST_PERCENTILE) / mean);
}

function blocksIn(scope: ScopeSpans, count: number, blockSeconds: Seconds): [number, number][] {
  return rangesIn(scope.spans, { firstSeconds: blockSeconds / 2, stepSeconds: blockSeconds, count });
}
