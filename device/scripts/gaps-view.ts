import type { HeadlineView } from '../messages.ts';
import type { Canvas } from './canvas.ts';
import { displayOf } from './display.ts';
import type { Drawn } from './displays.ts';

const first: Drawn['gaps'] = { headline: [] };

export const autowatch = 0;
export const inlets = 1;
export const outlets = 0;

/** The four headline gaps: a needle over the range of the references, and in words. */
export const { show, enabled, redraw, paint } = displayOf(first, (canvas, { headline }) => {
  AXES.forEach((axis, index) =>
    drawRow(
      canvas,
      index,
      axis,
      headline.find((row) => row.axis === axis),
    ),
  );
});

const AXES = ['loudness', 'brightness', 'bass', 'width'] as const;
const NAMES: Readonly<Record<HeadlineView['axis'], string>> = {
  loudness: 'Loudness',
  brightness: 'Brightness',
  bass: 'Bass',
  width: 'Width',
};

const INSET = 7;
const ROW = 13;
const TRACK_X = 58;
const TRACK_WIDTH = 36;
/** The range takes the middle third; a needle at the end is this many spreads outside. */
const END_SEVERITY = 3;

function drawRow(canvas: Canvas, index: number, axis: HeadlineView['axis'], row: HeadlineView | undefined): void {
  const { palette, width } = canvas;
  const y = 2 + index * ROW;
  const middle = y + ROW / 2;
  canvas.text(NAMES[axis], INSET, y + 10, { size: 9 });
  canvas.fillRounded(TRACK_X, middle - 1.5, TRACK_WIDTH, 3, palette.faint, 0.4);
  canvas.fillRounded(TRACK_X + TRACK_WIDTH / 3, middle - 1.5, TRACK_WIDTH / 3, 3, palette.accent, 0.7);
  if (row === undefined) {
    canvas.text('–', width - INSET, y + 10, { size: 9, align: 'right', alpha: 0.5 });
    return;
  }
  const isInside = row.severity === 0;
  const colour = isInside ? palette.accent : palette.outside;
  const needle = needleOf(row.severity);
  canvas.fillRect(Math.round(TRACK_X + needle * TRACK_WIDTH) - 1, middle - 4, 2, 8, isInside ? palette.text : colour);
  canvas.text(inWords(row), width - INSET, y + 10, {
    size: 9,
    align: 'right',
    colour: isInside ? palette.text : colour,
    alpha: isInside ? 0.75 : 1,
    width: width - INSET - TRACK_X - TRACK_WIDTH - 6,
  });
}

/** "2.4 dB too much"; a width has no unit worth a number. */
function inWords({ severity, difference, unit, word }: HeadlineView): string {
  return severity === 0 || unit === '' ? word : `${Math.abs(difference).toFixed(1)} ${unit} ${word}`;
}

/** Place on the track, 0–1: the middle while inside, beyond a third or two thirds outside. */
function needleOf(severity: number): number {
  if (severity === 0) return 0.5;
  const beyond = Math.min(1, Math.abs(severity) / END_SEVERITY) / 3;
  return severity < 0 ? 1 / 3 - beyond : 2 / 3 + beyond;
}
