import { withUnit } from '../../src/dsp/spoken-units.ts';
import type { DisplayValue } from '../../src/store/plan-document.ts';

/** A parameter's value as Live shows it: a number with its unit, or the text of a choice. */
export function displayText(value: DisplayValue, unit: string): string {
  return typeof value === 'number' ? withUnit(value, unit === 'Q' ? '' : unit) : value;
}
