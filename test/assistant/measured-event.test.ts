import { beforeAll, describe, expect, test } from '@jest/globals';
import { drawMix } from '../../scripts/bench/learning/mix.ts';
import { analysisOf, AS_WRITTEN, SONG_STEMS } from '../../scripts/bench/learning/song-model.ts';
import { Studio } from '../../scripts/bench/learning/studio.ts';
import { measuredEvent } from '../../src/assistant/measured-event.ts';
import { seededRandom } from '../../src/dsp/seeded-random.ts';
import { UNKNOWN_TASTE } from '../../src/fixes/taste-view.ts';
import { featureKey, featureValues } from '../../src/store/analysis-document.ts';

describe('the record of what a plan was made for', () => {
  let studio: Studio;
  const { is } = drawMix(
    SONG_STEMS.map(() => AS_WRITTEN),
    seededRandom(4),
  );
  const analysis = analysisOf(is, 'Mix.wav');
  const refined = new Map([['tone.band.1000@drop', { shift: 1, widen: 0.5, because: 'You refuse it.' }]]);
  const planned = (refinements = new Map<string, { shift: number; widen: number; because: string }>()) =>
    studio.plan(is, UNKNOWN_TASTE, refinements, 'plan');

  beforeAll(async () => {
    studio = await Studio.open();
  }, 30_000);

  test('says how far each feature is from the references’ own median, whatever answers have moved', () => {
    const values = featureValues(analysis);
    for (const refinements of [undefined, refined]) {
      const { plan, yardstick } = planned(refinements);
      const { distances } = measuredEvent(plan, { analysis, yardstick, song: 'a folder' });
      for (const row of studio.yardstick(is).rows) {
        const key = featureKey(row.feature.id, row.scope);
        expect(Math.abs(distances[key] - (values.get(key)! - row.median) / row.scale)).toBeLessThanOrEqual(0.0051);
      }
    }
  });

  test('says of each fix only what it brings nearer, and names no song', () => {
    const { plan, yardstick } = planned();
    const song = '/home/someone/Unreleased Track Stems';
    const event = measuredEvent(plan, { analysis, yardstick, song });
    const fixes = plan.fixes.filter(({ advice }) => !advice);
    expect(fixes.length).toBeGreaterThan(1);
    expect(Object.keys(event.fixes)).toEqual(fixes.map(({ id }) => id));
    for (const moves of Object.values(event.fixes)) {
      expect(Object.keys(moves).length).toBeGreaterThan(1);
      expect(Object.keys(moves).length).toBeLessThanOrEqual(24);
      for (const [key, by] of Object.entries(moves)) expect(by * event.distances[key]).toBeLessThanOrEqual(0);
    }
    expect(JSON.stringify(event)).not.toContain('Unreleased');
    expect(measuredEvent(plan, { analysis, yardstick, song }).mix).toBe(event.mix);
    expect(measuredEvent(plan, { analysis, yardstick, song: 'another' }).mix).not.toBe(event.mix);
  });
});
