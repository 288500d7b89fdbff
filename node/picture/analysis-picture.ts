import { basename } from 'node:path';
import { powerToDb } from '../../src/dsp/decibels.ts';
import { spokenHertz, withUnit } from '../../src/dsp/spoken-units.ts';
import type { AnalysisDocument, BandSpectrum, Scope } from '../../src/store/analysis-document.ts';
import { clock } from '../terminal/clock.ts';
import { scopeName } from '../views/scope-name.ts';
import { INK, plotSvg, roundMarks, type Axis, type Curve } from './plot.ts';
import { svg, text } from './svg.ts';

/** An analysis as one picture: loudness over the sections, tonal balance, width, and what happens from bar to bar. */
export function analysisPicture(analysis: AnalysisDocument): string {
  const { grid, key } = analysis;
  const facts = [
    clock(analysis.durationSeconds),
    withUnit(grid.tempoBpm, 'BPM'),
    key.tonic === '' ? 'no clear pitch' : `${key.tonic} ${key.mode}`,
    ...HEADLINES.flatMap(({ id, name }) => {
      const feature = analysis.features.find((one) => one.id === id && one.scope === 'whole');
      return feature === undefined ? [] : [`${name} ${withUnit(feature.value, feature.unit)}`];
    }),
  ];
  const spectra = PICTURED_SCOPES.flatMap((scope) => analysis.spectra.filter((spectrum) => spectrum.scope === scope));
  return svg(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width: WIDTH, height: HEIGHT, 'font-family': 'Inter', fill: INK.text },
    svg('rect', { width: WIDTH, height: HEIGHT, fill: '#ffffff' }),
    text(basename(analysis.file), EDGE, 44, { 'font-size': 26, 'font-weight': 600 }),
    text(facts.join('   ·   '), EDGE, 72, { 'font-size': 16, fill: INK.quiet }),
    loudnessPlot(analysis),
    legend(spectra),
    balancePlot(analysis, spectra),
    widthPlot(analysis, spectra),
    barsPlot(analysis),
  );
}

const WIDTH = 1600;
const HEIGHT = 1200;
const EDGE = 30;
/** Where the two plots of the middle row meet, and how high each row is. */
const HALF = (WIDTH - 2 * EDGE) / 2;
const LOUDNESS_BOX = { left: EDGE, top: 92, width: 2 * HALF, height: 310 };
const BALANCE_BOX = { left: EDGE, top: 440, width: HALF, height: 440 };
const WIDTH_BOX = { left: EDGE + HALF, top: 440, width: HALF, height: 440 };
const BARS_BOX = { left: EDGE, top: 900, width: 2 * HALF, height: 280 };

const HEADLINES = [
  { id: 'loudness.integrated', name: 'integrated' },
  { id: 'loudness.range', name: 'range' },
  { id: 'loudness.truePeak', name: 'true peak' },
] as const;

/** A mix is judged by its drop against its breakdown; all sections at once would hide both. */
const PICTURED_SCOPES: readonly Scope[] = ['whole', 'breakdown', 'drop'];

/** Okabe and Ito's colours, which people who see colours differently can tell apart. */
const SCOPE_COLOUR: Readonly<Record<Scope, string>> = {
  whole: '#56606b',
  intro: '#cc79a7',
  breakdown: '#0072b2',
  build: '#e69f00',
  drop: '#d55e00',
  outro: '#009e73',
};

const STRIPE_COLOUR: Readonly<Record<Scope, string>> = {
  whole: '#ffffff',
  intro: '#faf3f7',
  breakdown: '#eaf3fa',
  build: '#fdf3dc',
  drop: '#fbe6da',
  outro: '#e6f5ef',
};

function stripesOf(analysis: AnalysisDocument): { from: number; to: number; label: string; colour: string }[] {
  return analysis.sections.map(({ kind, startSeconds, endSeconds }) => {
    return { from: startSeconds, to: endSeconds, label: scopeName(kind), colour: STRIPE_COLOUR[kind] };
  });
}

/** Fades in and out would press everything that matters against the upper edge: what is quieter is left out. */
const RANGE_SHOWN_LU = 30;
/** Room for the sections' names above the loudest moment. */
const ROOM_ABOVE_LU = 4;

function loudnessPlot(analysis: AnalysisDocument): string {
  const { hopSeconds, shortTermLufs } = analysis.curves.loudness;
  const loudest = Math.max(-60, ...shortTermLufs);
  const heard = shortTermLufs.filter((lufs) => lufs > loudest - RANGE_SHOWN_LU);
  const quietest = Math.min(loudest - 12, ...heard);
  return plotSvg(
    {
      title: 'Short-term loudness, LUFS',
      x: timeAxis(analysis.durationSeconds),
      y: decibelAxis(Math.floor(quietest - 1), Math.ceil(loudest + ROOM_ABOVE_LU)),
      stripes: stripesOf(analysis),
      curves: [
        {
          colour: INK.text,
          points: shortTermLufs.map((lufs, i) => [i * hopSeconds, lufs < quietest ? NaN : lufs]),
        },
      ],
    },
    LOUDNESS_BOX,
    'loudness',
  );
}

/** Third octaves of mid and side relative to the scope's own power, so that scopes compare by shape. */
function balancePlot({ bandCentreHz }: AnalysisDocument, spectra: readonly BandSpectrum[]): string {
  const curvesOf = (spectrum: BandSpectrum): Curve[] => {
    const total = sum(spectrum.mid) + sum(spectrum.side);
    const curve = (powers: readonly number[]): [number, number][] =>
      powers.map((power, band) => [bandCentreHz[band], powerToDb(power / total)]);
    const colour = SCOPE_COLOUR[spectrum.scope];
    return [
      { colour, points: curve(spectrum.mid) },
      { colour, points: curve(spectrum.side), dashed: true },
    ];
  };
  return plotSvg(
    {
      title: 'Tonal balance in third octaves, dB of the whole power; side dashed',
      x: FREQUENCY_AXIS,
      y: decibelAxis(-54, 0),
      curves: spectra.flatMap(curvesOf),
    },
    BALANCE_BOX,
    'balance',
  );
}

function widthPlot({ bandCentreHz }: AnalysisDocument, spectra: readonly BandSpectrum[]): string {
  return plotSvg(
    {
      title: 'Width in third octaves: side over mid, dB',
      x: FREQUENCY_AXIS,
      y: decibelAxis(-42, 6),
      curves: spectra.map(({ scope, mid, side }) => ({
        colour: SCOPE_COLOUR[scope],
        points: mid.map((power, band) => [bandCentreHz[band], powerToDb(side[band] / power)]),
      })),
    },
    WIDTH_BOX,
    'width',
  );
}

function legend(spectra: readonly BandSpectrum[]): string {
  return spectra
    .map(({ scope }, i) => {
      const x = EDGE + 58 + 150 * i;
      return (
        svg('rect', { x, y: 416, width: 22, height: 4, fill: SCOPE_COLOUR[scope] }) +
        text(scopeName(scope), x + 30, 423, { 'font-size': 15 })
      );
    })
    .join('');
}

/** Energy and bass of every bar, each against its own median, so that both keep their place on one axis. */
function barsPlot(analysis: AnalysisDocument): string {
  const { energyDb, bassDb } = analysis.curves.perBar;
  const { firstDownbeatSeconds, tempoBpm, beatsPerBar } = analysis.grid;
  const secondsPerBar = (beatsPerBar * 60) / tempoBpm;
  const curve = (values: readonly number[]): [number, number][] => {
    const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
    return values.map((value, bar) => [firstDownbeatSeconds + (bar + 0.5) * secondsPerBar, value - middle]);
  };
  const [bass, energy] = [curve(bassDb), curve(energyDb)];
  // Where half of a track has no bass, the other half lies far above the median.
  const highest = Math.max(LEAST_HIGHEST_BAR_DB, ...[...bass, ...energy].map(([, db]) => db));
  return plotSvg(
    {
      title: 'Energy of each bar (dark) and its bass (green), dB from the median bar',
      x: timeAxis(analysis.durationSeconds),
      y: decibelAxis(LOWEST_BAR_DB, Math.ceil(highest + ROOM_ABOVE_LU)),
      stripes: stripesOf(analysis),
      curves: [
        { colour: SCOPE_COLOUR.outro, points: bass },
        { colour: INK.text, points: energy },
      ],
    },
    BARS_BOX,
    'bars',
  );
}

const LOWEST_BAR_DB = -24;
const LEAST_HIGHEST_BAR_DB = 5;

function timeAxis(durationSeconds: number): Axis {
  const marks = TIME_STEPS.find((step) => durationSeconds / step <= MOST_TIME_MARKS) ?? 600;
  const count = Math.floor(durationSeconds / marks) + 1;
  return {
    from: 0,
    to: durationSeconds,
    marks: Array.from({ length: count }, (_, i) => ({ at: i * marks, label: clock(i * marks) })),
  };
}

/** Steps people read on a clock. */
const TIME_STEPS = [1, 5, 10, 15, 30, 60, 120, 300] as const;
const MOST_TIME_MARKS = 14;

function decibelAxis(from: number, to: number): Axis {
  return { from, to, marks: roundMarks(from, to, 9).map((at) => ({ at, label: withUnit(at, '', 0) })) };
}

const FREQUENCY_AXIS: Axis = {
  from: 22,
  to: 22_000,
  logarithmic: true,
  marks: [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16_000].map((at) => {
    return { at, label: spokenHertz(at).replace(' Hz', '').replace(' kHz', 'k') };
  }),
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
