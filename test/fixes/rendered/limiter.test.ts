import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { UNKNOWN_TASTE, type TasteView } from '../../../src/fixes/taste-view.ts';
import { yardstickAround } from '../synthetic-mix.ts';
import { analysisOf, danceStems, eachFrame, SECTIONS, sumOf } from './dance-mix.ts';
import { runRenderedLoop } from './rendered-loop.ts';

/** A master of the test's own: gain into a curve that is straight up to three quarters and never passes one. */
function driven(driveDb: number, outputDb = 0) {
  const bend = (x: number): number => {
    const over = Math.abs(x) - 0.75;
    return over <= 0 ? x : Math.sign(x) * (0.75 + 0.25 * Math.tanh(over / 0.25));
  };
  const [drive, output] = [10 ** (driveDb / 20), 10 ** (outputDb / 20)];
  return ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => ({
    sampleRateHz,
    left: left.map((x) => output * bend(drive * x)),
    right: right.map((x) => output * bend(drive * x)),
  });
}

const stems = danceStems();
const yardstick = yardstickAround(analysisOf(driven(5, -0.5)(sumOf(stems))), undefined, SECTIONS);
const PEAK = 'loudness.truePeak@whole';
const LOUDEST = 'loudness.shortTermMax@whole';

describe('the main track, planned, applied, bounced and measured again', () => {
  test('a bounce 5 dB too quiet: a new Limiter is driven, and loudness comes out as promised', async () => {
    // What the taste chose from near equals is kept with the fix, with how likely it was to be chosen.
    const taste: TasteView = {
      ...UNKNOWN_TASTE,
      choose: (options) => ({ ...UNKNOWN_TASTE.choose(options), propensity: 0.7 }),
    };
    const { fixes, plan, before, after, deltaBefore, deltaAfter } = await runRenderedLoop(stems, yardstick, { taste });
    expect(
      fixes.map(({ kind, track, device, insert, propensity }) => ({ kind, track, device, insert, propensity })),
    ).toEqual([{ kind: 'limiter', track: 'Main', device: 'Limiter', insert: true, propensity: 0.7 }]);
    expect(after.get(LOUDEST)).toBeGreaterThan((before.get(LOUDEST) ?? NaN) + 1.5);
    expect(after.get(PEAK)).toBeLessThan(0);
    expect(deltaAfter).toBeLessThan(deltaBefore / 2);
    for (const { feature, scope, after: promised } of plan.predicted.filter(({ unit }) => unit.startsWith('LU'))) {
      expect(Math.abs(promised - (after.get(`${feature}@${scope}`) ?? NaN))).toBeLessThan(0.5);
    }
  });

  test('true peaks above the references: the ceiling of the Limiter that stands there comes down', async () => {
    const tracks = [
      { name: 'Main', kind: 'main' as const, devices: [{ device: 'Limiter', name: 'Last', settings: { Ceiling: 0 } }] },
    ];
    const softer = yardstickAround(analysisOf(driven(5, -2)(sumOf(stems))), undefined, SECTIONS);
    const { fixes, before, after, deltaBefore, deltaAfter } = await runRenderedLoop(stems, softer, {
      master: driven(5, 0.5),
      tracks,
    });
    const [first] = fixes;
    expect(first).toMatchObject({ kind: 'limiter', track: 'Main', device: 'Last', insert: false });
    expect(first.changes.map(({ parameter }) => parameter)).toContain('Ceiling');
    expect(after.get(PEAK)).toBeLessThan((before.get(PEAK) ?? NaN) - 1);
    expect(deltaAfter).toBeLessThan(deltaBefore);
  });

  test('a locked main track, and one whose Limiter is automated, are left alone', async () => {
    const automated = [
      { name: 'Main', kind: 'main' as const, devices: [{ device: 'Limiter', automated: ['Input Gain', 'Ceiling'] }] },
    ];
    for (const choices of [{ lockedTracks: ['Main'] }, { tracks: automated }]) {
      const { fixes } = await runRenderedLoop(stems, yardstick, choices);
      expect(fixes.filter(({ kind }) => kind === 'limiter')).toEqual([]);
    }
  });

  test('a squashed mix that is quiet besides is not squashed further', async () => {
    const quiet = (sum: StereoSignal): StereoSignal => eachFrame(driven(14)(sum), () => 0.3);
    const { fixes } = await runRenderedLoop(stems, yardstick, { master: quiet });
    expect(fixes.filter(({ kind }) => kind === 'limiter')).toEqual([]);
  });
});

/** Brings the true peak of the mix with the soft kick to −0.5 dB. */
const HOT = 2.1;

describe('a plan that would raise the true peak', () => {
  // Nothing limits this bounce, which is as loud as it may be with a kick that is 6 dB too soft.
  const hot = ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => {
    const louder = (x: number): number => HOT * x;
    return { sampleRateHz, left: left.map(louder), right: right.map(louder) };
  };
  const softKick = stems.map((stem) =>
    stem.track === 'Kick' ? { ...stem, signal: eachFrame(stem.signal, () => 0.5) } : stem,
  );
  const clean = yardstickAround(analysisOf(hot(sumOf(stems))), undefined, SECTIONS);
  /** A style whose references peak anywhere: `clean` peaks at 3 dBTP, and any ceiling takes a mix from it. */
  const ofAnyPeak = {
    ...clean,
    rows: clean.rows.filter(
      ({ feature }) => !['loudness.truePeak', 'loudness.plr', 'loudness.psr'].includes(feature.id),
    ),
  };
  const LIFTED = /lifts the true peak by .* dB: end the main track with a limiter/;

  test('ends with a Limiter that holds it, and promises no more than comes', async () => {
    const { fixes, before, after, plan } = await runRenderedLoop(softKick, ofAnyPeak, { master: hot });
    expect(fixes.some(({ track }) => track === 'Kick')).toBe(true);
    expect(fixes.at(-1)).toMatchObject({ kind: 'limiter', track: 'Main', device: 'Limiter', insert: true });
    expect(fixes.at(-1)?.why).toContain('true peak');
    expect(after.get(PEAK)).toBeLessThan(Math.max(-0.1, before.get(PEAK) ?? NaN) + 0.2);
    expect(plan.notes.join(' ')).not.toContain('true peak');
  });

  test('says so where the references peak as high, and a ceiling would take back what the plan brings', async () => {
    const { fixes, plan, deltaBefore, deltaAfter } = await runRenderedLoop(softKick, clean, { master: hot });
    expect(fixes.map(({ track }) => track)).toEqual(['Kick']);
    expect(plan.notes.join(' ')).toMatch(LIFTED);
    expect(deltaAfter).toBeLessThan(deltaBefore / 10);
  });

  test('says so where no device may be inserted', async () => {
    const { fixes, plan } = await runRenderedLoop(softKick, ofAnyPeak, { master: hot, lockedTracks: ['Main'] });
    expect(fixes.some(({ track }) => track === 'Main')).toBe(false);
    expect(plan.notes.join(' ')).toMatch(LIFTED);
  });
});

test('a master that is as loud as its references is left alone', async () => {
  const { plan } = await runRenderedLoop(stems, yardstick, { master: driven(5, -0.5) });
  expect(plan.fixes).toEqual([]);
});
