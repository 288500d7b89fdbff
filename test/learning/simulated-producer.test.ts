import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Learner } from '../../scripts/bench/learning/learners.ts';
import { runProducer, type Run } from '../../scripts/bench/learning/sessions.ts';
import type { HiddenTaste } from '../../scripts/bench/learning/simulated-producer.ts';
import { AS_WRITTEN, SONG_STEMS } from '../../scripts/bench/learning/song-model.ts';
import { Studio } from '../../scripts/bench/learning/studio.ts';
import { UNKNOWN_TASTE } from '../../src/fixes/taste-view.ts';

/** Mixes the lead 6 dB wider than the references do, takes 60 % of each size, and answers everything with care. */
const WIDE_LEADS: HiddenTaste = {
  habit: () => 4,
  own: SONG_STEMS.map(({ name }) => ({ ...AS_WRITTEN, sideDb: name === 'Lead' ? 6 : 0 })),
  tolerance: 0.25,
  logSize: () => Math.log(0.6),
  noise: 0,
  gain: () => 1,
};

describe('a simulated producer, planned for by the product itself', () => {
  let studio: Studio;
  const run = (learner: Learner): Run =>
    runProducer(studio, { producer: WIDE_LEADS, seed: 5, sessions: 12, learner, opens: 0 });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  let learned: Run;

  beforeAll(async () => {
    studio = await Studio.open();
    learned = run('taste');
  }, 60_000);

  test('is known by his own target and his sizes after a dozen mixes, and nothing else is moved', () => {
    const pairs = learned.offsets;
    expect(pairs.length).toBeGreaterThan(4);
    const recovered =
      pairs.reduce((sum, { hidden, learned: found }) => sum + hidden * found, 0) /
      pairs.reduce((sum, { hidden }) => sum + hidden ** 2, 0);
    expect(recovered).toBeGreaterThan(0.3);
    expect(mean(learned.falseShifts.map(Math.abs))).toBeLessThan(0.1);
    const seen = learned.sizes.filter(({ learned: found }) => found !== 0);
    expect(mean(seen.map(({ learned: found }) => Math.exp(found)))).toBeLessThan(0.8);
  });

  test('is shown less that leads away from his own target than without learning, and never nothing for good', () => {
    const without = run('none');
    const suiting = ({ answered }: Run): number =>
      mean(answered.filter(({ session }) => session >= 5).map(({ suits }) => Number(suits)));
    expect(suiting(learned)).toBeGreaterThan(suiting(without));
    expect(mean(learned.sessions.slice(-4).map(({ fixes }) => fixes))).toBeGreaterThan(0.5);
  });

  test('who takes half of every size is shown what is wrong as often as one who takes all of it', () => {
    const halves: HiddenTaste = {
      ...WIDE_LEADS,
      own: SONG_STEMS.map(() => AS_WRITTEN),
      logSize: () => Math.log(0.5),
    };
    const [nothingLearned, halved] = (['none', 'taste'] as const).map((learner) =>
      runProducer(studio, { producer: halves, seed: 6, sessions: 14, learner, opens: 0 }),
    );
    const isEmpty = ({ sessions }: Run): boolean[] => sessions.map(({ fixes }) => fixes === 0);
    expect(isEmpty(halved)).toEqual(isEmpty(nothingLearned));
    const seen = halved.sizes.filter(({ learned: found }) => found !== 0);
    expect(mean(seen.map(({ learned: found }) => Math.exp(found)))).toBeLessThan(0.65);
  });

  test('whose plucks are far too loud is told so, however much silence would take off, too', () => {
    const loud = SONG_STEMS.map(({ name }) =>
      name !== 'Pluck'
        ? AS_WRITTEN
        : {
            levelDb: 7,
            sideDb: 0,
            bumps: [
              { hz: 2000, db: 9 },
              { hz: 700, db: 9 },
            ],
          },
    );
    const { plan } = studio.plan(loud, UNKNOWN_TASTE, new Map(), 'plan');
    expect(plan.fixes.filter(({ advice }) => !advice).map(({ track }) => track)).toContain('Pluck');
  });

  test('goes through the same sessions again', () => {
    const few = (): Run =>
      runProducer(studio, { producer: WIDE_LEADS, seed: 3, sessions: 3, learner: 'taste', opens: 1 });
    expect(few()).toEqual(few());
  });
});
