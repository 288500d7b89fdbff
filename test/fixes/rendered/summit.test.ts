import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { yardstickAround, randomNumbers } from '../synthetic-mix.ts';
import { analysisOf, danceStems, DROP_FRAME, eachFrame, RATE, SECTIONS, sumOf, type DanceStem } from './dance-mix.ts';
import { runRenderedLoop } from './rendered-loop.ts';

/** A sweep of noise that makes the end of the breakdown the loudest moment of the song. */
function sweep(): DanceStem {
  const { signal } = danceStems()[0];
  const random = randomNumbers(21);
  const level = (n: number): number => (n >= DROP_FRAME - 0.6 * RATE && n < DROP_FRAME - 0.1 * RATE ? 0.6 : 0.0005);
  return { track: 'Sweep', role: 'fx', signal: eachFrame(noiseLike(signal, random), level) };
}

function noiseLike({ sampleRateHz, left }: StereoSignal, random: () => number): StereoSignal {
  const noise = left.map(() => 2 * random() - 1);
  return { sampleRateHz, left: noise, right: noise };
}

const LOUDEST = 'loudness.momentaryMax@whole';

describe('a song whose loudest moment is the end of its breakdown', () => {
  const stems = [...danceStems(), sweep()];
  const yardstick = yardstickAround(analysisOf(sumOf(stems)), undefined, SECTIONS);

  test('its loudest moment is promised by what plays there, not by the section around it', async () => {
    const loudPad = stems.map((stem) =>
      stem.track === 'Pad' ? { ...stem, signal: eachFrame(stem.signal, () => 2.5) } : stem,
    );
    const { fixes, plan, before, after } = await runRenderedLoop(loudPad, yardstick);
    expect(fixes.some(({ track }) => track === 'Pad')).toBe(true);
    const change = (key: string): number => (after.get(key) ?? NaN) - (before.get(key) ?? NaN);
    expect(change('loudness.section@breakdown')).toBeLessThan(change(LOUDEST) - 0.5);
    const moved = plan.predicted.find(({ feature }) => feature === 'loudness.momentaryMax');
    const promised = moved === undefined ? 0 : moved.after - moved.before;
    expect(Math.abs(promised - change(LOUDEST))).toBeLessThan(0.2);
  });
});
