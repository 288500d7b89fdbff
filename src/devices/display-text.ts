/**
 * The texts Live shows for parameter values, read and written.
 *
 * Reading turns any such text into a number in the unit the project works in: Hz (never kHz), ms (never s), dB, %, pan
 * −50…50.
 */

export interface DisplayedNumber {
  /** −Infinity for `-inf dB`, Infinity for `inf : 1`. */
  value: number;
  /** `Hz`, `dB`, `ms`, `%`, `pan`, `ratio`, `st`, `°`, or empty for a bare number such as a Q. */
  unit: string;
  /**
   * The smallest change this text could show: 10 for `1.25 kHz`, 0.1 for `-3.0 dB`, 1 for `25L`; 0 where it is
   * infinite.
   */
  step: number;
}

/** Words after a number, the unit they mean, and the factor to it. */
const UNITS: ReadonlyMap<string, readonly [unit: string, factor: number]> = new Map([
  ['', ['', 1]],
  ['hz', ['Hz', 1]],
  ['khz', ['Hz', 1000]],
  ['db', ['dB', 1]],
  ['ms', ['ms', 1]],
  ['s', ['ms', 1000]],
  ['sec', ['ms', 1000]],
  ['%', ['%', 1]],
  ['st', ['st', 1]],
  ['°', ['°', 1]],
]);

const NUMBER = String.raw`([+-]?(?:\d+\.?\d*|\.\d+|inf(?:inity)?|\u221e))`;
const PAN = new RegExp(`^${NUMBER}([lr])$`);
const RATIO_TO_ONE = new RegExp(`^${NUMBER}:1$`);
const ONE_TO_RATIO = new RegExp(`^1:${NUMBER}$`);
const PLAIN = new RegExp(`^${NUMBER}([a-z%°]*)$`);

/**
 * Reads a text as Live shows it. Tolerates a decimal comma, a typographic minus, any kind of space and either case.
 *
 * @returns undefined where the text is not a number, as for `Bell`, `On` or the empty text.
 */
export function parseDisplay(text: string): DisplayedNumber | undefined {
  const plain = text
    .toLowerCase()
    .replace(/[\u2212\u2013\ufe63\uff0d]/g, '-')
    .replace(/\s+/gu, '')
    .replace(',', '.');
  if (plain === 'c') return { value: 0, unit: 'pan', step: 1 };
  const pan = PAN.exec(plain);
  if (pan) {
    const { value, step } = readNumber(pan[1]);
    return { value: pan[2] === 'l' ? -value : value, unit: 'pan', step };
  }
  const ratio = RATIO_TO_ONE.exec(plain) ?? ONE_TO_RATIO.exec(plain);
  if (ratio) return { ...readNumber(ratio[1]), unit: 'ratio' };
  const match = PLAIN.exec(plain);
  const unit = match && UNITS.get(match[2]);
  if (!match || !unit) return undefined;
  const { value, step } = readNumber(match[1]);
  return { value: value * unit[1], unit: unit[0], step: step * unit[1] };
}

function readNumber(digits: string): { value: number; step: number } {
  // An ∞, by number: a character of two bytes would make the whole program's text twice as large in memory.
  if (/inf|\u221e/.test(digits)) return { value: digits.startsWith('-') ? -Infinity : Infinity, step: 0 };
  const point = digits.indexOf('.');
  const decimals = point < 0 ? 0 : digits.length - point - 1;
  return { value: Number(digits), step: 10 ** -decimals };
}

/** A law's own rounding must not make 10 a 9.999… that would show one decimal more. */
const ROUNDING = 1e-12;

/**
 * Three significant digits, at most two decimals, as Live counts them: the decimals follow the value before it is
 * rounded, which is why Live shows 99.98 as `100.0`.
 */
export function formatThreeDigits(value: number): string {
  const size = Math.abs(value) * (1 + ROUNDING);
  return withoutMinusZero(value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0));
}

/** `30.0 Hz`, `200 Hz`, `1.25 kHz`, `18.0 kHz`. */
export function formatHertz(hz: number): string {
  return hz * (1 + ROUNDING) < 1000 ? `${formatThreeDigits(hz)} Hz` : `${formatThreeDigits(hz / 1000)} kHz`;
}

/** `-3.00 dB`, `12.5 dB`, `-inf dB`: devices that show three digits. */
export function formatDecibels(db: number): string {
  return db === -Infinity ? '-inf dB' : `${formatThreeDigits(db)} dB`;
}

/** `-3.0 dB`, `-inf dB`: the mixer and the Limiter show tenths. */
export function formatTenthDecibels(db: number): string {
  return db === -Infinity ? '-inf dB' : `${withoutMinusZero(db.toFixed(1))} dB`;
}

/** `1.00 ms`, `30.0 ms`, `120 ms`, `1.20 s`. */
export function formatMilliseconds(ms: number): string {
  return ms * (1 + ROUNDING) < 1000 ? `${formatThreeDigits(ms)} ms` : `${formatThreeDigits(ms / 1000)} s`;
}

/** `0.0 %`, `87.5 %`, `100 %`. */
export function formatPercent(percent: number): string {
  return `${withoutMinusZero(percent.toFixed(Math.abs(percent) < 100 ? 1 : 0))} %`;
}

/** `0.0 %`, `5.5 %`, `20 %`, `100 %`: newer devices show two digits. */
export function formatTwoDigitPercent(percent: number): string {
  return `${withoutMinusZero(percent.toFixed(Math.abs(percent) < 10 ? 1 : 0))} %`;
}

/** `30 %`, `-22 %`. */
export function formatWholePercent(percent: number): string {
  return `${withoutMinusZero(percent.toFixed(0))} %`;
}

/** `-50 dB`, `0 dB`. */
export function formatWholeDecibels(db: number): string {
  return `${withoutMinusZero(db.toFixed(0))} dB`;
}

/** `0 st`, `-12 st`: semitones. */
export function formatSemitones(semitones: number): string {
  return `${withoutMinusZero(semitones.toFixed(0))} st`;
}

/** `4.0°`, `180.0°`. */
export function formatDegrees(degrees: number): string {
  return `${withoutMinusZero(degrees.toFixed(1))}°`;
}

/** `25L`, `C`, `50R` for −25, 0, 50. */
export function formatPan(pan: number): string {
  const steps = Math.round(Math.abs(pan));
  return steps === 0 ? 'C' : `${steps}${pan < 0 ? 'L' : 'R'}`;
}

/** `4.00 : 1`, `inf : 1`. */
export function formatRatio(ratio: number): string {
  return ratio === Infinity ? 'inf : 1' : `${formatThreeDigits(ratio)} : 1`;
}

/** `1 : 1.15`, `1 : inf`: expanders and Multiband Dynamics put the one first. */
export function formatInverseRatio(ratio: number): string {
  return ratio === Infinity ? '1 : inf' : `1 : ${formatThreeDigits(ratio)}`;
}

function withoutMinusZero(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}
