import type { DeviceSettings } from '../../../devices/device-model.ts';
import { DRUM_BUSS } from '../../../devices/drum-buss.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels } from '../../../dsp/units.ts';
import type { StemRole } from '../../../store/stem-map-document.ts';
import { roundTo } from '../../fix-kind.ts';
import { usableDevices } from '../../kinds/device-change.ts';
import type { StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind, RenderedScene } from '../rendered-kind.ts';
import { LEAST_SEVERITY, rowSeverity } from '../row-severity.ts';
import { isHeard } from '../stem-evidence.ts';
import { settingsChanges } from './settings-changes.ts';

/** What has transients to shape; hats have them in any case. */
const STRUCK_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['kick', 'snare', 'percussion']);
const REGISTERS = ['loudness.crest.low', 'loudness.crest.mid', 'loudness.crest.high'];
const STEP = 0.05;
/** More sounds like a gate. */
const MOST = 0.6;
const TYPICAL = 0.3;
const OUTPUT_STEP_DB: Decibels = 0.5;
/** Above what anyone hears: the device has no switch for its low-pass. */
const OPEN_DAMPING_HZ = 20_000;

/**
 * More attack for a drum where the drop hits more softly than in the references: the transients of Drum Buss alone, its
 * drive and damping out of the way. The size is the control's own.
 *
 * Where the master has flattened the hits, it is for the master to give them back: this then proposes nothing.
 */
export const punchKind: RenderedKind = {
  name: 'punch',
  candidates(scene) {
    const { rows, values } = scene;
    const isSoft = REGISTERS.some((id) => rowSeverity(rows, values, id) <= -LEAST_SEVERITY);
    const isFlattened = ['loudness.psr', 'loudness.plr'].some((id) => rowSeverity(rows, values, id) <= -LEAST_SEVERITY);
    if (!isSoft || isFlattened) return [];
    return scene.stems
      .filter(({ role, devicesOpen }) => devicesOpen && STRUCK_ROLES.has(role))
      .filter((stem) => isHeard(stem) && usableDevices(stem.track, DRUM_BUSS).length === 0)
      .map((stem) => candidateOf(stem, scene));
  },
};

function candidateOf(stem: StemContext, scene: RenderedScene): RenderedCandidate {
  const known = new Map<number, DeviceSettings>();
  const settingsOf = (amount: number): DeviceSettings => {
    const bare = { Transients: amount, Drive: 0, 'Damping Freq': OPEN_DAMPING_HZ };
    const settings = known.get(amount) ?? {
      ...bare,
      Output: roundTo(
        Math.min(0, scene.readings.lossOf([{ place: stem.index, model: DRUM_BUSS, settings: bare }])),
        OUTPUT_STEP_DB,
      ),
    };
    known.set(amount, settings);
    return settings;
  };
  return {
    kind: 'punch',
    stem: stem.index,
    track: stem.track.name,
    role: stem.role,
    grid: [TYPICAL],
    step: STEP,
    limits: [STEP, MOST],
    typicalSize: TYPICAL,
    about: ['loudness.crest'],
    model: DRUM_BUSS.name,
    devices: (amount) => [{ place: stem.index, model: DRUM_BUSS, settings: settingsOf(amount) }],
    place: (amount) => ({
      device: DRUM_BUSS.name,
      insert: true,
      changes: settingsChanges({ model: DRUM_BUSS, standing: undefined }, settingsOf(amount)),
      spot: `Drum Buss, drive 0, output ${withUnit(Number(settingsOf(amount).Output), 'dB')}`,
    }),
    phrase: (amount) => `transients +${amount.toFixed(2)}`,
    // The device's own fidelity: the direction is sure, the size within 3 dB.
    risk: () => 'medium',
  };
}
