import { EQ_BAND_COUNT, EQ_EIGHT, eqBandPowerGain, type EqFilterType } from '../../devices/eq-eight.ts';
import { spokenNumber } from '../../dsp/spoken-units.ts';
import type { Decibels, Hertz } from '../../dsp/units.ts';
import type { DisplayValue } from '../../store/plan-document.ts';
import type { BandAxis, Move, Placement } from '../fix-kind.ts';
import { MAIN_INDEX, type StemContext } from '../stem-context.ts';
import { evenResponse, type StemResponse } from '../predict/stem-response.ts';
import { changesTo, mayWrite, shownIn, usableDevices, type DeviceInPlace } from './device-change.ts';
import { placeInChain } from './place-in-chain.ts';

/** A boost adds noise, resonance and masking; a cut only takes away. */
const LARGEST_BOOST_DB: Decibels = 6;
const LARGEST_CUT_DB: Decibels = -9;
/** On the main track every decibel moves everything. */
const LARGEST_MAIN_BOOST_DB: Decibels = 3;
const LARGEST_MAIN_CUT_DB: Decibels = -4;

export function eqLimits({ index }: StemContext): readonly [number, number] {
  return index === MAIN_INDEX ? [LARGEST_MAIN_CUT_DB, LARGEST_MAIN_BOOST_DB] : [LARGEST_CUT_DB, LARGEST_BOOST_DB];
}

/** Nothing musical is equalised outside. */
export const LOWEST_HZ: Hertz = 30;
export const HIGHEST_HZ: Hertz = 16_000;
/** Steps of half a decibel: what people dial in, and finer than one hears in a mix. */
export const EQ_STEP_DB: Decibels = 0.5;
/** √½ as Live shows it. */
export const FLAT_Q = 0.71;

/** Points inside a third octave at which a filter is averaged: enough for a Q of 4, a third of an octave wide. */
const POINTS_PER_BAND = [-1 / 9, 0, 1 / 9] as const;

/** What one EQ band does to a stem: the root of its mean power gain over each third octave. */
export function eqResponse(type: EqFilterType, move: Move, axis: BandAxis): StemResponse {
  const gainDb = hasGain(type) ? move.size : 0;
  return evenResponse(
    Float64Array.from(axis.centreHz, (hz) => {
      let power = 0;
      for (const octaves of POINTS_PER_BAND) {
        const at = Math.min(hz * 2 ** octaves, axis.sampleRateHz * 0.499);
        power += eqBandPowerGain(type, move.hz, move.q, gainDb, at, axis.sampleRateHz) / POINTS_PER_BAND.length;
      }
      return Math.sqrt(power);
    }),
  );
}

/** Whether the track has, or can be given, an EQ Eight with a free band. */
export function hasEqBand(stem: StemContext): boolean {
  return stem.devicesOpen;
}

/**
 * Finds an EQ band and says what to write: a free band of an EQ Eight that stands on the track, else one of a new EQ
 * Eight. A band is free when it is off, or is a bell or shelf at 0 dB, and no other fix of the plan has taken it.
 */
export function placeEqBand(type: EqFilterType, move: Move, stem: StemContext, taken: ReadonlySet<number>): Placement {
  const standing = usableDevices(stem.track, EQ_EIGHT)
    .map((device): DeviceInPlace => ({ model: EQ_EIGHT, standing: device }))
    .filter((device) => shownIn(device, 'Scale') === 100);
  for (const device of [...standing.reverse(), { model: EQ_EIGHT, standing: undefined }]) {
    const band = freeBand(device, type, move.hz, taken);
    if (band === undefined) continue;
    const isFlat = bandNumbers().every((n) => isIdle(device, n));
    const wanted: [string, DisplayValue, string][] = [
      // A band that others share keeps its behaviour: Adaptive Q is switched off only where nothing else is equalised.
      ...(isFlat && mayWrite(device, 'Adaptive Q')
        ? [['Adaptive Q', 'Off', ''] as [string, DisplayValue, string]]
        : []),
      [`${String(band)} Filter On A`, 'On', ''],
      [`${String(band)} Filter Type A`, type, ''],
      [`${String(band)} Frequency A`, move.hz, 'Hz'],
      ...(hasGain(type) ? [[`${String(band)} Gain A`, move.size, 'dB'] as [string, DisplayValue, string]] : []),
      [`${String(band)} Q A`, move.q, 'Q'],
    ];
    return {
      device: device.standing?.name ?? EQ_EIGHT.name,
      insert: device.standing === undefined,
      ...placeInChain(stem),
      changes: changesTo(device, wanted),
      spot: `EQ Eight band ${String(band)}, Q ${spokenNumber(move.q, 1)}`,
    };
  }
  throw new RangeError(`More than ${String(EQ_BAND_COUNT)} EQ bands were planned on "${stem.name}".`);
}

function bandNumbers(): number[] {
  return Array.from({ length: EQ_BAND_COUNT }, (_, i) => i + 1);
}

/** A free band: of the wanted type if there is one, and of these the one that stands nearest. */
function freeBand(
  device: DeviceInPlace,
  type: EqFilterType,
  hz: Hertz,
  taken: ReadonlySet<number>,
): number | undefined {
  const distance = (n: number): number => {
    const shown = shownIn(device, `${String(n)} Frequency A`);
    const octaves = typeof shown === 'number' ? Math.abs(Math.log2(shown / hz)) : 0;
    return octaves + (shownIn(device, `${String(n)} Filter Type A`) === type ? 0 : OTHER_TYPE_OCTAVES);
  };
  return bandNumbers()
    .filter((n) => !taken.has(n) && isIdle(device, n) && isWritable(device, n))
    .sort((a, b) => distance(a) - distance(b) || a - b)[0];
}

/** A band of the wanted type is preferred to any other however near it stands: the hearing range is ten octaves. */
const OTHER_TYPE_OCTAVES = 12;

function isIdle(device: DeviceInPlace, n: number): boolean {
  if (shownIn(device, `${String(n)} Filter On A`) === 'Off') return true;
  const type = shownIn(device, `${String(n)} Filter Type A`);
  const gain = shownIn(device, `${String(n)} Gain A`);
  return hasGain(type) && typeof gain === 'number' && Math.abs(gain) < FLAT_DB;
}

function hasGain(type: DisplayValue): boolean {
  return type === 'Bell' || type === 'Low Shelf' || type === 'High Shelf';
}

/** Less than Live's display resolves. */
const FLAT_DB: Decibels = 0.01;

function isWritable(device: DeviceInPlace, n: number): boolean {
  return ['Filter On A', 'Filter Type A', 'Frequency A', 'Gain A', 'Q A'].every((name) =>
    mayWrite(device, `${String(n)} ${name}`),
  );
}
