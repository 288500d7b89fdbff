import { describe, expect, test } from '@jest/globals';
import { yardstickAround } from '../synthetic-mix.ts';
import { analysisOf, danceStems, SECTIONS, sumOf, type Ducks } from './dance-mix.ts';
import { runRenderedLoop } from './rendered-loop.ts';

const yardstick = yardstickAround(analysisOf(sumOf(danceStems())), undefined, SECTIONS);
const DEPTH = 'pumping.depth@drop';

describe('a mix that pumps too little, planned, applied, bounced and measured again', () => {
  const cases: { missing: string; ducks: Ducks; tracks: string[] }[] = [
    { missing: 'on the bass', ducks: { Pad: 8, Lead: 6 }, tracks: ['Bass'] },
    { missing: 'on pad and lead', ducks: { Bass: 9 }, tracks: ['Pad', 'Lead'] },
    { missing: 'everywhere', ducks: {}, tracks: ['Bass', 'Pad', 'Lead'] },
  ];
  test.each(cases)('missing $missing: a Compressor there that hears the kick', async ({ ducks, tracks }) => {
    const { fixes, plan, before, after, deltaBefore, deltaAfter } = await runRenderedLoop(danceStems(ducks), yardstick);
    const [first] = fixes;
    expect(first).toMatchObject({ kind: 'sidechain', device: 'Compressor', insert: true, sidechainFrom: 'Kick' });
    expect(first.sentence).toContain('by hand');
    for (const { track } of fixes) expect(tracks).toContain(track);
    expect(deltaAfter).toBeLessThan(deltaBefore / 2);
    const promise = plan.predicted.find(({ feature }) => feature === 'pumping.depth');
    expect(after.get(DEPTH)).toBeGreaterThan((before.get(DEPTH) ?? NaN) + 1);
    expect(Math.abs((promise?.after ?? NaN) - (after.get(DEPTH) ?? NaN))).toBeLessThan(0.5);
    // A bass that makes room also lets the kick's own pitch be read better, which no plan promises.
    expect(Math.abs(plan.styleDelta.predicted - deltaAfter)).toBeLessThan(0.2);
  });

  test('a locked stem and a frozen one are left alone', async () => {
    const { fixes } = await runRenderedLoop(danceStems({ Lead: 6 }), yardstick, {
      lockedTracks: ['Bass'],
      tracks: [{ name: 'Pad', frozen: true }],
    });
    expect(fixes.filter(({ kind }) => kind === 'sidechain')).toEqual([]);
  });
});

test('a mix inside its references gets no device, and the plan predicts no change', async () => {
  const { plan } = await runRenderedLoop(danceStems(), yardstick);
  expect(plan.fixes).toEqual([]);
  expect(plan.styleDelta).toEqual({ before: 0, predicted: 0 });
  expect(plan.predicted).toEqual([]);
});
