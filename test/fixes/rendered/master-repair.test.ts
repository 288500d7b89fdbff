import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { styleDeltaOf } from '../../../src/gap/yardstick.ts';
import { yardstickAround } from '../synthetic-mix.ts';
import { analysisOf, danceStems, SECTIONS, sumOf } from './dance-mix.ts';
import { runRenderedLoop, valuesOf } from './rendered-loop.ts';

/** Both channels through one curve; the masters of this test share nothing with the Limiter that mends them. */
function shaped(curve: (x: number) => number) {
  return ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => ({
    sampleRateHz,
    left: left.map(curve),
    right: right.map(curve),
  });
}

const gainOf = (db: number): number => 10 ** (db / 20);

/** A hard-working master: straight up to a half, and never past 0.95. */
function driven(driveDb: number) {
  return shaped((x) => {
    const y = gainOf(driveDb) * x;
    return Math.abs(y) <= 0.5 ? y : Math.sign(y) * (0.5 + 0.45 * Math.tanh((Math.abs(y) - 0.5) / 0.45));
  });
}

/** An export at full scale. */
function clipped(gainDb: number) {
  return shaped((x) => Math.max(-1, Math.min(1, gainOf(gainDb) * x)));
}

const stems = danceStems();
const LOUDEST = 'loudness.shortTermMax@whole';

describe('a bounce that its export has clipped', () => {
  const yardstick = yardstickAround(analysisOf(shaped((x) => 0.95 * x)(sumOf(stems))), undefined, SECTIONS);

  test('is turned down into a Limiter, and the fix says that it clips', async () => {
    const { fixes, before, after, deltaBefore, deltaAfter } = await runRenderedLoop(stems, yardstick, {
      master: clipped(7),
    });
    const [first] = fixes;
    expect(first).toMatchObject({ kind: 'unclip', track: 'Main', device: 'Limiter', insert: true });
    expect(first.sentence).toContain('clips at full scale');
    expect(Number(first.changes.find(({ parameter }) => parameter === 'Input Gain')?.to)).toBeLessThan(-1);
    expect(after.get(LOUDEST)).toBeLessThan((before.get(LOUDEST) ?? NaN) - 1);
    expect(deltaAfter).toBeLessThan(deltaBefore / 2);
  });

  test('clipping that the references have as well is no fault', async () => {
    const clippedToo = yardstickAround(analysisOf(clipped(7)(sumOf(stems))), undefined, SECTIONS);
    const { plan } = await runRenderedLoop(stems, clippedToo, { master: clipped(7) });
    expect(plan.fixes).toEqual([]);
  });
});

describe('a master that is louder and flatter than its references', () => {
  const yardstick = yardstickAround(analysisOf(driven(3)(sumOf(stems))), undefined, SECTIONS);
  const deltaWith = (driveDb: number): number =>
    styleDeltaOf(yardstick.rows, valuesOf(analysisOf(driven(driveDb)(sumOf(stems)))));

  test('without a limiter that can be seen: advice by how much, which is right', async () => {
    const { fixes, plan } = await runRenderedLoop(stems, yardstick, { master: driven(10) });
    // What such a master adds to tone and width is no fault of any stem.
    expect(fixes).toEqual([]);
    expect(plan.notes.join(' ')).toContain('mend it first');
    const [advice] = plan.fixes.filter(({ track, advice: isAdvice }) => isAdvice && track === 'Main');
    expect(advice.sentence).toContain('driven too hard');
    const lessDb = Number(/about ([\d.]+) dB/.exec(advice.sentence)?.[1]);
    expect(deltaWith(10 - lessDb)).toBeLessThan(deltaWith(10) / 2);
    // It says all there is to say of loudness.
    expect(plan.fixes.filter(({ sentence }) => sentence.includes('set it on the master'))).toEqual([]);
  });

  test('the Limiter at the end of the main track, where it is what drives it, gets less', async () => {
    const { fixes } = await runRenderedLoop(stems, yardstick, {
      master: driven(10),
      tracks: [
        {
          name: 'Main',
          kind: 'main' as const,
          devices: [{ device: 'Limiter', name: 'Last', settings: { 'Input Gain': 8 } }],
        },
      ],
    });
    expect(fixes.map(({ kind, track, device, insert }) => ({ kind, track, device, insert }))).toEqual([
      { kind: 'less limiting', track: 'Main', device: 'Last', insert: false },
    ]);
    const [{ parameter, from, to }] = fixes[0].changes;
    expect(parameter).toBe('Input Gain');
    expect(deltaWith(10 + Number(to) - Number(from))).toBeLessThan(deltaWith(10) / 2);
  });

  test('a master like its references hears nothing of it', async () => {
    const { plan } = await runRenderedLoop(stems, yardstick, { master: driven(3) });
    expect(plan.fixes).toEqual([]);
  });

  test('a mix that is loud and flat by its stems alone is not told to mend its master', async () => {
    const gained = (db: number): ((signal: StereoSignal) => StereoSignal) => shaped((x) => gainOf(db) * x);
    const loud = stems.map((stem) =>
      stem.role === 'kick' ? { ...stem, signal: gained(-4)(stem.signal) } : { ...stem, signal: gained(3)(stem.signal) },
    );
    const plain = yardstickAround(analysisOf(gained(-8)(sumOf(stems))), undefined, SECTIONS);
    const { plan } = await runRenderedLoop(loud, plain, { master: gained(-4) });
    expect(plan.styleDelta.before).toBeGreaterThan(0.3);
    expect(plan.notes.join(' ')).not.toContain('mend it first');
    expect(plan.fixes.filter(({ sentence }) => sentence.includes('driven too hard'))).toEqual([]);
  });
});
