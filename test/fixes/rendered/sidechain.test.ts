import { describe, expect, test } from '@jest/globals';
import { undoReceipt } from '../../../src/live/undo-receipt.ts';
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
    const loop = await runRenderedLoop(danceStems(ducks), yardstick);
    const { fixes, plan, before, after, deltaBefore, deltaAfter } = loop;
    const [first] = fixes;
    expect(first).toMatchObject({ kind: 'sidechain', device: 'Compressor', insert: true, sidechainFrom: 'Kick' });
    expect(first.sentence).toMatch(/\(Compressor, sidechain from Kick\)\.$/);
    expect(first.byHand).toMatch(/; then choose Kick, Post Mixer, as its sidechain input\.$/);
    // All of it was done by the plan's own steps.
    for (const { track } of fixes) {
      const routed = (await loop.set.snapshot()).tracks.find(({ name }) => name === track)?.devices[0].sidechain;
      expect(routed).toEqual({ source: 'Kick', tap: 'Post Mixer' });
    }
    for (const { track } of fixes) expect(tracks).toContain(track);
    expect(deltaAfter).toBeLessThan(deltaBefore / 2);
    const promise = plan.predicted.find(({ feature }) => feature === 'pumping.depth');
    expect(after.get(DEPTH)).toBeGreaterThan((before.get(DEPTH) ?? NaN) + 1);
    expect(Math.abs((promise?.after ?? NaN) - (after.get(DEPTH) ?? NaN))).toBeLessThan(0.5);
    // A bass that makes room also lets the kick's own pitch be read better, which no plan promises.
    expect(Math.abs(plan.styleDelta.predicted - deltaAfter)).toBeLessThan(0.2);
    expect((await undoReceipt(loop.set, loop.receipt, () => Promise.resolve())).state).toBe('undone');
    expect(loop.set.document()).toEqual(loop.setBefore);
  });

  test('a Compressor that was to listen and hears nothing is routed and set, and no other is added', async () => {
    const settings = { Threshold: -40, Release: 400, 'S/C On': 'On', Output: 1 };
    const tracks = [{ name: 'Bass', devices: [{ device: 'Compressor', name: 'Pump', settings }] }];
    const loop = await runRenderedLoop(danceStems({ Pad: 8, Lead: 6 }), yardstick, { tracks });
    const [fix] = loop.fixes;
    expect(fix).toMatchObject({ track: 'Bass', device: 'Pump', insert: false, sidechainFrom: 'Kick' });
    expect(fix.sentence).toContain('(Pump, sidechain from Kick)');
    expect(fix.changes.map(({ parameter }) => parameter)).not.toContain('Output');
    expect(loop.set.document().tracks[0].name).toBe('Kick');
    expect(loop.set.document().tracks.find(({ name }) => name === 'Bass')?.devices).toHaveLength(1);
    expect(loop.after.get(DEPTH)).toBeGreaterThan((loop.before.get(DEPTH) ?? NaN) + 1);
    expect(loop.deltaAfter).toBeLessThan(loop.deltaBefore / 2);
    expect((await undoReceipt(loop.set, loop.receipt, () => Promise.resolve())).state).toBe('undone');
    expect(loop.set.document()).toEqual(loop.setBefore);
  });

  test('a Compressor that hears another track is left alone', async () => {
    const devices = [{ device: 'Compressor', settings: { 'S/C On': 'On' }, sidechainFrom: 'Lead' }];
    const { fixes } = await runRenderedLoop(danceStems({ Pad: 8, Lead: 6 }), yardstick, {
      tracks: [{ name: 'Bass', devices }],
    });
    expect(fixes.filter(({ kind }) => kind === 'sidechain')).toEqual([]);
  });

  test('where the set cannot route, the plan asks a person to', async () => {
    const { fixes } = await runRenderedLoop(danceStems({ Pad: 8, Lead: 6 }), yardstick, { routesSidechains: false });
    expect(fixes[0].sentence).toMatch(
      /Then choose Kick, Post Mixer, as its sidechain input by hand: until then it hears nothing\.$/,
    );
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
