import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { spectralGain, yardstickAround } from '../synthetic-mix.ts';
import {
  analysisOf,
  BEAT,
  danceStems,
  DROP_FRAME,
  eachFrame,
  RATE,
  SECTIONS,
  sumOf,
  type DanceStem,
} from './dance-mix.ts';
import { runRenderedLoop } from './rendered-loop.ts';

/**
 * What only a device that is new to the track gives: attack, harmonics, glue. The faults and the references are made
 * with arithmetic of the test's own.
 */

function withStem(track: string, change: (signal: StereoSignal) => StereoSignal): DanceStem[] {
  return danceStems().map((stem) => (stem.track === track ? { ...stem, signal: change(stem.signal) } : stem));
}

const ideal = danceStems();
const yardstick = yardstickAround(analysisOf(sumOf(ideal)), undefined, SECTIONS);

describe('a drop that hits too softly', () => {
  /** The first moments of every hit faded in, and the rest louder by what that took. */
  const soft = (signal: StereoSignal): StereoSignal =>
    eachFrame(signal, (n) => {
      const since = (n - DROP_FRAME + 4 * BEAT) % BEAT;
      return 1.3 * (1 - 0.95 * Math.exp(-since / (0.03 * RATE)));
    });

  test('Drum Buss sharpens what hits, with its drive out of the way', async () => {
    const { fixes, before, after, deltaBefore, deltaAfter } = await runRenderedLoop(withStem('Kick', soft), yardstick);
    const fix = fixes.find(({ kind }) => kind === 'punch');
    expect(fix).toMatchObject({ track: 'Kick', device: 'Drum Buss', insert: true });
    expect(fix!.why).toMatch(/^Crest/);
    const to = Object.fromEntries(fix!.changes.map((change) => [change.parameter, change.to]));
    expect(to).toMatchObject({ Drive: 0, 'Damping Freq': 20_000 });
    expect(to.Transients).toBeGreaterThan(0);
    expect(after.get('loudness.crest.mid@drop')).toBeGreaterThan(before.get('loudness.crest.mid@drop') ?? NaN);
    expect(deltaAfter).toBeLessThan(deltaBefore);
  });
});

describe('a dull stem', () => {
  const dull = spectralGain((hz) => (hz > 1200 ? -90 : 0));
  /** A lead with a bright top that nothing else has. */
  const bright = (signal: StereoSignal): StereoSignal => ({
    ...signal,
    left: signal.left.map((x) => 0.12 * Math.tanh(20 * x)),
    right: signal.right.map((x) => 0.12 * Math.tanh(20 * x)),
  });

  const rich = withStem('Lead', bright);
  const references = yardstickAround(analysisOf(sumOf(rich)), undefined, SECTIONS);
  const stems = rich.map((stem) => (stem.track === 'Lead' ? { ...stem, signal: dull(stem.signal) } : stem));

  test('with nothing up there to boost gets a Saturator, which makes it', async () => {
    const { fixes, deltaBefore, deltaAfter } = await runRenderedLoop(stems, references);
    const fix = fixes.find(({ kind }) => kind === 'saturation');
    expect(fix).toMatchObject({ track: 'Lead', device: 'Saturator', insert: true });
    expect(deltaAfter).toBeLessThan(deltaBefore);
  });

  test('that is a bass gets none: the top is not its own to make', async () => {
    const asBass = stems.map((stem) => (stem.track === 'Lead' ? { ...stem, role: 'bass' as const } : stem));
    const { fixes } = await runRenderedLoop(asBass, references);
    expect(fixes.filter(({ kind, track }) => kind === 'saturation' && track === 'Lead')).toEqual([]);
  });
});

describe('a mix that jumps more than its references', () => {
  /** A compressor of the references' own: follows peaks at once, lets go over 100 ms, 2.5 : 1, as loud as before. */
  const glued = (sum: StereoSignal): StereoSignal => {
    let level = 0;
    const gain = sum.left.map((l, n) => {
      level = Math.max(Math.abs(l), Math.abs(sum.right[n]), level * Math.exp(-1 / (0.1 * RATE)));
      const overDb = 20 * Math.log10(Math.max(level, 1e-6)) + 12;
      return overDb > 0 ? 10 ** ((-0.6 * overDb) / 20) : 1;
    });
    const held = eachFrame(sum, (n) => gain[n]);
    const power = (one: StereoSignal): number => one.left.reduce((all, x) => all + x * x, 0);
    const makeup = Math.sqrt(power(sum) / power(held));
    return eachFrame(held, () => makeup);
  };

  test('gets a Glue Compressor on the main track', async () => {
    const references = yardstickAround(analysisOf(glued(sumOf(ideal))), undefined, SECTIONS);
    const { fixes, before, after, deltaBefore, deltaAfter } = await runRenderedLoop(ideal, references);
    const fix = fixes.find(({ kind }) => kind === 'glue');
    expect(fix).toMatchObject({ track: 'Main', device: 'Glue Compressor', insert: true });
    expect(after.get('loudness.psr@whole')).toBeLessThan(before.get('loudness.psr@whole') ?? NaN);
    expect(deltaAfter).toBeLessThan(deltaBefore);
  });
});

test('a mix like its references gets none of them', async () => {
  const { plan } = await runRenderedLoop(ideal, yardstick);
  expect(plan.fixes).toEqual([]);
});
