import { findParameter } from '../../../devices/device-settings.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import type { FixChange } from '../../../store/plan-document.ts';
import { changesTo, type DeviceInPlace } from '../../kinds/device-change.ts';

/** The changes that bring a device to these settings, each in the unit that Live shows. */
export function settingsChanges(device: DeviceInPlace, settings: DeviceSettings): FixChange[] {
  return changesTo(
    device,
    Object.entries(settings).map(([name, to]) => {
      const row = findParameter(device.model, name);
      return [name, to, row?.kind === 'continuous' ? row.law.unit : ''] as const;
    }),
  );
}
