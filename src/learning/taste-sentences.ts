import { featureById } from '../analysis/features.ts';
import type { SizeHabit } from './size-habits.ts';
import type { TargetingTrial } from './targeting-trial.ts';

/** "You skip width changes on pads: 5 of 6." */
export function habitSentence(kind: string, role: string, taken: number, answered: number): string {
  return taken * 2 >= answered
    ? `You accept ${kind} changes on ${spokenRole(role)}: ${taken} of ${answered}.`
    : `You skip ${kind} changes on ${spokenRole(role)}: ${answered - taken} of ${answered}.`;
}

/** "It seems to be meant so on pads: width changes downwards are mostly against it." */
export function meantSentence(kind: string, role: string, direction: 1 | -1): string {
  const way = direction > 0 ? 'upwards' : 'downwards';
  return `It seems to be meant so on ${spokenRole(role)}: ${kind} changes ${way} are mostly against it.`;
}

/** Where nothing was said of this kind on this role it is what is done with the kind elsewhere, or with other kinds. */
export function sizeSentence(kind: string, role: string, { factor, answers, ofKind }: SizeHabit): string {
  const share = `${Math.round(factor * 100)} %`;
  if (answers > 0) return `You take ${share} of the size of ${kind} changes on ${spokenRole(role)}.`;
  const elsewhere = ofKind > 0 ? `${kind} changes elsewhere` : 'changes of other kinds';
  return `Of ${elsewhere} you take ${factor < 1 ? 'less' : 'more'}, so ${share} of the size is prescribed.`;
}

/** What a size is held at. */
export function pinnedSizeSentence(kind: string, role: string, factor: number): string {
  return `${Math.round(factor * 100)} % of the size of ${kind} changes on ${spokenRole(role)} is prescribed. Set by you.`;
}

/** @param shift in spreads of the references. */
export function targetSentence(feature: string, scope: string, shift: number, refusals: number): string {
  const label = featureById(feature)?.label ?? feature;
  const where = scope === 'whole' ? '' : ` in the ${scope}`;
  const way = shift > 0 ? 'higher' : 'lower';
  const why = refusals === 0 ? 'as you set it' : `after ${countOf(refusals, 'refusal')} to change it`;
  return `${label}${where}: your target lies ${Math.abs(shift).toFixed(1)} spreads ${way} than your references, ${why}.`;
}

export function modelSentence(model: string, gain: number, errorFactor: number, count: number): string {
  const share = Math.round(gain * 100);
  const much = Math.abs(share - 100) < 5 ? 'what is predicted' : `${share} % of what is predicted`;
  const error = errorFactor > 1.5 ? `, and scatters ${errorFactor.toFixed(1)} times as much as expected` : '';
  return `${model} does ${much}${error}: seen on ${countOf(count, 'bounce')}.`;
}

/**
 * What a trial says so far, with what it may still be.
 */
export function trialSentence({ isRunning, references, learned, verdict }: TargetingTrial): string {
  const counted = references.sessions + learned.sessions;
  if (counted === 0) {
    return isRunning
      ? 'The trial has no finished session yet: one counts when its fixes are answered and the next has begun.'
      : 'The trial ended without a session that counts.';
  }
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const side = ({ sessions, taken }: { sessions: number; taken: number }): string =>
    sessions === 0 ? 'in no session yet' : `${percent(taken)} in ${countOf(sessions, 'session')}`;
  const [low, high] = verdict.difference.map((share) => Math.round(100 * share));
  const better =
    verdict.better === undefined
      ? 'Neither is known to be better yet'
      : `${verdict.better === 1 ? 'Targets that follow your answers are' : 'Your references’ own targets are'} better for you`;
  return (
    `Of the fixes with targets that follow your answers you took ${side(learned)}, with your references’ own ` +
    `${side(references)}. ${better}: the first lie ${low} to ${high} points above the second, ` +
    'which holds in 95 of 100 trials however often you look.'
  );
}

/** @param confidence what is stated of a fix whose chance of being taken is reckoned as `reckoned` */
export function confidenceSentence(reckoned: number, confidence: number): string {
  return `A fix that would be taken ${percent(reckoned)} of the time by its parts is stated at ${percent(confidence)}, by what you took of such.`;
}

/** @param rightness what a chance of `stated` is taken to be with this producer's songs */
export function rightnessSentence(stated: number, rightness: number): string {
  return `What is right ${percent(stated)} of the time elsewhere counts as ${percent(rightness)} with your songs, by what you took.`;
}

export function pinnedSentence(words: string): string {
  return `${words} Set by you.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function countOf(count: number, word: string): string {
  const whole = Math.max(1, Math.round(count));
  return whole === 1 ? `1 ${word}` : `${whole} ${word}s`;
}

/** A role in a sentence: instruments there is one of take the article, others are many. */
function spokenRole(role: string): string {
  return SPOKEN_ROLES[role] ?? `${role}s`;
}

const SPOKEN_ROLES: Readonly<Record<string, string>> = {
  kick: 'the kick',
  snare: 'the snare',
  bass: 'the bass',
  acid: 'acid lines',
  hats: 'hats',
  percussion: 'percussion',
  fx: 'effects',
  master: 'the master',
  unknown: 'other stems',
};
