import { describe, expect, test } from '@jest/globals';
import { fastestMeters, REFERENCE_METERS } from '../../src/dsp/kernels.ts';
import { integratedLoudness } from '../../src/dsp/loudness.ts';
import { MultichannelLoudness } from '../../src/dsp/multichannel-loudness.ts';
import { sine } from './signals.ts';

const RATE = 48_000;
const WEIGHTS = [1, 1, 1, 0, 1.41, 1.41];
const TONE = sine(1000, 0.1, 2, RATE);
const SILENCE = new Float32Array(TONE.length);

function measured(amplitudes: readonly number[], weights = WEIGHTS, meters = fastestMeters()) {
  const channels = amplitudes.map((amplitude) => (amplitude === 0 ? SILENCE : TONE.map((value) => value * amplitude)));
  const meter = new MultichannelLoudness(weights, RATE, meters);
  meter.push(channels, TONE.length);
  const { power, truePeaks } = meter.finish();
  return { loudness: integratedLoudness(power), truePeak: Math.max(...truePeaks.peaks) };
}

describe('loudness of many channels', () => {
  // A 1 kHz sine of −20 dBFS on one channel reads −23.01 LUFS (BS.1770-5).
  test.each([
    ['left', [1, 0, 0, 0, 0, 0], -23.01],
    ['centre', [0, 0, 1, 0, 0, 0], -23.01],
    ['a surround, 1.5 dB more', [0, 0, 0, 0, 1, 0], -23.01 + 10 * Math.log10(1.41)],
    ['left and right', [1, 1, 0, 0, 0, 0], -20],
    ['all five', [1, 1, 1, 0, 1, 1], -23.01 + 10 * Math.log10(3 + 2.82)],
    ['LFE, which is not heard', [0, 0, 0, 1, 0, 0], -Infinity],
  ])('%s', (_, amplitudes, expected) => {
    const { loudness } = measured(amplitudes);
    if (expected === -Infinity) expect(loudness).toBe(-Infinity);
    else expect(Math.abs(loudness - expected)).toBeLessThan(0.02);
  });

  test('two channels of weight 1 are stereo, and the reference meters agree', () => {
    const stereo = fastestMeters().kWeightedPower(RATE);
    stereo.push(TONE, TONE, TONE.length);
    const expected = integratedLoudness(stereo.finish());
    expect(measured([1, 1], [1, 1]).loudness).toBeCloseTo(expected, 9);
    expect(measured([1, 1, 0.5], [1, 1, 1], REFERENCE_METERS).loudness).toBeCloseTo(
      measured([1, 1, 0.5], [1, 1, 1]).loudness,
      9,
    );
  });

  test('true peak is that of the loudest channel, LFE with them', () => {
    expect(measured([0.1, 0.1, 0.1, 4, 0.2, 0.1]).truePeak).toBeCloseTo(0.4, 2);
    expect(measured([0.1, 0.1, 0.1, 0.1, 0.2, 2]).truePeak).toBeCloseTo(0.2, 2);
  });
});
