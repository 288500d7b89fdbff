import { describe, expect, test } from '@jest/globals';
import { measureKickToBass } from '../../src/analysis/kick-to-bass.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { BeatGrid, Section } from '../../src/store/analysis-document.ts';
import { RATE_HZ, stereo } from './signals.ts';

const GRID: BeatGrid = {
  tempoBpm: 120,
  confidence: 1,
  firstDownbeatSeconds: 0,
  beatsPerBar: 4,
  steady: true,
  kind: 'steady',
  tempoChanges: [],
};
const BEATS = 24;

/**
 * 60 Hz bursts of 0.1 s: a kick of amplitude 0.5 on each beat, a bass half-way between them. The attack of a burst
 * overshoots in the filter by 0.3 dB, which is read of the kick but not of the bass.
 */
function kickAndBass(bassAmplitude: (beat: number) => number): Float32Array {
  const beatFrames = RATE_HZ / 2;
  const samples = new Float32Array(BEATS * beatFrames);
  for (let beat = 0; beat < BEATS; beat++) {
    for (let i = 0; i < RATE_HZ / 10; i++) {
      const wave = Math.sin((2 * Math.PI * 60 * i) / RATE_HZ);
      samples[beat * beatFrames + i] = 0.5 * wave;
      samples[(beat + 0.5) * beatFrames + i] = bassAmplitude(beat) * wave;
    }
  }
  return samples;
}

function measured(
  samples: Float32Array,
  sections: readonly Section[] = [],
  fourOnFloor: number | undefined = 1,
  grid = GRID,
) {
  return measureKickToBass(measureSignalFrames(stereo(samples)), grid, sections, fourOnFloor);
}

describe('kick against bass', () => {
  test.each([0, 3, 6, 12])('a bass %d dB below the kick reads as that', (db) => {
    const { features } = measured(kickAndBass(() => 0.5 * 10 ** (-db / 20)));
    expect(features).toHaveLength(1);
    expect(Math.abs(features[0].value - db)).toBeLessThan(0.35);
  });

  test('is measured in the drop where there is one', () => {
    const bassInSecondHalf = kickAndBass((beat) => (beat < BEATS / 2 ? 0.05 : 0.25));
    const drop: Section = { kind: 'drop', startSeconds: 6, endSeconds: 12, startBar: 3, bars: 3 };
    expect(Math.abs(measured(bassInSecondHalf, [drop]).features[0].value - 20 * Math.log10(2))).toBeLessThan(0.35);
  });

  test('one missing kick does not move it', () => {
    const samples = kickAndBass(() => 0.25);
    samples.fill(0, 10 * (RATE_HZ / 2), 10.25 * (RATE_HZ / 2));
    expect(Math.abs(measured(samples).features[0].value - 20 * Math.log10(2))).toBeLessThan(0.35);
  });

  test('is missing, with the reason, without a grid, without a kick on the beats, or with less than two bars', () => {
    const samples = kickAndBass(() => 0.25);
    const reasons = [
      measured(samples, [], 1, { ...GRID, steady: false, confidence: 0.1 }),
      measured(samples, [], 0.2),
      measured(samples.subarray(0, 3 * RATE_HZ)),
    ];
    expect(reasons.map(({ features }) => features)).toEqual([[], [], []]);
    expect(reasons.map(({ missing }) => missing[0].why)).toEqual([
      'The track has no steady beat.',
      'No kick on the beats.',
      'The drop is shorter than two bars.',
    ]);
  });
});
