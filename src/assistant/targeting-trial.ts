import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { PROPENSITY, sessionOf, targetingOf, trialOf, type Targeting } from '../learning/targeting-trial.ts';
import { Failure } from '../store/failure.ts';
import type { TasteDocument } from '../store/taste-document.ts';
import { eventLogOf, recordEvents, type NewEvent } from './record-events.ts';
import { readTaste } from './taste.ts';
import type { Workshop } from './workshop.ts';

/**
 * Begins to compare plans with the targets of the references alone against plans with the targets that the producer's
 * answers have moved: from now on a fair coin decides for each session. An older trial is over with it.
 *
 * @throws Failure 'usage' where one is running.
 */
export async function startTrial(workshop: Workshop): Promise<TasteDocument> {
  if ((await newestTrial(workshop))?.isRunning === true) {
    throw new Failure('usage', 'A trial is running; see it with: taste trial show, or end it with: taste trial stop.');
  }
  await recordEvents(workshop, [{ what: 'trial', trial: randomUUID(), state: 'started' }]);
  return readTaste(workshop);
}

/**
 * Ends the trial; every session has the learned targets again.
 *
 * @throws Failure 'usage' where none is running.
 */
export async function stopTrial(workshop: Workshop): Promise<TasteDocument> {
  const trial = await newestTrial(workshop);
  if (trial?.isRunning !== true) throw new Failure('usage', 'No trial is running; begin one with: taste trial start.');
  await recordEvents(workshop, [{ what: 'trial', trial: trial.id, state: 'stopped' }]);
  return readTaste(workshop);
}

/** What the running trial has drawn for this mix today; `undefined` where none is running. */
export async function drawnTargeting(
  workshop: Workshop,
  mix: string,
): Promise<{ trial: string; session: string; targeting: Targeting } | undefined> {
  const trial = await newestTrial(workshop);
  if (trial?.isRunning !== true) return undefined;
  const session = sessionOf(trial.id, path.resolve(mix), workshop.now());
  return { trial: trial.id, session, targeting: targetingOf(trial.id, session) };
}

/** The record of what a plan was assigned to. */
export function assignedEvent(drawn: { trial: string; session: string; targeting: Targeting }, plan: string): NewEvent {
  return { what: 'assigned', ...drawn, propensity: PROPENSITY, plan };
}

async function newestTrial(workshop: Workshop): Promise<ReturnType<typeof trialOf>> {
  return trialOf((await eventLogOf(workshop).read()).events);
}
