import type { Atom } from './message-pieces.ts';

/**
 * What Max gives a v8 or v8ui script, under names of ours; the scripts touch Max here only. Only the
 * drawing may be touched while a script loads; messages are sent once Max calls one of its functions.
 */

declare function outlet(index: number, ...atoms: readonly Atom[]): void;
declare function error(...text: readonly string[]): void;
declare const max: {
  getcolor(name: string): readonly number[] | undefined;
  launchbrowser(url: string): void;
};
declare const Task: new (work: () => void) => { schedule(delayMs: number): void };
declare const mgraphics: Graphics;

/** Sends a message out of an outlet, counted from 0 at the left. */
export function send(outletIndex: number, ...atoms: readonly Atom[]): void {
  outlet(outletIndex, ...atoms);
}

/** A line in the Max console; for faults only, a device is silent there. */
export function complain(sentence: string): void {
  error(`Coproducer: ${sentence}\n`);
}

/** Runs `work` once, later, in Max's low-priority thread. */
export function later(delayMs: number, work: () => void): void {
  const task = new Task(() => {
    waiting.delete(task);
    work();
  });
  waiting.add(task);
  task.schedule(delayMs);
}

/** Max may forget a task that nobody holds. */
const waiting = new Set<object>();

/** Opens a page in the system's browser. */
export function openInBrowser(url: string): void {
  max.launchbrowser(url);
}

/** Red, green, blue and alpha, 0–1. */
export type Colour = readonly [number, number, number, number];

/** A colour of Live's theme by its name, such as `live_lcd_bg`; `otherwise` where this Live has none of that name. */
export function themeColour(name: string, otherwise: Colour): Colour {
  const found = max.getcolor(name);
  if (found === undefined || found === null || found.length < 3) return otherwise;
  return [found[0], found[1], found[2], found[3] ?? 1];
}

/** The part of Max's drawing that the displays use; units are pixels, y grows downward. */
export interface Graphics {
  readonly size: readonly [number, number];
  relative_coords: number;
  autofill: number;
  init(): void;
  redraw(): void;
  set_source_rgba(red: number, green: number, blue: number, alpha: number): void;
  set_line_width(width: number): void;
  rectangle(x: number, y: number, width: number, height: number): void;
  rectangle_rounded(x: number, y: number, width: number, height: number, arcWidth: number, arcHeight: number): void;
  move_to(x: number, y: number): void;
  line_to(x: number, y: number): void;
  close_path(): void;
  fill(): void;
  stroke(): void;
  select_font_face(name: string): void;
  set_font_size(points: number): void;
  show_text(text: string): void;
  text_measure(text: string): readonly [number, number];
}

export function graphics(): Graphics {
  return mgraphics;
}
