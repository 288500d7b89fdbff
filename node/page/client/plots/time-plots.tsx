import { useMemo } from 'preact/hooks';
import uPlot from 'uplot';
import type { Waveform } from '../../../../src/audio/waveform.ts';
import type { ReportDocument } from '../../../../src/store/report-document.ts';
import { scopeName } from '../../../views/scope-name.ts';
import { clock } from '../words.ts';
import { axis, colour, LINES, plotFont, valueAxis } from './plot-style.ts';
import { Plot } from './plot.tsx';

type Sections = ReportDocument['loudness']['sections'];

/** Cursors of plots over time move together. */
const IN_TIME = { sync: { key: 'time' }, drag: { x: false, y: false } } as const;
/** Fades in and out would press everything that matters against the upper edge. */
const QUIETEST_LUFS = -36;

interface TimePlotProps {
  label: string;
  sections: Sections;
  seconds: number;
  onMade?: (plot: uPlot) => void;
}

/** The outline of the sound, with the sections behind it. */
export function WaveformPlot({ label, sections, seconds, waveform, onMade }: TimePlotProps & { waveform: Waveform }) {
  const data = useMemo((): uPlot.AlignedData => {
    const { min, max, durationSeconds } = waveform;
    return [max.map((_, i) => ((i + 0.5) * durationSeconds) / max.length), max, min];
  }, [waveform]);
  const options = (): Omit<uPlot.Options, 'width' | 'height'> => ({
    legend: { show: false },
    cursor: { ...IN_TIME, y: false },
    scales: { x: { time: false, range: [0, seconds] }, y: { range: [-1.02, 1.4] } },
    hooks: { drawClear: [(plot) => drawSections(plot, sections, true)] },
    bands: [{ series: [1, 2], fill: colour('--wave') }],
    axes: [axis({ values: () => [], size: 6 }), valueAxis('full scale', { splits: () => [-1, 0, 1] })],
    series: [{}, LINES.unseen(), LINES.unseen()],
  });
  return <Plot label={label} data={data} options={options} class="wave" {...(onMade && { onMade })} />;
}

/** Short-term loudness, before and after, with the sections behind it. */
export function LoudnessPlot({ label, sections, seconds, loudness }: TimePlotProps & Pick<ReportDocument, 'loudness'>) {
  const { hopSeconds, before, after } = loudness;
  const data = useMemo((): uPlot.AlignedData => {
    const length = Math.max(before.length, after?.length ?? 0);
    const audible = (values: readonly number[]): (number | null)[] =>
      Array.from({ length }, (_, i) => (values[i] > QUIETEST_LUFS ? values[i] : null));
    return [
      Array.from({ length }, (_, i) => i * hopSeconds),
      audible(before),
      ...(after === undefined ? [] : [audible(after)]),
    ];
  }, [loudness]);
  const options = (): Omit<uPlot.Options, 'width' | 'height'> => ({
    legend: { show: false },
    cursor: IN_TIME,
    scales: { x: { time: false, range: [0, seconds] } },
    hooks: { drawClear: [(plot) => drawSections(plot, sections, false)] },
    axes: [axis({ values: (_, splits) => splits.map(clock) }), valueAxis('LUFS, 3 s')],
    series: [{}, LINES.before(), ...(after === undefined ? [] : [LINES.after()])],
  });
  return <Plot key={String(after === undefined)} label={label} data={data} options={options} class="middle" />;
}

/** Drops stand out; every section has a line where it begins, and its name where there is room. */
function drawSections(plot: uPlot, sections: Sections, isNamed: boolean): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = plotFont(0.72 * uPlot.pxRatio);
  ctx.textBaseline = 'top';
  for (const { kind, startSeconds, endSeconds } of sections) {
    const left = Math.max(bbox.left, plot.valToPos(startSeconds, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(endSeconds, 'x', true));
    if (kind === 'drop') {
      ctx.fillStyle = colour('--wash');
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
    }
    ctx.fillStyle = colour('--line');
    ctx.fillRect(left, bbox.top, uPlot.pxRatio, bbox.height);
    const name = scopeName(kind);
    ctx.fillStyle = colour('--quiet');
    if (isNamed && right - left > ctx.measureText(name).width + 8 * uPlot.pxRatio) {
      ctx.fillText(name, left + 5 * uPlot.pxRatio, bbox.top + 3 * uPlot.pxRatio);
    }
  }
  ctx.restore();
}
