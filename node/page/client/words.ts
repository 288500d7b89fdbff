import { spokenNumber, withUnit } from '../../../src/dsp/spoken-units.ts';
import type { FixState } from '../../../src/assistant/plan-state.ts';

/** A file's name without its folder. */
export function fileName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

/** A song's name: its file's without the ending. */
export function songName(file: string): string {
  return fileName(file).replace(/\.[a-z0-9]{2,4}$/i, '');
}

export function percent(share: number): string {
  return `${spokenNumber(100 * share, 0)} %`;
}

/** `−4.3 → −4.7 LUFS`: the unit once, where both have the same. */
export function fromTo(from: number, to: number, unit: string): string {
  const [was, is] = [withUnit(from, unit), withUnit(to, unit)];
  const unitOf = (text: string): string => text.slice(text.search(/[ ]|$/));
  return unitOf(was) === unitOf(is) ? `${was.replace(unitOf(was), '')} → ${is}` : `${was} → ${is}`;
}

/** `1:05`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What has become of a fix; the sign tells it without colour. */
export const STATE_WORDS: Readonly<Record<FixState, { sign: string; word: string }>> = {
  open: { sign: '○', word: 'open' },
  applied: { sign: '●', word: 'applied' },
  verified: { sign: '✓', word: 'verified' },
  skipped: { sign: '–', word: 'skipped' },
  undone: { sign: '↺', word: 'undone' },
};
