import { LIMITER } from '../../../devices/limiter.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels } from '../../../dsp/units.ts';
import type { DeviceInPlace } from '../../kinds/device-change.ts';
import { masterDrive } from '../added-device.ts';
import type { RenderedCandidate, RenderedKind } from '../rendered-kind.ts';
import { LEAST_SEVERITY, rowSeverity } from '../row-severity.ts';
import { aboutMain, lastLimiter, numberIn, placedLimiter, tooLoudDb } from './main-limiter.ts';

const STEP_DB: Decibels = 0.5;
const MOST_DB: Decibels = 8;
const TYPICAL_DB: Decibels = 3;

/**
 * A master that was driven too hard: louder and flatter than its references. What drives it is turned back: the input
 * gain of the Limiter at the end of the main track, or, where that is not what does it, advice by how much. In decibels
 * of drive.
 *
 * Only what goes into the limiter gives peaks back; turning the output down leaves the mix as flat as it is.
 */
export const lessLimitingKind: RenderedKind = {
  name: 'less limiting',
  candidates(scene) {
    const { main, rows, values } = scene;
    if (main === undefined) return [];
    const isLoud = ['loudness.shortTermMax', 'loudness.integrated'].some(
      (id) => rowSeverity(rows, values, id) >= LEAST_SEVERITY,
    );
    const isFlat = ['loudness.psr', 'loudness.plr'].some((id) => rowSeverity(rows, values, id) <= -LEAST_SEVERITY);
    const excessDb = tooLoudDb(scene);
    if (!isLoud || !isFlat || excessDb < STEP_DB) return [];
    const device = main.devicesOpen ? lastLimiter(main, ['Input Gain']) : undefined;
    const standing = device?.standing === undefined ? 0 : numberIn(device, 'Input Gain');
    const isTheCause = device?.standing !== undefined && standing >= STEP_DB;
    // What is loud and flat by its stems alone has no master to blame.
    if (!isTheCause && !scene.isLimited) return [];
    const candidate: RenderedCandidate = {
      ...aboutMain(main),
      kind: 'less limiting',
      grid: [excessDb],
      step: STEP_DB,
      limits: [STEP_DB, isTheCause ? Math.min(MOST_DB, standing) : MOST_DB],
      typicalSize: TYPICAL_DB,
      about: ['loudness.psr', 'loudness.plr', 'loudness.shortTermMax'],
      devices: (size) => [masterDrive(-size)],
      gainElsewhereDb: (size) => -size,
      place: (size) => placedLimiter(device ?? UNSEEN, { 'Input Gain': standing - size }),
      phrase: (size) =>
        isTheCause
          ? `${withUnit(size, 'dB')} less into the limiter`
          : `driven too hard: take about ${withUnit(size, 'dB')} off what goes into its last limiter or clipper, so that the peaks come back`,
      risk: (size) => (size > TYPICAL_DB ? 'medium' : 'low'),
      ...(!isTheCause && { adviceOnly: true, answers: ['loudness'] }),
    };
    return [candidate];
  },
};

/** Where none can be turned; nothing is written there. */
const UNSEEN: DeviceInPlace = { model: LIMITER, standing: undefined };
