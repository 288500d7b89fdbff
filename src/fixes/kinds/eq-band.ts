import { EQ_BAND_COUNT, EQ_EIGHT, eqBandPowerGains, type EqFilterType } from '../../devices/eq-eight.ts';
import { circlePoints, type CirclePoints } from '../../dsp/biquad.ts';
import { spokenNumber } from '../../dsp/spoken-units.ts';
import type { Decibels, Hertz } from '../../dsp/units.ts';
import type { DisplayValue } from '../../store/plan-document.ts';
import type { BandAxis, Move, Placement } from '../fix-kind.ts';
import { INAUDIBLE_DB, MAIN_INDEX, type StemContext } from '../stem-context.ts';
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

/** Third-octave numbers a producer would dial in. */
export const CENTRES_HZ: readonly Hertz[] = [
  40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000,
  6300, 8000, 10_000, 12_500,
];
/** Steps of half a decibel: what people dial in, and finer than one hears in a mix. */
export const EQ_STEP_DB: Decibels = 0.5;
/** √½ as Live shows it. */
export const FLAT_Q = 0.71;

/** Points inside a third octave at which a filter is averaged: enough for a Q of 4, a third of an octave wide. */
const POINTS_PER_BAND = [-1 / 9, 0, 1 / 9] as const;

/** What one EQ band does to a stem: the root of its mean power gain over each third octave. */
export function eqResponse(type: EqFilterType, move: Move, axis: BandAxis): StemResponse {
  const gainDb = hasGain(type) ? move.size : 0;
  const powers = eqBandPowerGains(type, move.hz, move.q, gainDb, pointsOf(axis), axis.sampleRateHz);
  const amplitudes = new Float64Array(axis.centreHz.length);
  for (let b = 0, at = 0; b < amplitudes.length; b++) {
    let power = 0;
    for (const end = at + POINTS_PER_BAND.length; at < end; at++) power += powers[at] / POINTS_PER_BAND.length;
    amplitudes[b] = Math.sqrt(power);
  }
  return evenResponse(amplitudes);
}

/** A solver asks for thousands of responses on one axis. */
const KNOWN_POINTS = new WeakMap<BandAxis, CirclePoints>();

function pointsOf(axis: BandAxis): CirclePoints {
  const { centreHz, sampleRateHz } = axis;
  const hz = (): Hertz[] =>
    centreHz.flatMap((centre) =>
      POINTS_PER_BAND.map((octaves) => Math.min(centre * 2 ** octaves, sampleRateHz * 0.499)),
    );
  const points = KNOWN_POINTS.get(axis) ?? circlePoints(hz(), sampleRateHz);
  KNOWN_POINTS.set(axis, points);
  return points;
}

/** Whether the track has, or can be given, an EQ Eight with a free band. */
export function hasEqBand(stem: StemContext): boolean {
  return stem.devicesOpen;
}

/** What one band of an EQ Eight is to do; cuts have no gain. */
export interface EqBand {
  type: EqFilterType;
  hz: Hertz;
  q: number;
  gainDb: Decibels;
}

/** One band that does what a move says. */
export function placeEqBand(type: EqFilterType, move: Move, stem: StemContext, taken: ReadonlySet<number>): Placement {
  return placeEqBands([{ type, hz: move.hz, q: move.q, gainDb: move.size }], stem, taken);
}

/** Whether anything of the stem is heard in the third octave at a frequency. */
export function isHeardAt({ audibilityDb }: StemContext, centreHz: readonly Hertz[], hz: Hertz): boolean {
  return centreHz.some((band, b) => Math.abs(Math.log2(band / hz)) < 1 / 6 && audibilityDb[b] > INAUDIBLE_DB);
}

/**
 * Finds bands for all of these on one device, and says what to write: free bands of an EQ Eight that stands on the
 * track, else those of a new EQ Eight. A band is free when it is off, or is a bell or shelf at 0 dB, and no other fix
 * of the plan has taken it.
 *
 * @param bands of one Q
 */
export function placeEqBands(bands: readonly EqBand[], stem: StemContext, taken: ReadonlySet<number>): Placement {
  const standing = usableDevices(stem.track, EQ_EIGHT)
    .map((device): DeviceInPlace => ({ model: EQ_EIGHT, standing: device }))
    .filter((device) => shownIn(device, 'Scale') === 100);
  for (const device of [...standing.reverse(), { model: EQ_EIGHT, standing: undefined }]) {
    const numbers = freeBands(device, bands, taken);
    if (numbers === undefined) continue;
    const isFlat = bandNumbers().every((n) => isIdle(device, n));
    const wanted: [string, DisplayValue, string][] = [
      // A band that others share keeps its behaviour: Adaptive Q is switched off only where nothing else is equalised.
      ...(isFlat && mayWrite(device, 'Adaptive Q')
        ? [['Adaptive Q', 'Off', ''] as [string, DisplayValue, string]]
        : []),
      ...bands.flatMap((band, i) => settingsOf(band, String(numbers[i]))),
    ];
    return {
      device: device.standing?.name ?? EQ_EIGHT.name,
      insert: device.standing === undefined,
      ...placeInChain(stem),
      changes: changesTo(device, wanted),
      spot: `EQ Eight ${numbers.length > 1 ? 'bands' : 'band'} ${numbers.join(' and ')}, Q ${spokenNumber(bands[0].q, 1)}`,
    };
  }
  throw new RangeError(`More than ${String(EQ_BAND_COUNT)} EQ bands were planned on "${stem.name}".`);
}

function settingsOf({ type, hz, q, gainDb }: EqBand, number: string): [string, DisplayValue, string][] {
  return [
    [`${number} Filter On A`, 'On', ''],
    [`${number} Filter Type A`, type, ''],
    [`${number} Frequency A`, hz, 'Hz'],
    ...(hasGain(type) ? [[`${number} Gain A`, gainDb, 'dB'] as [string, DisplayValue, string]] : []),
    [`${number} Q A`, q, 'Q'],
  ];
}

/** Free bands for all of these, each its own; `undefined` where the device has not enough. */
function freeBands(
  device: DeviceInPlace,
  bands: readonly EqBand[],
  taken: ReadonlySet<number>,
): readonly number[] | undefined {
  const numbers: number[] = [];
  for (const { type, hz } of bands) {
    const number = freeBand(device, type, hz, new Set([...taken, ...numbers]));
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers;
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
