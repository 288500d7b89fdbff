import type { Hertz } from './units.ts';

/**
 * A number with its unit, as a producer reads it in a sentence or a table: `−3.2 dB`, `53.7 Hz`, `1.25 kHz`,
 * `138.0 BPM`, `4.50 per beat`. An infinite value reads `−inf LUFS`, one that is not a number `–`. What Live's own
 * displays show is another matter and lives with the devices.
 *
 * @param decimals for a reader who needs more or fewer than the unit usually has; kHz always has two
 */
export function withUnit(value: number, unit: string, decimals?: number): string {
  const look = lookOf(unit, Math.abs(value), decimals);
  return `${shown(value, look)} ${look.unit}`.trimEnd();
}

/**
 * A change or a distance in a unit, with a plus in front of a rise: `+1.5 dB`, `−3.0 LU`; no sign where it rounds to
 * nothing. Levels differ by relative units (EBU R128): LUFS by LU, dBTP by dB.
 */
export function signedWithUnit(value: number, unit: string): string {
  const text = withUnit(value, unitOfDifference(unit));
  return value > 0 && /[1-9]|inf/.test(text) ? `+${text}` : text;
}

/** A range with its unit once, both ends in the unit of the upper one: `−9.0 … −6.2 LUFS`, `0.80 … 1.25 kHz`. */
export function rangeWithUnit([low, high]: readonly [number, number], unit: string, decimals?: number): string {
  const look = lookOf(unit, Math.abs(high), decimals);
  return `${shown(low, look)} … ${shown(high, look)} ${look.unit}`.trimEnd();
}

/** The unit in which two values of a unit differ: LU for LUFS, dB for dBTP, the unit itself for all others. */
export function unitOfDifference(unit: string): string {
  return RELATIVE_UNITS[unit] ?? unit;
}

/** Fixed decimals and a real minus sign, which lines up with digits and plus signs; what rounds to zero has no sign. */
export function spokenNumber(value: number, decimals: number): string {
  if (Number.isNaN(value)) return '–';
  const digits = Number.isFinite(value) ? Math.abs(value).toFixed(decimals) : 'inf';
  return value < 0 && /[1-9i]/.test(digits) ? `−${digits}` : digits;
}

/**
 * A frequency that is a name or is dialled in, in three digits and without trailing zeros: `31.5 Hz`, `200 Hz`,
 * `1.25 kHz`, `10 kHz`.
 */
export function spokenHertz(hz: Hertz): string {
  const rounded = Number(hz.toPrecision(3));
  return rounded < 1000 ? `${rounded} Hz` : `${rounded / 1000} kHz`;
}

interface Look {
  /** What the value is divided by before it is shown. */
  divisor: number;
  unit: string;
  decimals: number;
}

function lookOf(unit: string, size: number, decimals = DECIMALS[unit] ?? 2): Look {
  if (unit === 'Hz' && size >= 1000) return { divisor: 1000, unit: 'kHz', decimals: 2 };
  // At a kick's 50 Hz a whole hertz is a third of a semitone: too coarse to tune by.
  if (unit === 'Hz' && size < 100) return { divisor: 1, unit, decimals: 1 };
  return { divisor: 1, unit: SPOKEN_UNITS[unit] ?? unit, decimals };
}

function shown(value: number, { divisor, decimals }: Look): string {
  return spokenNumber(value / divisor, decimals);
}

/** Where the last digit is still below what an ear or a fader resolves; a bare number has two. */
const DECIMALS: Readonly<Record<string, number>> = {
  dB: 1,
  LUFS: 1,
  LU: 1,
  dBTP: 1,
  Hz: 0,
  ms: 0,
  BPM: 1,
  '%': 0,
  cents: 0,
  'dB/oct': 2,
};

const RELATIVE_UNITS: Readonly<Record<string, string>> = { LUFS: 'LU', dBTP: 'dB' };

/** Units that are read in other signs than they are written in. */
const SPOKEN_UNITS: Readonly<Record<string, string>> = { '1/beat': 'per beat' };
