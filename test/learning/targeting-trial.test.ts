import { describe, expect, test } from '@jest/globals';
import { sessionOf, targetingOf, trialOf, type Targeting } from '../../src/learning/targeting-trial.ts';
import { Taste } from '../../src/learning/taste.ts';
import type { TasteEvent } from '../../src/learning/taste-event.ts';
import { fixEvent } from './taste-events.ts';

const head = (id: string) => ({ schema: 'coproducer.event/1' as const, id, at: '2026-01-01T00:00:00.000Z' });
const state = (is: 'started' | 'stopped', trial = 't'): TasteEvent => ({
  ...head(`${trial} ${is}`),
  ...{ what: 'trial', trial, state: is },
});

/** A session of one plan with some answers. */
function session(name: string, targeting: Targeting, answers: readonly ('accept' | 'skip')[]): TasteEvent[] {
  return [
    { ...head(`${name} drawn`), what: 'assigned', trial: 't', session: name, targeting, propensity: 0.5, plan: name },
    ...answers.map((answer, i) => ({ ...fixEvent(answer, {}, `f${i}`), plan: name })),
  ];
}

describe('a trial of learned targets', () => {
  test('there is none before one is started', () => {
    expect(trialOf([fixEvent('accept')])).toBeUndefined();
    expect(new Taste([fixEvent('accept')]).toDocument('mine').trial).toBeUndefined();
  });

  test('counts sessions that have ended and were answered, by the share of fixes taken', () => {
    const events = [
      state('started'),
      ...session('a', 'learned', ['accept', 'accept', 'accept', 'skip']),
      ...session('b', 'references', ['accept', 'skip']),
      ...session('c', 'references', []),
      ...session('d', 'learned', ['skip']),
    ];
    const running = trialOf(events);
    expect(running).toMatchObject({
      isRunning: true,
      learned: { sessions: 1, taken: 0.75 },
      references: { sessions: 1, taken: 0.5 },
    });
    const stopped = trialOf([...events, state('stopped')]);
    expect(stopped).toMatchObject({ isRunning: false, learned: { sessions: 2, taken: 0.375 } });
    expect(trialOf([...events, state('stopped'), state('started', 'u')])).toMatchObject({
      id: 'u',
      learned: { sessions: 0 },
    });
  });

  test('is told in one sentence with what it may still be, and says who is better only once it is known', () => {
    const few = [
      state('started'),
      ...session('a', 'learned', ['accept']),
      ...session('b', 'references', ['skip']),
      ...session('c', 'learned', []),
    ];
    expect(new Taste(few).toDocument('mine').trial?.sentence).toMatch(
      /you took 100 % in 1 session, with your references’ own 0 % in 1 session\. Neither is known to be better yet: the first lie -?\d+ to \d+ points above the second/,
    );
    const many = Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0
        ? session(`s${i}`, 'learned', ['accept', 'accept'])
        : session(`s${i}`, 'references', ['skip', 'skip']),
    );
    const trial = new Taste([state('started'), ...many.flat(), state('stopped')]).toDocument('mine').trial;
    expect(trial?.better).toBe('learned');
    expect(trial?.difference[0]).toBeGreaterThan(0);
    expect(trial?.sentence).toContain('Targets that follow your answers are better for you');
  });

  test('draws by a fair coin, once a mix and day, and names no mix', () => {
    const day = (n: number): Date => new Date(Date.UTC(2026, 0, n, 12));
    const drawn = Array.from({ length: 400 }, (_, i) => targetingOf('t', sessionOf('t', `/Songs/${i}.wav`, day(1))));
    // 200 ± 2.6 standard deviations of ten.
    expect(Math.abs(drawn.filter((way) => way === 'learned').length - 200)).toBeLessThan(26);
    const one = sessionOf('t', '/Songs/Secret.wav', day(1));
    expect(sessionOf('t', '/Songs/Secret.wav', new Date(Date.UTC(2026, 0, 1, 23)))).toBe(one);
    expect(sessionOf('t', '/Songs/Secret.wav', day(2))).not.toBe(one);
    expect(one).toMatch(/^[0-9a-f]{16}$/);
  });
});
