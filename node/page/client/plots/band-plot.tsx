import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { ReportCurve } from '../../../../src/store/report-document.ts';
import { colour, frequencyAxis, LINES, valueAxis } from './plot-style.ts';
import { Plot } from './plot.tsx';

/** From the lowest band that is measured to a little above the highest. */
const HEARD_HZ: uPlot.Range.MinMax = [22, 18_000];

/** A curve over frequency: the references' range as a ribbon, their median, and the mix before and after as lines. */
export function BandPlot({ curve, unit, label }: { curve: ReportCurve; unit: string; label: string }) {
  const { points } = curve;
  const hasAfter = points.some(({ after }) => after !== undefined);
  const data = useMemo(
    (): uPlot.AlignedData => [
      points.map(({ centreHz }) => centreHz),
      points.map(({ high }) => high),
      points.map(({ low }) => low),
      points.map(({ median }) => median),
      points.map(({ before }) => before),
      ...(hasAfter ? [points.map(({ after }) => after ?? null)] : []),
    ],
    [points],
  );
  const options = (): Omit<uPlot.Options, 'width' | 'height'> => ({
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { x: { time: false, distr: 3, range: HEARD_HZ } },
    bands: [{ series: [1, 2], fill: colour('--band') }],
    axes: [frequencyAxis(), valueAxis(unit)],
    series: [{}, LINES.unseen(), LINES.unseen(), LINES.median(), LINES.before(), ...(hasAfter ? [LINES.after()] : [])],
  });
  return <Plot key={String(hasAfter)} label={label} data={data} options={options} class="tall" />;
}
