import { createHash } from 'node:crypto';
import type { Normal } from '../dsp/units.ts';
import { bettingVerdict, type Assigned, type BettingVerdict } from './betting-test.ts';
import { outcomesOf } from './outcomes.ts';
import type { TasteEvent } from './taste-event.ts';

/** What a plan aims at: the targets of the references alone, or those that the producer's answers have moved. */
export type Targeting = 'references' | 'learned';

/** Each session gets either by a fair coin. */
export const PROPENSITY: Normal = 0.5;

/** A comparison of the two ways of targeting on the producer's own sessions. */
export interface TargetingTrial {
  id: string;
  startedAt: string;
  isRunning: boolean;
  /** Sessions that count, and the mean share of taken fixes in them; NaN where there is none. */
  references: { sessions: number; taken: Normal };
  learned: { sessions: number; taken: Normal };
  /** `learned` is way 1. */
  verdict: BettingVerdict;
}

/**
 * The newest trial; `undefined` where none was ever started. A session counts once a later one has begun, so that its
 * answers are in, and if any of its fixes was answered; its value is the share of answered fixes that were taken.
 *
 * @param events the log, oldest first
 */
export function trialOf(events: readonly TasteEvent[]): TargetingTrial | undefined {
  const started = events.findLast((event) => event.what === 'trial' && event.state === 'started');
  if (started?.what !== 'trial') return undefined;
  const id = started.trial;
  const sessions = new Map<string, { targeting: Targeting; plans: Set<string> }>();
  for (const event of events) {
    if (event.what !== 'assigned' || event.trial !== id) continue;
    const session = sessions.get(event.session) ?? { targeting: event.targeting, plans: new Set() };
    session.plans.add(event.plan);
    sessions.set(event.session, session);
  }
  const isRunning = !events.some((event) => event.what === 'trial' && event.trial === id && event.state === 'stopped');
  const ended = [...sessions.values()].slice(0, isRunning ? -1 : undefined);
  const counted = ended.flatMap(({ targeting, plans }): Assigned[] => {
    const outcomes = outcomesOf(events.filter((event) => 'plan' in event && plans.has(event.plan)));
    if (outcomes.length === 0) return [];
    const taken = outcomes.filter(({ accepted }) => accepted === 1).length;
    return [{ way: targeting === 'learned' ? 1 : 0, value: taken / outcomes.length }];
  });
  return {
    ...{ id, startedAt: started.at, isRunning },
    references: summaryOf(counted, 0),
    learned: summaryOf(counted, 1),
    verdict: bettingVerdict(counted),
  };
}

function summaryOf(sessions: readonly Assigned[], way: 0 | 1): { sessions: number; taken: Normal } {
  const own = sessions.filter((session) => session.way === way);
  return { sessions: own.length, taken: own.reduce((sum, { value }) => sum + value, 0) / own.length };
}

/**
 * What a session is called: of one mix on one day, so that planning again does not draw again. A digest, which names
 * neither mix nor folder.
 */
export function sessionOf(trial: string, mix: string, at: Date): string {
  return digest(`${trial}\n${mix}\n${at.toISOString().slice(0, 10)}`)
    .toString('hex')
    .slice(0, 16);
}

/** The coin of a session: from a digest of the trial's random id, so that it falls the same way each time. */
export function targetingOf(trial: string, session: string): Targeting {
  return digest(`${trial}\n${session}\ncoin`)[0] % 2 === 0 ? 'references' : 'learned';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
