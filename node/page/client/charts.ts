import uPlot from 'uplot';
import type { ReportCurve, ReportDocument } from '../../../src/store/report-document.ts';
import { element } from './elements.ts';

/** Half a decibel on a scale of forty is still three pixels. */
const HEIGHT_PX = 260;

/** From the lowest band that is measured to a little above the highest. */
const HEARD_HZ: uPlot.Range.MinMax = [22, 18_000];

/** Fades in and out would press everything that matters against the upper edge. */
const QUIETEST_LUFS = -36;

/** A curve over third octaves: the references' band as a ribbon, the mix before and after as lines. */
export function bandChart(curve: ReportCurve, unit: string, description: string): HTMLElement {
  const { points } = curve;
  const after = points.some((point) => point.after !== undefined);
  const data: uPlot.AlignedData = [
    points.map(({ centreHz }) => centreHz),
    points.map(({ high }) => high),
    points.map(({ low }) => low),
    points.map(({ median }) => median),
    points.map(({ before }) => before),
    ...(after ? [points.map((point) => point.after ?? null)] : []),
  ];
  const box = element('div', { role: 'img', 'aria-label': description });
  draw(box, data, (width) => ({
    width,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { x: { time: false, distr: 3, range: HEARD_HZ } },
    bands: [{ series: [1, 2], fill: colour('--band') }],
    axes: [
      {
        ...axis(),
        splits: () => [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000],
        filter: (_, splits) => splits,
        values: (_, splits) => splits.map((hz) => (hz >= 1000 ? `${hz / 1000}k` : String(hz))),
      },
      { ...axis(), label: unit, labelSize: 22, size: 46 },
    ],
    series: [
      {},
      { stroke: 'transparent', points: { show: false } },
      { stroke: 'transparent', points: { show: false } },
      { stroke: colour('--median'), width: 1, dash: [2, 4], points: { show: false } },
      { stroke: colour('--before'), width: 2, dash: [7, 4], points: { show: false } },
      ...(after ? [{ stroke: colour('--after'), width: 2.5, points: { show: false } }] : []),
    ],
  }));
  return box;
}

/** Short-term loudness over time with the sections as stripes behind it. */
export function loudnessChart({ loudness, after }: ReportDocument): HTMLElement {
  const { hopSeconds, before, sections } = loudness;
  const length = Math.max(before.length, loudness.after?.length ?? 0);
  const audible = (values: readonly number[]): (number | null)[] =>
    Array.from({ length }, (_, index) => (values[index] > QUIETEST_LUFS ? values[index] : null));
  const data: uPlot.AlignedData = [
    Array.from({ length }, (_, index) => index * hopSeconds),
    audible(before),
    ...(loudness.after === undefined ? [] : [audible(loudness.after)]),
  ];
  const description = `Short-term loudness over time${after === undefined ? '' : ', before and after'}; sections: ${sections
    .map(({ kind, bars }) => `${kind} ${bars} bars`)
    .join(', ')}.`;
  const box = element('div', { role: 'img', 'aria-label': description });
  draw(box, data, (width) => ({
    width,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { x: { time: false } },
    hooks: { drawClear: [(plot) => drawSections(plot, sections)] },
    axes: [
      {
        ...axis(),
        values: (_, splits) =>
          splits.map((s) => `${Math.floor(s / 60)}:${String(Math.round(s % 60)).padStart(2, '0')}`),
      },
      { ...axis(), label: 'LUFS, short-term', labelSize: 22, size: 46 },
    ],
    series: [
      {},
      { stroke: colour('--before'), width: 2, dash: [7, 4], points: { show: false } },
      ...(loudness.after === undefined ? [] : [{ stroke: colour('--after'), width: 2, points: { show: false } }]),
    ],
  }));
  return box;
}

/** What the lines mean; dashes and weight tell them apart without colour. */
export function chartKey(withAfter: boolean, withBand: boolean): HTMLElement {
  const entry = (kind: string, style: string, label: string): HTMLElement =>
    element('li', {}, element('i', { class: kind, style }), label);
  return element(
    'ul',
    { class: 'key' },
    ...(withBand
      ? [entry('band', '', 'your references'), entry('dash', 'border-color:var(--median)', 'their median')]
      : []),
    entry('dash', 'border-color:var(--before)', withAfter ? 'this mix, before' : 'this mix'),
    ...(withAfter ? [entry('', 'border-color:var(--after)', 'after the fixes')] : []),
  );
}

function axis(): uPlot.Axis {
  return {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
  };
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function drawSections(plot: uPlot, sections: ReportDocument['loudness']['sections']): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${12 * devicePixelRatio}px sans-serif`;
  ctx.textBaseline = 'top';
  for (const { kind, startSeconds, endSeconds } of sections) {
    const left = Math.max(bbox.left, plot.valToPos(startSeconds, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(endSeconds, 'x', true));
    if (kind === 'drop') {
      ctx.fillStyle = colour('--band');
      ctx.globalAlpha = 0.35;
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.globalAlpha = 1;
    }
    ctx.fillStyle = colour('--quiet');
    if (right - left > ctx.measureText(kind).width + 8) ctx.fillText(kind, left + 4, bbox.top + 4);
  }
  ctx.restore();
}

/** Draws now and again whenever the box changes its width or the theme changes. */
function draw(box: HTMLElement, data: uPlot.AlignedData, options: (width: number) => uPlot.Options): void {
  let plot: uPlot | undefined;
  const redraw = (): void => {
    const width = Math.floor(box.clientWidth);
    if (width === 0) return;
    plot?.destroy();
    plot = new uPlot(options(width), data, box);
  };
  new ResizeObserver(redraw).observe(box);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}
