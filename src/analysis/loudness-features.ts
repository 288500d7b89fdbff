import { amplitudeToDb, powerToDb } from '../dsp/decibels.ts';
import {
  integratedLoudness,
  LOUDNESS_BLOCK_SECONDS,
  loudnessRange,
  maximumMomentary,
  maximumShortTerm,
  powerToLufs,
} from '../dsp/loudness.ts';
import { quantile } from '../dsp/statistics.ts';
import type { Decibels, Lufs, Power, Seconds } from '../dsp/units.ts';
import type { Section } from '../store/analysis-document.ts';
import type { Measurement } from './feature-catalogue.ts';
import { rangesIn, scopesOf, type ScopeSpans } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Loudness, peaks and crest: every row `loudness.…` of the catalogue.
 *
 * - integrated, momentary and short-term maxima, range: ITU-R BS.1770-5, EBU Tech 3341 and 3342 (`src/dsp/loudness.ts`)
 * - PLR = true peak − integrated; PSR = true peak − short-term maximum, the ratio in the loudest passage
 * - `loudness.section`: K-weighted mean power of each kind of section, without gates
 * - `loudness.crest.…`: 99th percentile over mean of the power in 5 ms blocks of a register, 10·log10; the percentile,
 *   not the maximum, so that one crash or click does not decide
 *
 * A mono file counts on both speakers. What silence or a short file has no value for is in `missing`.
 */
export function measureLoudness(frames: TrackFrames, sections: readonly Section[]): Measurement {
  const { power } = frames.kWeighted;
  const integrated = integratedLoudness(power);
  const shortTermMax = maximumShortTerm(power);
  const truePeak = amplitudeToDb(frames.levels.truePeak);
  const measurement = wholeTrack([
    ['loudness.integrated', integrated, NOT_LOUD],
    ['loudness.shortTermMax', shortTermMax, TOO_SHORT],
    ['loudness.momentaryMax', maximumMomentary(power), NOT_LOUD],
    ['loudness.range', Number.isFinite(shortTermMax) ? loudnessRange(power) : NaN, TOO_SHORT],
    ['loudness.truePeak', truePeak, SILENT],
    ['loudness.plr', truePeak - integrated, NOT_LOUD],
    ['loudness.psr', truePeak - shortTermMax, TOO_SHORT],
  ]);
  for (const scope of scopesOf(frames.durationSeconds, sections)) {
    const loudness = scope.scope === 'whole' ? NaN : ungatedLoudness(frames, scope);
    if (Number.isFinite(loudness)) {
      measurement.features.push({ id: 'loudness.section', scope: scope.scope, value: loudness });
    }
    for (const [id, register] of CREST_REGISTERS) {
      const crest = crestIn(frames, register, scope);
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

function wholeTrack(rows: readonly (readonly [string, number, string])[]): Measurement {
  const measurement: Measurement = { features: [], missing: [] };
  for (const [id, value, why] of rows) {
    if (Number.isFinite(value)) measurement.features.push({ id, scope: 'whole', value });
    else measurement.missing.push({ id, why });
  }
  return measurement;
}

function ungatedLoudness({ kWeighted }: TrackFrames, scope: ScopeSpans): Lufs {
  return powerToLufs(meanOf(kWeighted.power, blocksIn(scope, kWeighted.power.length, LOUDNESS_BLOCK_SECONDS)));
}

/** Not finite where the register is not in the scope, or sounds for less than a hundredth of it. */
function crestIn({ envelopes }: TrackFrames, register: Register, scope: ScopeSpans): Decibels {
  const ranges = blocksIn(scope, envelopes.full.length, envelopes.blockSeconds);
  const mean = meanOf(envelopes[register], ranges);
  // The comparison is false for a scope without blocks, too, where both are NaN.
  if (!(mean > meanOf(envelopes.full, ranges) * ABSENT_REGISTER)) return NaN;
  const blocks = new Float64Array(ranges.reduce((sum, [from, to]) => sum + to - from, 0));
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

function meanOf(values: ArrayLike<number>, ranges: readonly (readonly [number, number])[]): number {
  let [sum, count] = [0, 0];
  for (const [from, to] of ranges) {
    for (let i = from; i < to; i++) sum += values[i];
    count += to - from;
  }
  return sum / count;
}
