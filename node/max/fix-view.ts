import type { FixView } from '../../device/messages.ts';
import type { PlanState } from '../../src/assistant/plan-state.ts';
import { FIX_KINDS } from '../../src/fixes/fix-kinds.ts';
import type { Fix } from '../../src/store/plan-document.ts';

/** One fix of a plan as the strip shows it. @param shown its place among those that are shown, from 0 */
export function fixView(fix: Fix, shown: number, count: number, state: PlanState): FixView {
  const { states, report } = state;
  const verified = report.verification?.fixes.find(({ id }) => id === fix.id);
  return {
    id: fix.id,
    position: shown + 1,
    count,
    where: fix.track,
    what: whatOf(fix),
    howMuch: howMuchOf(fix),
    why: fix.why,
    effect:
      verified?.verdict ??
      `Style delta ${deltaBefore(fix, state).toFixed(2)} → ${fix.predicted.styleDeltaAfter.toFixed(2)}`,
    state: states.get(fix.id) ?? 'open',
    advice: fix.advice,
    aside: fix.aside === true,
  };
}

/** `EQ Eight band 3`, `Mixer Volume`, `Compressor, sidechain from Kick`. */
function whatOf({ device, changes, sidechainFrom, advice }: Fix): string {
  if (advice) return 'Advice';
  if (sidechainFrom !== undefined) return `${device}, sidechain from ${sidechainFrom}`;
  const bands = new Set(changes.flatMap(({ parameter }) => /^(\d) .* [AB]$/.exec(parameter)?.[1] ?? []));
  if (bands.size > 0) return `${device} band ${[...bands].join(', ')}`;
  return `${device} ${changes[0]?.parameter ?? ''}`.trim();
}

/** `−3.0 dB at 200 Hz`: what the sentence says is done, without where. */
function howMuchOf({ track, sentence, advice }: Fix): string {
  if (advice) return sentence;
  const [, done = sentence] = /^(.*?) \(/.exec(sentence.slice(`${track}: `.length)) ?? [];
  return `${done.charAt(0).toUpperCase()}${done.slice(1)}`;
}

/**
 * The style delta before a fix, with those before it. What only a render tells starts from what the render of the
 * others has shown, and its benefit counts from there; that of others is what they do alone.
 */
function deltaBefore(fix: Fix, { plan, report }: PlanState): number {
  const { styleDeltaAfter, benefit } = fix.predicted;
  if (!Object.values(FIX_KINDS).some(({ name }) => name === fix.kind)) return styleDeltaAfter + benefit;
  const previous = plan.fixes[plan.fixes.findIndex(({ id }) => id === fix.id) - 1] as Fix | undefined;
  return previous?.predicted.styleDeltaAfter ?? report.before.styleDelta;
}
