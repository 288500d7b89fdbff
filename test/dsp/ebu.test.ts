import { describe, expect, test } from '@jest/globals';
import { amplitudeToDb } from '../../src/dsp/decibels.ts';
import { fastestMeters } from '../../src/dsp/kernels.ts';
import {
  integratedLoudness,
  LOUDNESS_BLOCK_SECONDS,
  loudnessRange,
  momentaryLoudness,
  shortTermLoudness,
} from '../../src/dsp/loudness.ts';
import { MultichannelLoudness } from '../../src/dsp/multichannel-loudness.ts';
import { LOUDNESS_CASES, PEAK_CASES, piecesOf, type LoudnessCase } from '../truth/ebu-cases.ts';

const READINGS: Readonly<Record<LoudnessCase['read'], (power: Float64Array, from: number) => ArrayLike<number>>> = {
  integrated: (power) => [integratedLoudness(power)],
  range: (power) => [loudnessRange(power)],
  momentaryMax: (power) => [Math.max(...momentaryLoudness(power))],
  shortTermMax: (power) => [Math.max(...shortTermLoudness(power))],
  // A window that begins at block i has been read at its end.
  momentary: (power, from) => momentaryLoudness(power).subarray(Math.max(0, from - 40)),
  shortTerm: (power, from) => shortTermLoudness(power).subarray(Math.max(0, from - 300)),
};

function powerOf({ stretches, weights }: LoudnessCase, rate: number): Float64Array {
  const pieces = piecesOf(stretches, rate);
  if (weights.length > 2) {
    const meter = new MultichannelLoudness(weights, rate, fastestMeters());
    for (const channels of pieces) meter.push(channels, channels[0].length);
    return meter.finish().power;
  }
  const meter = fastestMeters().kWeightedPower(rate);
  for (const [left, right] of pieces) meter.push(left, right, left.length);
  return meter.finish();
}

describe.each([44_100, 48_000, 96_000])('EBU Tech 3341 and 3342 at %d Hz', (rate) => {
  test.each(LOUDNESS_CASES)('case $name: $read is $expected', (one) => {
    const readings = READINGS[one.read](powerOf(one, rate), Math.round(one.fromSeconds / LOUDNESS_BLOCK_SECONDS));
    expect(readings.length).toBeGreaterThan(0);
    for (const extreme of [Math.min(...Array.from(readings)), Math.max(...Array.from(readings))]) {
      expect(Math.abs(extreme - one.expected)).toBeLessThanOrEqual(one.tolerance);
    }
  });

  test.each(PEAK_CASES)('case $name: true peak is $expected', ({ signal, expected, above, below }) => {
    const meter = fastestMeters().truePeak(rate);
    const samples = signal(rate);
    meter.push(samples, samples, samples.length);
    const peakDb = amplitudeToDb(Math.max(...meter.finish().peaks));
    expect(peakDb).toBeGreaterThanOrEqual(expected - below);
    expect(peakDb).toBeLessThanOrEqual(expected + above);
  });
});
