import { LIMITER } from '../../../devices/limiter.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels } from '../../../dsp/units.ts';
import { MAIN_INDEX } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind } from '../rendered-kind.ts';
import { LEAST_SEVERITY, rowSeverity } from '../row-severity.ts';
import { aboutMain, ceilingFor, lastLimiter, numberIn, placedLimiter, tooLoudDb } from './main-limiter.ts';

/** A master that touches full scale has a flat top now and then. */
const FEWEST_FLAT_TOPS_PER_SECOND = 5;
/** An export clips at full scale; what clips further down is a clipper, and meant. */
const FULL_SCALE_DB: Decibels = -0.1;
const STEP_DB: Decibels = 0.5;
const MOST_DB: Decibels = 8;
const TYPICAL_DB: Decibels = 3;
/** Where only the true peaks pass their band, half a decibel into the limiter is enough. */
const LEAST_DB: Decibels = 0.5;

/**
 * A bounce that was clipped by its export, and whose level or true peaks pass its references': the mix is turned down
 * into a Limiter at the end of the main track, which then holds what clipped before. In decibels that it is turned
 * down.
 *
 * The bounce has the clipping in it already, so a render tells the level and not the distortion that goes away: the
 * promise is on the safe side.
 */
export const unclipKind: RenderedKind = {
  name: 'unclip',
  candidates(scene) {
    const { main, section, rows, values } = scene;
    const { flatTopsPerSecond, samplePeakDb } = section.bounce;
    if (main === undefined || !main.devicesOpen) return [];
    if (flatTopsPerSecond < FEWEST_FLAT_TOPS_PER_SECOND || samplePeakDb < FULL_SCALE_DB) return [];
    const ids = ['loudness.shortTermMax', 'loudness.integrated', 'loudness.truePeak'];
    if (!ids.some((id) => rowSeverity(rows, values, id) >= LEAST_SEVERITY)) return [];
    const device = lastLimiter(main, ['Input Gain', 'Ceiling', 'Mode']);
    if (device === undefined) return [];
    const standing = device.standing === undefined ? 0 : numberIn(device, 'Input Gain');
    const held: DeviceSettings = { Ceiling: ceilingFor(rows), Mode: 'True Peak' };
    const candidate: RenderedCandidate = {
      ...aboutMain(main),
      kind: 'unclip',
      grid: [Math.max(LEAST_DB, tooLoudDb(scene))],
      step: STEP_DB,
      limits: [LEAST_DB, MOST_DB],
      typicalSize: TYPICAL_DB,
      about: ['loudness.truePeak', 'loudness.shortTermMax'],
      devices: (size) => [{ place: MAIN_INDEX, model: LIMITER, settings: { 'Input Gain': -size, ...held } }],
      gainElsewhereDb: (size) => -size,
      heldPeakDb: () => Number(held.Ceiling),
      place: (size) => placedLimiter(device, { 'Input Gain': standing - size, ...held }),
      phrase: (size) =>
        `the bounce clips at full scale; turn it down by ${withUnit(size, 'dB')} into a limiter at ${withUnit(Number(held.Ceiling), 'dB')}, true peak`,
      risk: (size) => (size > TYPICAL_DB ? 'medium' : 'low'),
    };
    return [candidate];
  },
};
