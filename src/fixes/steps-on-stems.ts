import { MIXER_NAME } from '../devices/mixer.ts';
import type { WriteStep } from '../live/transaction.ts';
import type { FixChange, PlanDocument } from '../store/plan-document.ts';

/** Controls whose effect on sound that was already bounced through them is the difference of their settings. */
const RELATIVE_TO_ZERO = new Set(['Volume', 'Pan', 'Output', 'Gain', 'Input Gain']);
const STEREO_WIDTH = 'Stereo Width';

/**
 * The plan as changes to the bounced stems. A stem was bounced through what stood on its track, so only the difference
 * is to be heard: a fader from −6 to −8 dB takes off 2 dB, a width from 120 to 60 % halves the side, and an equaliser
 * band that was flat comes on top. Every device is therefore a new one.
 */
export function stepsOnStems({ fixes }: PlanDocument): WriteStep[] {
  return fixes
    .filter(({ advice }) => !advice)
    .flatMap(({ id, track, device, changes }) =>
      changes.map((change) => ({
        fix: id,
        track,
        device,
        insert: device !== MIXER_NAME,
        parameter: change.parameter,
        to: differenceOf(change),
        unit: change.unit,
      })),
    );
}

/** What a change adds to sound that went through the old setting. */
export function differenceOf({ parameter, from, to }: FixChange): FixChange['to'] {
  if (typeof from !== 'number' || typeof to !== 'number' || !Number.isFinite(from)) return to;
  if (RELATIVE_TO_ZERO.has(parameter)) return to - from;
  return parameter === STEREO_WIDTH && from > 0 ? (100 * to) / from : to;
}
