import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { yardstickAround } from '../synthetic-mix.ts';
import { analysisOf, BEAT, danceStems, SECTIONS, sumOf, type DanceStem, type Ducks } from './dance-mix.ts';
import { runRenderedLoop } from './rendered-loop.ts';

/** Plays the three sixteenths after each beat and rests on it, as a rolling bass does. */
function rolling({ sampleRateHz, left, right }: StereoSignal): StereoSignal {
  const sixteenth = BEAT / 4;
  const edge = 150;
  const gate = (n: number): number => {
    const within = n % sixteenth;
    if (n % BEAT < sixteenth) return 0;
    return Math.min(1, within / edge, Math.max(0, (0.9 * sixteenth - within) / edge));
  };
  const gated = (samples: Float32Array): Float32Array => samples.map((sample, n) => sample * gate(n));
  return { sampleRateHz, left: gated(left), right: gated(right) };
}

const rollingStems = (ducks: Ducks): DanceStem[] =>
  danceStems(ducks).map((stem) => (stem.track === 'Bass' ? { ...stem, signal: rolling(stem.signal) } : stem));

describe('a rolling bass that rests on the beat', () => {
  const ideal = rollingStems({ Bass: 8, Pad: 8, Lead: 6 });
  const yardstick = yardstickAround(analysisOf(sumOf(ideal)), undefined, SECTIONS);

  test('ducked as its siblings are, is left alone', async () => {
    const { plan } = await runRenderedLoop(ideal, yardstick);
    expect(plan.fixes).toEqual([]);
  });

  test('that does not duck is given a sidechain, or the advice of one, and nothing else is touched', async () => {
    const { plan } = await runRenderedLoop(rollingStems({ Pad: 8, Lead: 6 }), yardstick);
    expect(plan.fixes[0]).toMatchObject({ track: 'Bass', sentence: expect.stringMatching(/duck/u) });
    expect(plan.fixes[0].why).toMatch(/while Pad and Lead dip by/u);
    expect(plan.fixes.filter(({ track, advice }) => track !== 'Bass' && !advice)).toEqual([]);
  });
});

describe('a pad that dips far deeper under the kick than its siblings do', () => {
  const usual = { Bass: 5, Pad: 5, Lead: 5 };
  const yardstick = yardstickAround(analysisOf(sumOf(danceStems(usual))), undefined, SECTIONS);

  test('is told by its ducking; no level or tone is changed for what only the ducking takes', async () => {
    const { plan } = await runRenderedLoop(danceStems({ ...usual, Pad: 24 }), yardstick);
    expect(plan.fixes.map(({ track, sentence, advice }) => ({ track, sentence, advice }))).toEqual([
      { track: 'Pad', sentence: expect.stringMatching(/ducks too deep/u) as unknown, advice: true },
    ]);
  });
});
