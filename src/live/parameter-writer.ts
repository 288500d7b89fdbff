import { parseDisplay } from '../devices/display-text.ts';
import { Failure } from '../store/failure.ts';
import type { DisplayValue } from '../store/plan-document.ts';
import { searchDisplay } from './display-search.ts';
import type { ParameterReading } from './live-set.ts';

/**
 * What a host must offer of a parameter; Live's own words for it are `min`, `value`, `str_for_value`, `display_value` …
 */
export interface RawParameter {
  /** For messages: `Bass › EQ Eight › 3 Gain A`. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly isQuantized: boolean;
  /** Texts of a choice in the order of its raw values; empty for a control. */
  readonly items: readonly string[];
  get(): number;
  set(raw: number): void;
  strForValue(raw: number): string;
  /** Where this version of Live has it. */
  readonly displayValue?: { get(): number; set(display: number): void } | undefined;
}

/**
 * Writes what a person reads: a number in display units, or the text of a choice; then reads back what stands there.
 * Touches nothing where the value cannot be shown, and nothing where it is shown already.
 *
 * @throws Failure 'refused' where the parameter cannot show the value within one step of its display.
 */
export function writeDisplay(parameter: RawParameter, wanted: DisplayValue): ParameterReading {
  if (parameter.isQuantized) return writeChoice(parameter, wanted);
  const number = typeof wanted === 'number' ? wanted : parseDisplay(wanted)?.value;
  if (number === undefined || Number.isNaN(number)) {
    throw new Failure('refused', `${parameter.label} takes a number, and "${wanted}" is none; check the plan.`);
  }
  const standing = readParameter(parameter);
  if (standing.display === number) return standing;
  return writeByDisplayValue(parameter, number) ?? writeByTexts(parameter, number);
}

/** What stands in a parameter now. */
export function readParameter(parameter: RawParameter): ParameterReading {
  const raw = parameter.get();
  return readingOf(raw, textAt(parameter, raw), parameter.isQuantized);
}

/** What a raw value and the text shown for it say; the text of a choice is never taken for a number. */
export function readingOf(raw: number, text: string, isChoice: boolean): ParameterReading {
  const parsed = isChoice ? undefined : parseDisplay(text);
  return { raw, display: parsed?.value ?? text, unit: parsed?.unit ?? '', text };
}

/**
 * The direct road; `undefined` where this Live has none, or it did not arrive. What it leaves behind, the search
 * overwrites.
 */
function writeByDisplayValue(parameter: RawParameter, wanted: number): ParameterReading | undefined {
  if (!parameter.displayValue || !Number.isFinite(wanted)) return undefined;
  const before = parameter.get();
  parameter.displayValue.set(wanted);
  const reading = readParameter(parameter);
  if (shows(reading.text, wanted)) return reading;
  parameter.set(before);
  return undefined;
}

function writeByTexts(parameter: RawParameter, wanted: number): ParameterReading {
  const search = searchDisplay(parameter, wanted);
  let question = search.next();
  while (question.done !== true) question = search.next(parameter.strForValue(question.value));
  const raw = question.value;
  const text = raw === undefined ? '' : parameter.strForValue(raw);
  if (raw === undefined || !shows(text, wanted)) {
    const ends = `${parameter.strForValue(parameter.min)} to ${parameter.strForValue(parameter.max)}`;
    throw new Failure('refused', `${parameter.label} cannot show ${wanted}: it goes from ${ends}.`);
  }
  return arrive(parameter, raw, (reading) => shows(reading.text, wanted), wanted);
}

function writeChoice(parameter: RawParameter, wanted: DisplayValue): ParameterReading {
  const texts: string[] = [];
  for (let raw = parameter.min; raw <= parameter.max; raw++) texts.push(textAt(parameter, raw));
  const place = findChoice(texts, wanted);
  if (place < 0) {
    throw new Failure('refused', `${parameter.label} has no position "${wanted}": it has ${texts.join(', ')}.`);
  }
  return arrive(parameter, parameter.min + place, (reading) => reading.text === texts[place], wanted);
}

/** Sets, reads back, and puts the old value back where something else holds the parameter. */
function arrive(
  parameter: RawParameter,
  raw: number,
  isThere: (reading: ParameterReading) => boolean,
  wanted: DisplayValue,
): ParameterReading {
  const before = parameter.get();
  if (before !== raw) parameter.set(raw);
  const reading = readParameter(parameter);
  if (isThere(reading)) return reading;
  parameter.set(before);
  throw new Failure(
    'refused',
    `${parameter.label} shows ${reading.text} after ${wanted} was written; something else holds it.`,
  );
}

function textAt(parameter: RawParameter, raw: number): string {
  return parameter.items[Math.round(raw) - parameter.min] ?? parameter.strForValue(raw);
}

/** Whether a text is within one of its own steps of a number. */
export function shows(text: string, wanted: number): boolean {
  const shown = parseDisplay(text);
  if (!shown) return false;
  return shown.value === wanted || Math.abs(shown.value - wanted) <= shown.step * (1 + STEP_ROUNDING);
}

/** Decimal steps such as 0.1 are not exact in binary. */
const STEP_ROUNDING = 1e-6;

/** Place of a choice among its texts; exact text first, then by meaning; −1 where it has none. */
export function findChoice(texts: readonly string[], wanted: DisplayValue): number {
  const exact = texts.indexOf(String(wanted));
  if (exact >= 0) return exact;
  const meaning = meaningOf(String(wanted));
  const same = texts.findIndex((text) => meaningOf(text) === meaning);
  if (same >= 0 || typeof wanted === 'string') return same;
  return texts.findIndex((text) => parseDisplay(text)?.value === wanted);
}

/** Other words that versions of Live and people use for the same position. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/\b(low|lo) ?cut\b|\bhp\b|\bhighpass\b/g, 'high pass'],
  [/\b(high|hi) ?cut\b|\blp\b|\blowpass\b/g, 'low pass'],
  [/\bleft shelf\b|\blowshelf\b/g, 'low shelf'],
  [/\bright shelf\b|\bhighshelf\b/g, 'high shelf'],
  [/\bpeak(ing)?\b/g, 'bell'],
  [/\btrue\b/g, 'on'],
  [/\bfalse\b/g, 'off'],
];

/** A text without case, order of words, punctuation and spaces before units. */
function meaningOf(text: string): string {
  let words = text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, ' ')
    .replace(/(\d) ?(db|ms|hz)\b/g, '$1$2');
  for (const [pattern, word] of SYNONYMS) words = words.replace(pattern, word);
  return words.trim().split(' ').sort().join(' ');
}
