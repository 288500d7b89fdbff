import { COMPRESSOR } from '../../../devices/compressor.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import { GLUE_COMPRESSOR } from '../../../devices/glue-compressor.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels } from '../../../dsp/units.ts';
import { roundTo } from '../../fix-kind.ts';
import { placeInChain } from '../../kinds/place-in-chain.ts';
import { MAIN_INDEX, type StemContext } from '../../stem-context.ts';
import type { RenderedKind } from '../rendered-kind.ts';
import { LEAST_SEVERITY, rowSeverity } from '../row-severity.ts';
import { settingsChanges } from './settings-changes.ts';

const STEP_DB: Decibels = 0.5;
/** More than glue: a mix that needs it needs it on its tracks. */
const MOST_DB: Decibels = 4;
const TYPICAL_DB: Decibels = 2;
/** 2 : 1 takes half of what passes the threshold. */
const TAKEN = 0.5;
/** Of the reduction at the loudest moments, the part that makeup gives back: a first guess, which the render proves. */
const MEAN_SHARE = 0.5;
const COMPRESSORS = new Set([GLUE_COMPRESSOR.className, COMPRESSOR.className, 'MultibandDynamics']);

/**
 * A mix that is more jumpy than its references though it is loud enough: a Glue Compressor, 2 : 1, quick enough to hold
 * the attacks through, in front of what holds the ceiling. The size is what it takes off at the loudest moments; half
 * of it is given back as makeup.
 */
export const glueKind: RenderedKind = {
  name: 'glue',
  candidates(scene) {
    const { main, section, rows, values } = scene;
    if (main === undefined || !main.devicesOpen || hasCompressor(main)) return [];
    const isJumpy = ['loudness.psr', 'loudness.psrMedian', 'loudness.crest.low', 'loudness.crest.mid'].filter(
      (id) => rowSeverity(rows, values, id) >= LEAST_SEVERITY,
    );
    if (isJumpy.length === 0) return [];
    const { samplePeakDb } = section.bounce;
    const settingsOf = (size: Decibels): DeviceSettings => ({
      Threshold: roundTo(Math.max(LOWEST_THRESHOLD_DB, Math.min(0, samplePeakDb - size / TAKEN)), STEP_DB),
      Ratio: '2',
      Attack: '1',
      Release: '.1',
      Output: roundTo(size * MEAN_SHARE, STEP_DB),
    });
    return [
      {
        kind: 'glue',
        stem: MAIN_INDEX,
        track: main.track.name,
        role: main.role,
        grid: [TYPICAL_DB],
        step: STEP_DB,
        limits: [STEP_DB, MOST_DB],
        typicalSize: TYPICAL_DB,
        about: ['loudness.psr', 'loudness.crest'],
        model: GLUE_COMPRESSOR.name,
        devices: (size) => [{ place: MAIN_INDEX, model: GLUE_COMPRESSOR, settings: settingsOf(size) }],
        gainElsewhereDb: (size) => Number(settingsOf(size).Output),
        place: (size) => ({
          device: GLUE_COMPRESSOR.name,
          insert: true,
          ...placeInChain(main),
          changes: settingsChanges({ model: GLUE_COMPRESSOR, standing: undefined }, settingsOf(size)),
          spot: `Glue Compressor, threshold ${withUnit(Number(settingsOf(size).Threshold), 'dB')}, makeup ${withUnit(Number(settingsOf(size).Output), 'dB')}`,
        }),
        phrase: (size) => `glue by ${withUnit(size, 'dB')} at 2 : 1`,
        risk: (size) => (size > TYPICAL_DB ? 'high' : 'medium'),
      },
    ];
  },
};

const LOWEST_THRESHOLD_DB: Decibels = -40;

/** What stands there was set by ear: two in a row would be a guess. */
function hasCompressor({ track }: StemContext): boolean {
  return track.devices.some(({ className, active }) => active && COMPRESSORS.has(className));
}
