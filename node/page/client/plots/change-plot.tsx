import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import { colour, frequencyAxis, LINES, valueAxis } from './plot-style.ts';
import { Plot } from './plot.tsx';

interface ChangePlotProps {
  label: string;
  centreHz: readonly number[];
  beforeDb: readonly number[];
  afterDb: readonly number[];
}

/** Less than this below the loudest band is no part of the sound. */
const LEAST_DB = -70;
/** Flat to the ear is flat to the eye: the picture is never closer than this to nothing. */
const LEAST_SCALE_DB = 1.5;

/**
 * What a fix does to the spectrum of the passage, both equally loud: the difference of the two, third octave by third
 * octave.
 */
export function ChangePlot({ label, centreHz, beforeDb, afterDb }: ChangePlotProps) {
  const data = useMemo((): uPlot.AlignedData => {
    const loudest = Math.max(...beforeDb);
    const isHeard = (b: number): boolean => beforeDb[b] > loudest + LEAST_DB;
    const change = centreHz.map((_, b) => (isHeard(b) ? afterDb[b] - beforeDb[b] : null));
    return [[...centreHz], change, centreHz.map(() => 0)];
  }, [centreHz, beforeDb, afterDb]);
  const options = (): Omit<uPlot.Options, 'width' | 'height'> => ({
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: { time: false, distr: 3, range: [22, 18_000] },
      y: {
        range: (_, low, high) => {
          const most = 1.15 * Math.max(LEAST_SCALE_DB, Math.abs(low), Math.abs(high));
          return [-most, most];
        },
      },
    },
    bands: [{ series: [1, 2], fill: colour('--wash') }],
    axes: [frequencyAxis(), valueAxis('change, dB')],
    series: [{}, LINES.after(), { ...LINES.before(), width: 1.5 }],
  });
  return <Plot label={label} data={data} options={options} class="low" />;
}
