import { polyline, svg, text } from './svg.ts';

/** An axis: the values at both of its ends, the marks between them, and what they are called. */
export interface Axis {
  from: number;
  to: number;
  marks: readonly { at: number; label: string }[];
  /** Frequencies are heard, and drawn, by octaves. */
  logarithmic?: boolean;
}

export interface Curve {
  points: readonly (readonly [number, number])[];
  colour: string;
  dashed?: boolean;
}

/** A stretch along the x axis, such as a section of the track. */
export interface Stripe {
  from: number;
  to: number;
  label: string;
  colour: string;
}

export interface Plot {
  title: string;
  x: Axis;
  y: Axis;
  stripes?: readonly Stripe[];
  curves: readonly Curve[];
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Draws a plot into a box: title above, marks of the y axis on the left, those of the x axis below, curves clipped. */
export function plotSvg({ title, x, y, stripes = [], curves }: Plot, box: Box, id: string): string {
  const inner = {
    left: box.left + MARGIN.left,
    top: box.top + MARGIN.top,
    width: box.width - MARGIN.left - MARGIN.right,
    height: box.height - MARGIN.top - MARGIN.bottom,
  };
  const [right, bottom] = [inner.left + inner.width, inner.top + inner.height];
  const atX = (value: number): number => inner.left + inner.width * shareOf(x, value);
  const atY = (value: number): number => bottom - inner.height * shareOf(y, value);
  return [
    svg('clipPath', { id }, svg('rect', { x: inner.left, y: inner.top, width: inner.width, height: inner.height })),
    text(title, inner.left, box.top + 18, { 'font-weight': 600, 'font-size': 17 }),
    ...stripes.flatMap(({ from, to, label, colour }) => [
      svg('rect', {
        x: atX(from),
        y: inner.top,
        width: Math.max(0, atX(to) - atX(from)),
        height: inner.height,
        fill: colour,
      }),
      // A name that would run into the next stripe's says less than the colour alone.
      atX(to) - atX(from) > LETTER_WIDTH * label.length
        ? text(label, atX(from) + 5, inner.top + 16, { 'font-size': 13, fill: INK.quiet })
        : '',
    ]),
    ...y.marks.flatMap(({ at, label }) => [
      svg('path', { d: `M${inner.left} ${atY(at)}H${right}`, stroke: INK.grid }),
      text(label, inner.left - 8, atY(at) + 5, { 'text-anchor': 'end', 'font-size': 13, fill: INK.quiet }),
    ]),
    ...x.marks.flatMap(({ at, label }) => [
      svg('path', { d: `M${atX(at)} ${inner.top}V${bottom}`, stroke: INK.grid }),
      text(label, atX(at), bottom + 19, { 'text-anchor': 'middle', 'font-size': 13, fill: INK.quiet }),
    ]),
    svg(
      'g',
      { 'clip-path': `url(#${id})` },
      ...curves.map(({ points, colour, dashed }) =>
        polyline(
          points.map(([atXValue, atYValue]) => [atX(atXValue), atY(atYValue)]),
          { stroke: colour, 'stroke-width': 2.2, ...(dashed === true ? { 'stroke-dasharray': '6 5' } : {}) },
        ),
      ),
    ),
  ].join('');
}

/** Round values between the ends of an axis, so many or a few fewer; a step is 1, 2 or 5 times a power of ten. */
export function roundMarks(from: number, to: number, most: number): number[] {
  const coarsest = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(coarsest));
  const step = power * (([1, 2, 5] as const).find((factor) => factor * power >= coarsest) ?? 10);
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
}

export const INK = { text: '#1d2329', quiet: '#5b6670', grid: '#e1e5e9' } as const;

const MARGIN = { left: 58, right: 14, top: 32, bottom: 30 } as const;

/** Of the 13-pixel type, generously. */
const LETTER_WIDTH = 8;

function shareOf({ from, to, logarithmic }: Axis, value: number): number {
  return logarithmic === true ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}
