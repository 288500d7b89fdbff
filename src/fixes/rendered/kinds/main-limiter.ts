import type { DeviceSettings } from '../../../devices/device-model.ts';
import { LIMITER } from '../../../devices/limiter.ts';
import type { Decibels } from '../../../dsp/units.ts';
import type { YardstickRow } from '../../../gap/yardstick.ts';
import { featureKey } from '../../../store/analysis-document.ts';
import { roundTo } from '../../fix-kind.ts';
import { mayWrite, shownIn, usableDevices, type DeviceInPlace } from '../../kinds/device-change.ts';
import { MAIN_INDEX, type StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedScene } from '../rendered-kind.ts';
import { settingsChanges } from './settings-changes.ts';

/**
 * A Limiter at the end of the chain whose controls are free, or one to be inserted there; `undefined` where one stands
 * there that may not be turned: two in a row would work against each other.
 */
export function lastLimiter(main: StemContext, controls: readonly string[]): DeviceInPlace | undefined {
  const last = main.track.devices.filter(({ active }) => active).at(-1);
  if (last?.className !== LIMITER.className) return { model: LIMITER, standing: undefined };
  const device = { model: LIMITER, standing: last };
  const isUsable = usableDevices(main.track, LIMITER).includes(last) && shownIn(device, 'Maximize On') !== 'On';
  return isUsable && controls.every((name) => mayWrite(device, name)) ? device : undefined;
}

export function aboutMain(main: StemContext): Pick<RenderedCandidate, 'kind' | 'stem' | 'track' | 'role' | 'model'> {
  return { kind: 'limiter', stem: MAIN_INDEX, track: main.track.name, role: main.role, model: LIMITER.name };
}

export function placedLimiter(
  device: DeviceInPlace,
  settings: DeviceSettings,
): { device: string; insert: boolean; changes: ReturnType<typeof settingsChanges>; spot: string } {
  return {
    device: device.standing?.name ?? LIMITER.name,
    insert: device.standing === undefined,
    changes: settingsChanges(device, settings),
    spot: device.standing === undefined ? 'a Limiter at the end of the chain' : device.standing.name,
  };
}

/** A new one also looks between the samples. */
export function modeOfLimiter({ standing }: DeviceInPlace): DeviceSettings {
  return standing === undefined ? { Mode: 'True Peak' } : {};
}

export function numberIn(device: DeviceInPlace, name: string): number {
  const shown = shownIn(device, name);
  return typeof shown === 'number' ? shown : 0;
}

/** How far the loudest three seconds lie above the references'; 0 where they do not. */
export function tooLoudDb({ rows, values }: Pick<RenderedScene, 'rows' | 'values'>): Decibels {
  const row = rows.find(({ feature }) => feature.id === 'loudness.shortTermMax');
  const value = row && values.get(featureKey(row.feature.id, row.scope));
  return row === undefined || value === undefined ? 0 : Math.max(0, value - row.band[1]);
}

/** Under the highest true peaks of the references. */
export function ceilingFor(rows: readonly YardstickRow[]): Decibels {
  const highest = rows.find(({ feature }) => feature.id === 'loudness.truePeak')?.band[1] ?? USUAL_CEILING_DB;
  const ceiling = Math.min(USUAL_CEILING_DB, highest - CEILING_SLACK_DB);
  return roundTo(Math.max(LOWEST_CEILING_DB, ceiling), CEILING_STEP_DB);
}

/** Where a limiter holds unless the references' true peaks lie lower: converters and encoders need some room. */
export const USUAL_CEILING_DB: Decibels = -0.3;
export const LOWEST_CEILING_DB: Decibels = -3;
export const CEILING_STEP_DB: Decibels = 0.1;
/** What the limiter's true peak may pass its ceiling by. */
export const CEILING_SLACK_DB: Decibels = 0.2;
