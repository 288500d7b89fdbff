import type { ToneView } from '../messages.ts';
import type { Canvas } from './canvas.ts';
import { displayOf } from './display.ts';
import type { Drawn } from './displays.ts';

const first: Drawn['tone'] = { tone: null, score: null, track: '', message: '', isFault: false };

export const autowatch = 0;
export const inlets = 1;
export const outlets = 0;

/** The tonal balance as a line over the range of the references, and the style score above it. */
export const { show, enabled, redraw, paint } = displayOf(first, (canvas, { tone, score, track, message, isFault }) => {
  const { palette, width } = canvas;
  let titleEnd = width - INSET;
  if (score !== null) {
    const delta = `Δ ${score.delta.toFixed(2)}`;
    canvas.text(delta, width - INSET, 13, { align: 'right', alpha: 0.75 });
    const end = width - INSET - canvas.widthOf(delta, 9.5) - 8;
    // On a track it is the whole mix that is scored.
    const style = `${track === '' ? 'Style' : 'Mix'} ${Math.round(score.style)}`;
    canvas.text(style, end, 13, { align: 'right', bold: true, colour: palette.accent });
    titleEnd = end - canvas.widthOf(style, 9.5, true) - 8;
  }
  const title = message !== '' ? (isFault ? 'What happened' : 'What to do') : track !== '' ? track : 'Tonal balance';
  canvas.text(title, INSET, 13, { bold: true, width: titleEnd - INSET });
  if (message !== '') {
    canvas.paragraph(message, INSET, 30, MESSAGE_LINES, 11, { size: 9, width: width - 2 * INSET });
    return;
  }
  if (tone === null || tone.points.length === 0) {
    canvas.text('Not measured yet', width / 2, TOP + plotHeight(canvas) / 2 + 3, { align: 'centre', alpha: 0.5 });
    return;
  }
  drawGrid(canvas);
  drawCurve(canvas, tone.points);
});

/** As many as lie below the title. */
const MESSAGE_LINES = 6;
const INSET = 7;
const TOP = 20;
const BOTTOM = 12;
const LOWEST_HZ = 25;
const HIGHEST_HZ = 18_000;
const TICKS_HZ = [50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const NAMED_HZ = [100, 1000, 10_000];

function drawGrid(canvas: Canvas): void {
  const { palette, height } = canvas;
  const bottom = height - BOTTOM;
  for (const hz of TICKS_HZ) {
    canvas.hairline(Math.round(xOf(canvas, hz)), TOP, Math.round(xOf(canvas, hz)), bottom, palette.faint, 0.22);
  }
  for (const hz of NAMED_HZ) {
    const text = hz < 1000 ? String(hz) : `${hz / 1000}k`;
    canvas.text(text, xOf(canvas, hz), height - 3, { size: 8, align: 'centre', alpha: 0.6 });
  }
}

function drawCurve(canvas: Canvas, points: ToneView['points']): void {
  const { palette } = canvas;
  const levels = points.flatMap(({ low, high, value, after }) => [low, high, value, after ?? value]);
  const top = Math.max(...levels) + HEADROOM_DB;
  const sounding = points.filter((point) => point.part !== undefined);
  // A stem lies below its mix; what is far below has no part in it.
  const depth = sounding.length > 0 ? PART_DEPTH_DB : HEADROOM_DB;
  const bottom = Math.min(...levels) - depth;
  const at = (hz: number, db: number): [number, number] => [
    xOf(canvas, hz),
    TOP + ((top - db) / (top - bottom)) * plotHeight(canvas),
  ];
  const upper = points.map(({ hz, high }) => at(hz, high));
  const lower = points.map(({ hz, low }) => at(hz, low));
  canvas.area([...upper, ...lower.reverse()], palette.accent, 0.22);
  canvas.path(
    points.map(({ hz, value }) => at(hz, value)),
    palette.text,
    1.3,
  );
  // Where the line leaves the band it is drawn again: its shape, not only its colour, tells.
  for (const run of runsOutside(points)) {
    canvas.path(
      run.map(({ hz, value }) => at(hz, value)),
      palette.outside,
      2,
    );
  }
  for (const run of runsOfPart(points)) {
    canvas.path(
      run.map(({ hz, part }) => at(hz, Math.max(bottom, part!))),
      palette.accent,
      2,
    );
  }
  const after = sounding.length > 0 ? [] : points.filter((point) => point.after !== undefined);
  if (after.length > 1) {
    canvas.path(
      after.map((point) => at(point.hz, point.after!)),
      palette.accent,
      1.3,
    );
  }
}

/** Air above and below the curve. */
const HEADROOM_DB = 2;

/** How far below the mix's curve a stem's is still drawn. */
const PART_DEPTH_DB = 14;

/** Stretches in which the stem sounds and is not below the plot. */
function runsOfPart(points: ToneView['points']): ToneView['points'][number][][] {
  const floor = Math.min(...points.map(({ low, value }) => Math.min(low, value))) - PART_DEPTH_DB;
  const runs: ToneView['points'][number][][] = [[]];
  for (const point of points) {
    if (point.part !== undefined && point.part > floor) runs.at(-1)!.push(point);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}

/** Stretches of the line that lie outside the band, each with the point before and after it. */
function runsOutside(points: ToneView['points']): ToneView['points'][number][][] {
  const runs: ToneView['points'][number][][] = [];
  points.forEach((point, index) => {
    if (point.value >= point.low && point.value <= point.high) return;
    const last = runs.at(-1);
    if (last?.at(-1) === points[index - 1] && last !== undefined && index > 0) last.push(point);
    else runs.push(index > 0 ? [points[index - 1], point] : [point]);
  });
  return runs;
}

function xOf({ width }: Canvas, hz: number): number {
  const share = Math.log(hz / LOWEST_HZ) / Math.log(HIGHEST_HZ / LOWEST_HZ);
  return INSET + Math.max(0, Math.min(1, share)) * (width - 2 * INSET);
}

function plotHeight({ height }: Canvas): number {
  return height - TOP - BOTTOM;
}
