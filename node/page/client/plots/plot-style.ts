import type uPlot from 'uplot';

/** A colour of the style sheet, as it stands in the theme of now. */
export function colour(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Axes are drawn on a canvas, which does not grow with the page's type by itself. */
export function plotFont(share = 0.72): string {
  return `${remPx() * share}px Inter, sans-serif`;
}

/** The horizontal one, unless told otherwise. */
export function axis(rest: Partial<uPlot.Axis> = {}): uPlot.Axis {
  return {
    size: 1.9 * remPx(),
    stroke: colour('--quiet'),
    font: plotFont(),
    labelFont: plotFont(),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
    gap: 4,
    ...rest,
  };
}

/** A vertical axis with its unit. */
export function valueAxis(label: string, rest: Partial<uPlot.Axis> = {}): uPlot.Axis {
  return axis({ label, labelSize: 1.1 * remPx(), size: 2.6 * remPx(), ...rest });
}

function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

const OCTAVES_HZ = [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16_000];

/** Frequency, an octave a step. */
export function frequencyAxis(): uPlot.Axis {
  return axis({
    splits: () => OCTAVES_HZ,
    filter: (_, splits) => splits,
    values: (_, splits) => splits.map((hz) => (hz >= 1000 ? `${hz / 1000}k` : String(hz))),
  });
}

/** Lines, told apart by dashes and weight as well as by colour. */
export const LINES = {
  before: (): uPlot.Series => ({ stroke: colour('--before'), width: 2, dash: [7, 4], points: { show: false } }),
  after: (): uPlot.Series => ({ stroke: colour('--after'), width: 2.5, points: { show: false } }),
  median: (): uPlot.Series => ({ stroke: colour('--median'), width: 1, dash: [2, 4], points: { show: false } }),
  unseen: (): uPlot.Series => ({ stroke: 'transparent', points: { show: false } }),
} as const;
