import type { FixView } from '../../device/messages.ts';
import type { PlanState } from '../../src/assistant/plan-state.ts';
import { withUnit } from '../../src/dsp/spoken-units.ts';
import type { Fix } from '../../src/store/plan-document.ts';
import { displayText } from '../views/display-text.ts';

/** One fix of a plan as the strip shows it. @param shown its place among those that are shown, from 0 */
export function fixView(fix: Fix, shown: number, count: number, { states, report }: PlanState): FixView {
  const verified = report.verification?.fixes.find(({ id }) => id === fix.id);
  const before = shown === 0 ? report.before.styleDelta : fix.predicted.styleDeltaAfter + fix.predicted.benefit;
  return {
    id: fix.id,
    position: shown + 1,
    count,
    where: fix.track,
    what: whatOf(fix),
    howMuch: howMuchOf(fix),
    why: fix.why,
    effect: verified?.verdict ?? `Style delta ${before.toFixed(2)} → ${fix.predicted.styleDeltaAfter.toFixed(2)}`,
    state: states.get(fix.id) ?? 'open',
    advice: fix.advice,
  };
}

/** `EQ Eight band 3`, `Mixer Volume`. */
function whatOf({ device, changes, advice }: Fix): string {
  if (advice) return 'Advice';
  const bands = new Set(changes.flatMap(({ parameter }) => /^(\d) .* [AB]$/.exec(parameter)?.[1] ?? []));
  if (bands.size > 0) return `${device} band ${[...bands].join(', ')}`;
  return `${device} ${changes[0]?.parameter ?? ''}`.trim();
}

/** `−3.0 dB at 200 Hz`, `−4.0 dB → −5.5 dB`. */
function howMuchOf({ changes, sentence, advice }: Fix): string {
  if (advice) return sentence;
  const gain = changes.find(({ parameter }) => / Gain [AB]$/.test(parameter));
  const frequency = changes.find(({ parameter }) => / Frequency [AB]$/.test(parameter));
  if (gain && typeof gain.to === 'number') {
    const at = typeof frequency?.to === 'number' ? ` at ${withUnit(frequency.to, 'Hz')}` : '';
    return `${withUnit(gain.to, 'dB')}${at}`;
  }
  const [first] = changes;
  return first === undefined ? '' : `${displayText(first.from, first.unit)} → ${displayText(first.to, first.unit)}`;
}
