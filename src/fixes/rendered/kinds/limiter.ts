import { LIMITER } from '../../../devices/limiter.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import { signedWithUnit, withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels, Normal } from '../../../dsp/units.ts';
import type { YardstickRow } from '../../../gap/yardstick.ts';
import { featureKey } from '../../../store/analysis-document.ts';
import { roundTo } from '../../fix-kind.ts';
import { MAIN_INDEX, type StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind, RenderedScene } from '../rendered-kind.ts';
import { LEAST_SEVERITY, rowSeverity } from '../row-severity.ts';
import {
  aboutMain,
  ceilingFor,
  CEILING_SLACK_DB,
  CEILING_STEP_DB,
  lastLimiter,
  LOWEST_CEILING_DB,
  modeOfLimiter,
  numberIn,
  placedLimiter,
} from './main-limiter.ts';

/** More is another master, not a correction of this one. */
const MOST_GAIN_DB: Decibels = 8;
const TYPICAL_GAIN_DB: Decibels = 3;
const GAIN_STEP_DB: Decibels = 0.5;

/**
 * The last limiter of the main track: driven harder where the track is quieter than its references, or held lower where
 * its true peaks pass theirs. One that stands at the end of the chain is turned; else one is inserted there.
 */
export const limiterKind: RenderedKind = {
  name: 'limiter',
  candidates(scene) {
    const { main } = scene;
    if (main === undefined || !main.devicesOpen) return [];
    return [...louder(main, scene), ...safer(main, scene)];
  },
};

/** In decibels of drive. */
function louder(main: StemContext, { rows, values }: RenderedScene): RenderedCandidate[] {
  const ids = ['loudness.shortTermMax', 'loudness.integrated'];
  const isQuiet = ids.some((id) => rowSeverity(rows, values, id) <= -LEAST_SEVERITY);
  const isSquashed = ['loudness.psr', 'loudness.plr'].some((id) => rowSeverity(rows, values, id) <= -LEAST_SEVERITY);
  const device = lastLimiter(main, ['Input Gain', 'Ceiling']);
  if (!isQuiet || isSquashed || device === undefined) return [];
  const missing = Math.max(...ids.map((id) => missingDb(rows, values, id)));
  const standing = device.standing === undefined ? 0 : numberIn(device, 'Input Gain');
  const ceilingDb = device.standing === undefined ? ceilingFor(rows) : numberIn(device, 'Ceiling');
  return [
    {
      ...aboutMain(main),
      grid: [missing],
      step: GAIN_STEP_DB,
      limits: [GAIN_STEP_DB, MOST_GAIN_DB],
      typicalSize: TYPICAL_GAIN_DB,
      devices: (size) => [
        {
          place: MAIN_INDEX,
          model: LIMITER,
          settings: { 'Input Gain': size, Ceiling: ceilingDb, ...modeOfLimiter(device) },
        },
      ],
      gainElsewhereDb: (size) => size,
      place: (size) =>
        placedLimiter(device, {
          'Input Gain': standing + size,
          ...(device.standing === undefined ? { Ceiling: ceilingDb, ...modeOfLimiter(device) } : {}),
        }),
      phrase: (size) => `${signedWithUnit(size, 'dB')} into the limiter`,
      risk: (size) => (size > TYPICAL_GAIN_DB ? 'high' : 'medium'),
    },
  ];
}

/** In decibels that the peaks come down. */
function safer(main: StemContext, { rows, values }: RenderedScene): RenderedCandidate[] {
  const row = rows.find(({ feature }) => feature.id === 'loudness.truePeak');
  const peakDb = values.get(featureKey('loudness.truePeak', 'whole'));
  const device = lastLimiter(main, ['Ceiling', 'Mode']);
  if (row === undefined || peakDb === undefined || device === undefined) return [];
  if (rowSeverity(rows, values, 'loudness.truePeak') < LEAST_SEVERITY) return [];
  const settingsOf = (size: number): DeviceSettings => ({
    Ceiling: roundTo(Math.max(LOWEST_CEILING_DB, Math.min(0, peakDb - size - CEILING_SLACK_DB)), CEILING_STEP_DB),
    Mode: 'True Peak',
  });
  return [
    {
      ...aboutMain(main),
      grid: [peakDb - row.band[1]],
      step: CEILING_STEP_DB,
      limits: [CEILING_STEP_DB, Math.max(CEILING_STEP_DB, peakDb - LOWEST_CEILING_DB)],
      typicalSize: 1,
      devices: (size) => [{ place: MAIN_INDEX, model: LIMITER, settings: settingsOf(size) }],
      place: (size) => placedLimiter(device, settingsOf(size)),
      heldPeakDb: (size) => Number(settingsOf(size).Ceiling),
      phrase: (size) => `ceiling at ${withUnit(Number(settingsOf(size).Ceiling), 'dB')}, true peak`,
      risk: () => 'low',
    },
  ];
}

/**
 * A Limiter that keeps the true peaks where they were, where a plan would raise them: a boost on the main track comes
 * after the master that is heard in the bounce, and nothing holds it there. `undefined` where the main track may not be
 * changed or ends with a Limiter, which holds what is put in front of it.
 *
 * @param allowedDb the true peak that is let through; the sizes are what it lies below that of the plan
 */
export function peakKeeper(main: StemContext, allowedDb: Decibels): RenderedCandidate | undefined {
  const device = main.devicesOpen ? lastLimiter(main, []) : undefined;
  if (device === undefined || device.standing !== undefined) return undefined;
  const ceilingDb = roundTo(Math.min(0, Math.max(LOWEST_CEILING_DB, allowedDb - CEILING_SLACK_DB)), CEILING_STEP_DB);
  const settings: DeviceSettings = { Ceiling: ceilingDb, Mode: 'True Peak' };
  return {
    ...aboutMain(main),
    grid: [],
    step: CEILING_STEP_DB,
    limits: [CEILING_STEP_DB, Infinity],
    typicalSize: 1,
    about: ['loudness.truePeak'],
    devices: () => [{ place: MAIN_INDEX, model: LIMITER, settings }],
    place: () => placedLimiter(device, settings),
    heldPeakDb: () => ceilingDb,
    phrase: () => `ceiling at ${withUnit(ceilingDb, 'dB')}, true peak, since other fixes raise the peaks`,
    why: (before) =>
      `The other fixes would lift the true peak by ${withUnit(before, 'dB')}; it stays at ${withUnit(allowedDb, 'dBTP')}.`,
    risk: () => 'low',
    chance: CEILING_HOLDS,
  };
}

/** A ceiling is held by construction; what is left to doubt is whether it is heard. */
const CEILING_HOLDS: Normal = 0.97;

/** To a quarter of a spread inside the band; 0 where the feature is no part of the yardstick. */
function missingDb(rows: readonly YardstickRow[], values: ReadonlyMap<string, number>, id: string): Decibels {
  const row = rows.find(({ feature }) => feature.id === id);
  const value = row && values.get(featureKey(id, row.scope));
  return row === undefined || value === undefined ? 0 : Math.max(0, row.band[0] + row.scale / 4 - value);
}
