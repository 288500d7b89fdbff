import type { StereoSignal } from '../audio/audio-source.ts';
import { findParameter } from '../devices/device-settings.ts';
import { deviceByName } from '../devices/devices.ts';
import { MIXER_NAME } from '../devices/mixer.ts';
import { STEM_TAP } from '../live/sidechain-input.ts';
import type { PlanStep } from '../live/transaction.ts';
import type { FixChange, PlanDocument } from '../store/plan-document.ts';
import { withoutDucking } from './keyed-ducking.ts';

/** Controls whose effect on sound that was already bounced through them is the difference of their settings. */
const RELATIVE_TO_ZERO = new Set(['Volume', 'Pan', 'Output', 'Gain', 'Input Gain']);
const STEREO_WIDTH = 'Stereo Width';

/**
 * The plan as changes to the bounced stems. A stem was bounced through what stood on its track, so only the difference
 * is to be heard: a fader from −6 to −8 dB takes off 2 dB, a width from 120 to 60 % halves the side, and an equaliser
 * band that was flat comes on top. Every device is therefore a new one of its model, whatever the producer calls it. A
 * Compressor whose sound `withoutStanding` has taken back stands there anew, as the fix leaves it, and hears what it
 * heard.
 */
export function stepsOnStems({ fixes }: Pick<PlanDocument, 'fixes'>): PlanStep[] {
  return fixes
    .filter(({ advice }) => !advice)
    .flatMap(({ id, track, device, model, changes, standing, sidechainFrom = standing?.hears }): PlanStep[] => {
      const fresh = device === MIXER_NAME ? { device, insert: false } : { device: model ?? device, insert: true };
      const place = { fix: id, track, ...fresh };
      const settings = changes.map((change) => ({ ...change, to: standing ? change.to : differenceOf(change) }));
      const kept = Object.entries(standing?.settings ?? {})
        .filter(([name]) => !changes.some(({ parameter }) => parameter === name))
        .map(([parameter, to]) => ({ parameter, to, unit: unitOf(fresh.device, parameter) }));
      return [
        ...[...kept, ...settings].map(({ parameter, to, unit }) => ({ ...place, parameter, to, unit })),
        ...(sidechainFrom === undefined ? [] : [{ ...place, hears: { source: sidechainFrom, tap: STEM_TAP } }]),
      ];
    });
}

/**
 * Bounced stems without what the plan's standing Compressors did to them, by track; those that none stands on are the
 * same signals. A Compressor whose key is not among the stems is left in.
 */
export function withoutStanding<Sound extends StereoSignal>(
  { fixes }: Pick<PlanDocument, 'fixes'>,
  stems: ReadonlyMap<string, Sound>,
): Map<string, Sound | StereoSignal> {
  const bare = new Map<string, Sound | StereoSignal>(stems);
  for (const { track, standing } of fixes) {
    const [stem, key] = [stems.get(track), stems.get(standing?.hears ?? '')];
    if (standing !== undefined && stem !== undefined && key !== undefined)
      bare.set(track, withoutDucking(stem, standing.settings, key));
  }
  return bare;
}

function unitOf(device: string, parameter: string): string {
  const model = deviceByName(device);
  const row = model && findParameter(model, parameter);
  return row?.kind === 'continuous' ? row.law.unit : '';
}

/** What a change adds to sound that went through the old setting. */
export function differenceOf({ parameter, from, to }: FixChange): FixChange['to'] {
  if (typeof from !== 'number' || typeof to !== 'number' || !Number.isFinite(from)) return to;
  if (RELATIVE_TO_ZERO.has(parameter)) return to - from;
  return parameter === STEREO_WIDTH && from > 0 ? (100 * to) / from : to;
}
