import { describe, expect, test } from '@jest/globals';
import { COMPRESSOR } from '../../../src/devices/compressor.ts';
import { processWhole } from '../../../src/devices/process-whole.ts';
import type { EmbeddedDeviceSpec, EmbeddedTrackSpec } from '../../../src/live/embedded-set-spec.ts';
import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { renderSet } from '../../../src/live/render-set.ts';
import { applySteps } from '../../../src/live/transaction.ts';
import { stepsOnStems, withoutStanding } from '../../../src/fixes/steps-on-stems.ts';
import { yardstickAround } from '../synthetic-mix.ts';
import { analysisOf, danceStems, RATE, SECTIONS, sumOf, type DanceStem } from './dance-mix.ts';
import { runRenderedLoop } from './rendered-loop.ts';

const yardstick = yardstickAround(analysisOf(sumOf(danceStems())), undefined, SECTIONS);
const DEPTH = 'pumping.depth@drop';
const SETTINGS = { Threshold: -24, Release: 70, Model: 'Peak', 'S/C On': 'On', 'S/C EQ On': 'Off' };
const PUMPING = ['Bass', 'Pad', 'Lead'];

/** The song as Compressors that hear the kick leave it, each at its own threshold. */
function pumped(thresholds: Readonly<Record<string, number>>): DanceStem[] {
  const [kick, ...others] = danceStems({});
  return [
    kick,
    ...others.map((stem) => {
      if (!PUMPING.includes(stem.track)) return stem;
      const [left, right] = [stem.signal.left.slice(), stem.signal.right.slice()];
      const settings = { ...SETTINGS, Threshold: thresholds[stem.track] ?? SETTINGS.Threshold };
      processWhole(COMPRESSOR.createProcessor(settings, RATE), left, right, kick.signal);
      return { ...stem, signal: { sampleRateHz: RATE, left, right } };
    }),
  ];
}

function tracksWith(about: Partial<EmbeddedDeviceSpec>, frozen = false): EmbeddedTrackSpec[] {
  return PUMPING.map((name) => ({
    name,
    frozen,
    devices: [{ device: 'Compressor', name: 'Pump', settings: SETTINGS, sidechainFrom: 'Kick', ...about }],
  }));
}

function meanSquareBetween(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, sample, n) => sum + (sample - b[n]) ** 2, 0) / a.length;
}

describe('a mix that pumps too much', () => {
  test('the thresholds of the Compressors that make it go up, as far as promised', async () => {
    const { fixes, plan, before } = await runRenderedLoop(pumped({}), yardstick, { tracks: tracksWith({}) });
    expect(before.get(DEPTH)).toBeGreaterThan(10);
    const turned = fixes.filter(({ kind }) => kind === 'less pumping');
    expect(turned.length).toBeGreaterThan(0);
    for (const { device, insert, changes } of turned) {
      expect({ device, insert, names: changes.map(({ parameter }) => parameter) }).toEqual({
        device: 'Pump',
        insert: false,
        names: ['Threshold'],
      });
      expect(Number(changes[0].to)).toBeGreaterThan(Number(changes[0].from));
    }
    const promise = plan.predicted.find(({ feature }) => feature === 'pumping.depth')?.after ?? NaN;
    expect(promise).toBeLessThan((before.get(DEPTH) ?? NaN) - 1);
    // The stems as they are bounced when the Compressors stand at their new thresholds from the start.
    const thresholds = Object.fromEntries(turned.map(({ track, changes }) => [track, Number(changes[0].to)]));
    const after = analysisOf(sumOf(pumped(thresholds)));
    const depth = after.features.find(({ id, scope }) => `${id}@${scope}` === DEPTH)?.value ?? NaN;
    expect(depth).toBeLessThan((before.get(DEPTH) ?? NaN) - 1);
    // So deep a dip reads 2 dB deeper in the passage alone than in the song, and so does the promise err.
    expect(Math.abs(promise - depth)).toBeLessThan(2.5);
  });

  test('on the bounced stems it sounds as if they had been bounced through the new thresholds', async () => {
    const stems = pumped({});
    const { plan, fixes } = await runRenderedLoop(stems, yardstick, { tracks: tracksWith({}) });
    const set = await EmbeddedSet.create({
      name: 'Heard',
      tempoBpm: 140,
      tracks: stems.map(({ track: name }) => ({ name })),
    });
    await applySteps(set, stepsOnStems(plan), { plan: plan.id, save: () => Promise.resolve() });
    const bounced = new Map(stems.map(({ track, signal }) => [track, signal] as const));
    const { mix } = await renderSet(set, withoutStanding(plan, bounced));
    await set.close();
    const turned = fixes.filter(({ kind }) => kind === 'less pumping');
    const thresholds = Object.fromEntries(turned.map(({ track, changes }) => [track, Number(changes[0].to)]));
    const wanted = sumOf(pumped(thresholds));
    const [off, change] = [wanted, sumOf(stems)].map((one) => meanSquareBetween(mix.left, one.left));
    expect(10 * Math.log10(off / change)).toBeLessThan(-60);
  });

  test('nothing is turned that is automated or on a frozen track', async () => {
    for (const tracks of [tracksWith({ automated: ['Threshold'] }), tracksWith({}, true)]) {
      const { fixes } = await runRenderedLoop(pumped({}), yardstick, { tracks });
      expect(fixes.filter(({ kind }) => kind === 'less pumping')).toEqual([]);
    }
  });
});
