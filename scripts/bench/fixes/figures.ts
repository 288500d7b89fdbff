import { mean, quantile } from '../../../src/dsp/statistics.ts';
import { bootstrapped, type Figure } from '../bootstrap.ts';
import { figureTable, threeDigits } from '../figure-table.ts';
import { verdictOn } from '../verdict.ts';
import { TREATMENTS, type FaultOutcome, type Outcome } from './outcome.ts';

interface Line {
  what: string;
  figure: Figure;
  /** `≥ 95`, `≤ 0.5`; empty where nothing is aimed at. */
  target: string;
  unit: string;
}

/** Every figure of a part beside its target, with its interval over songs, as a table. */
export function tableOfFigures(outcomes: readonly Outcome[]): string {
  const of = (part: Outcome['part']): Outcome[] => outcomes.filter((outcome) => outcome.part === part);
  const lines = [
    ...singleLines(of('single')),
    ...compoundLines(of('compound')),
    ...mismatchLines(of('mismatch')),
    ...conformingLines(of('conforming')),
    ...predictionLines(outcomes),
    ...harmLines(outcomes.filter(({ fixes }) => fixes.some(({ advice }) => !advice))),
  ];
  return figureTable(
    ['', 'value', '95 % over songs', 'unit', 'target', 'verdict', 'cases'],
    lines
      .filter(({ figure }) => figure.count > 0)
      .map(({ what, figure, target, unit }) => [
        what,
        threeDigits(figure.value),
        `${threeDigits(figure.low)} … ${threeDigits(figure.high)}`,
        unit,
        target,
        verdictOn(figure.value, target),
        String(figure.count),
      ]),
    ['unit', 'target', 'verdict'],
  );
}

const PERCENT = 100;
const TOP = 3;

function overSongs<Case extends { song: string }>(
  cases: readonly Case[],
  statistic: (cases: readonly Case[]) => number,
): Figure {
  return bootstrapped(cases, ({ song }) => song, statistic);
}

function share<Case extends { song: string }>(cases: readonly Case[], holds: (one: Case) => boolean): Figure {
  return overSongs(cases, (drawn) => PERCENT * mean(drawn.map((one) => Number(holds(one)))));
}

function meanOf<Case extends { song: string }>(cases: readonly Case[], value: (one: Case) => number): Figure {
  const known = cases.filter((one) => Number.isFinite(value(one)));
  return overSongs(known, (drawn) => mean(drawn.map(value)));
}

type SingleFault = FaultOutcome & { song: string };

function singleLines(outcomes: readonly Outcome[]): Line[] {
  const faults = outcomes.flatMap(({ song, faults }) => faults.map((fault): SingleFault => ({ ...fault, song })));
  const linear = faults.filter((fault) => fault.linear);
  const errorsOf = (kind: string, of: 'gainDb' | 'octaves'): Figure =>
    meanOf(
      faults.filter((fault) => fault.kind === kind && fault.place >= 0),
      ({ error }) => error?.[of] ?? NaN,
    );
  const found = (fault: SingleFault): boolean => fault.place >= 0 && fault.place < TOP;
  return [
    { what: 'single: right stem and kind in the top three', figure: share(faults, found), target: '≥ 95', unit: '%' },
    { what: 'single: … of level, tone and stereo', figure: share(linear, found), target: '≥ 95', unit: '%' },
    {
      what: 'single: right stem in the top three',
      figure: share(faults, ({ stemPlace }) => stemPlace >= 0 && stemPlace < TOP),
      target: '',
      unit: '%',
    },
    { what: 'single: error of a gain', figure: errorsOf('gain', 'gainDb'), target: '≤ 1', unit: 'dB' },
    { what: 'single: error of a bell', figure: errorsOf('bell', 'gainDb'), target: '≤ 2', unit: 'dB' },
    {
      what: "single: error of a bell's place",
      figure: errorsOf('bell', 'octaves'),
      target: '≤ 0.333',
      unit: 'octaves',
    },
    { what: 'single: fixes in a plan', figure: meanOf(outcomes, fixCount), target: '', unit: '' },
    ...errorLines('single', outcomes),
    ...treatmentLines('single', outcomes),
  ];
}

function compoundLines(outcomes: readonly Outcome[]): Line[] {
  const faulty = (outcome: Outcome): Set<string> => new Set(outcome.faults.map(({ stem }) => stem));
  const right = ({ fixes }: Outcome): number =>
    fixes.filter(({ advice, onFaultyStem }) => !advice && onFaultyStem).length;
  const ratio = (top: (one: Outcome) => number, bottom: (one: Outcome) => number): Figure =>
    overSongs(outcomes, (drawn) => {
      const sum = (of: (one: Outcome) => number): number => drawn.reduce((all, one) => all + of(one), 0);
      return sum(bottom) === 0 ? NaN : sum(top) / sum(bottom);
    });
  const stemsFound = ({ faults, fixes }: Outcome): number =>
    faults.filter(({ stemPlace }) => stemPlace >= 0 && !fixes[stemPlace].advice).length;
  return [
    {
      what: 'compound: gap cut, of what the faults added',
      figure: meanOf(outcomes, addedGapCut),
      target: '≥ 85',
      unit: '%',
    },
    { what: 'compound: gap cut, of all', figure: meanOf(outcomes, gapCut), target: '', unit: '%' },
    { what: 'compound: fixes in a plan', figure: meanOf(outcomes, fixCount), target: '≤ 5', unit: '' },
    { what: 'compound: precision of stems', figure: ratio(right, fixCount), target: '≥ 0.9', unit: '' },
    {
      what: 'compound: recall of stems',
      figure: ratio(stemsFound, (one) => faulty(one).size),
      target: '≥ 0.9',
      unit: '',
    },
    ...errorLines('compound', outcomes),
    ...treatmentLines('compound', outcomes),
  ];
}

function mismatchLines(all: readonly Outcome[]): Line[] {
  const outcomes = all.filter(({ faults }) => faults.length > 0);
  const faultless = all.filter(({ faults }) => faults.length === 0);
  return [
    {
      what: 'mismatch: true improvement in stem error',
      figure: meanOf(outcomes, stemErrorCut),
      target: '> 0',
      unit: '%',
    },
    {
      what: 'mismatch: got worse in stem error',
      figure: share(outcomes, ({ stemErrorDb }) => stemErrorDb.after > stemErrorDb.before + NOTICED_DB),
      target: '≤ 10',
      unit: '%',
    },
    {
      what: 'mismatch: got worse in mel distance',
      figure: share(outcomes, ({ treatments }) => (treatments.plan?.melDb ?? 0) > (treatments.nothing?.melDb ?? 0)),
      target: '≤ 10',
      unit: '%',
    },
    { what: 'mismatch: fixes in a plan', figure: meanOf(outcomes, fixCount), target: '', unit: '' },
    { what: 'mismatch: fixes where nothing is wrong', figure: meanOf(faultless, fixCount), target: '', unit: '' },
    {
      what: 'mismatch: stem error done where nothing is wrong',
      figure: meanOf(faultless, errorDone),
      target: '',
      unit: 'dB',
    },
    ...treatmentLines('mismatch', outcomes),
  ];
}

/** A plan that moves the mean stem by less has done nothing either way. */
const NOTICED_DB = 0.01;

function conformingLines(all: readonly Outcome[]): Line[] {
  const outcomes = all.filter(({ sibling }) => !sibling);
  const siblings = all.filter(({ sibling }) => sibling);
  const isFewFixes = (one: Outcome): boolean => fixCount(one) <= 1;
  const hasLargeFix = ({ fixes }: Outcome): boolean => fixes.some(({ advice, sizeDb }) => !advice && sizeDb > 2);
  return [
    { what: 'conforming: at most one fix', figure: share(outcomes, isFewFixes), target: '≥ 90', unit: '%' },
    { what: 'conforming: a fix over 2 dB', figure: share(outcomes, hasLargeFix), target: '≤ 0', unit: '%' },
    { what: 'conforming: stem error done', figure: meanOf(outcomes, errorDone), target: '', unit: 'dB' },
    {
      what: 'other song by the same hand: at most one fix',
      figure: share(siblings, isFewFixes),
      target: '',
      unit: '%',
    },
    {
      what: 'other song by the same hand: a fix over 2 dB',
      figure: share(siblings, hasLargeFix),
      target: '',
      unit: '%',
    },
    {
      what: 'other song by the same hand: stem error done',
      figure: meanOf(siblings, errorDone),
      target: '',
      unit: 'dB',
    },
  ];
}

function errorDone({ stemErrorDb }: Outcome): number {
  return stemErrorDb.after;
}

function predictionLines(outcomes: readonly Outcome[]): Line[] {
  const errors = outcomes.flatMap(({ song, predictions }) => predictions.map((one) => ({ ...one, song })));
  return (['plan', 'fix'] as const).flatMap((what) =>
    (['shape', 'loudness'] as const).map((group): Line => {
      const chosen = errors.filter((one) => one.what === what && one.group === group);
      const p95 = (drawn: readonly (typeof chosen)[number][]): number =>
        quantile(
          drawn.map(({ error }) => Math.abs(error)),
          0.95,
        );
      return {
        what: `predicted against rendered: p95 of ${group}, by ${what}`,
        figure: overSongs(chosen, p95),
        target: '≤ 0.5',
        unit: group === 'loudness' ? 'LU' : 'dB',
      };
    }),
  );
}

function harmLines(outcomes: readonly Outcome[]): Line[] {
  const p95 = (value: (one: Outcome) => number): Figure =>
    overSongs(outcomes, (drawn) => quantile(drawn.map(value).filter(Number.isFinite), 0.95));
  return [
    { what: 'harm: true peak raised, p95', figure: p95(({ harm }) => harm.truePeakDb), target: '≤ 0.2', unit: 'dB' },
    { what: 'harm: more lost in mono, p95', figure: p95(({ harm }) => harm.monoLossDb), target: '≤ 0.5', unit: 'dB' },
    {
      what: 'harm: features pushed out of their bands, a plan',
      figure: meanOf(outcomes, ({ harm }) => harm.pushedOut.length),
      target: '',
      unit: '',
    },
  ];
}

function errorLines(part: string, outcomes: readonly Outcome[]): Line[] {
  return [
    {
      what: `${part}: true stem error taken away`,
      figure: meanOf(outcomes, stemErrorCut),
      target: part === 'compound' ? '≥ 70' : '',
      unit: '%',
    },
  ];
}

function treatmentLines(part: string, outcomes: readonly Outcome[]): Line[] {
  return (['styleDelta', 'melDb', 'stft'] as const).flatMap((judge) =>
    TREATMENTS.map((treatment): Line => ({
      what: `${part}: ${JUDGES[judge]}, ${treatment}`,
      figure: meanOf(outcomes, ({ treatments }) => treatments[treatment]?.[judge] ?? NaN),
      target: '',
      unit: judge === 'melDb' ? 'dB' : '',
    })),
  );
}

const JUDGES = { styleDelta: 'style delta', melDb: 'mel distance', stft: 'STFT distance' } as const;

function fixCount({ fixes }: Outcome): number {
  return fixes.filter(({ advice }) => !advice).length;
}

function gapCut({ styleDelta: { before, after } }: Outcome): number {
  return PERCENT * (1 - after / before);
}

/** The mix without faults has a gap too, which is no business of a plan; better than that mix counts as all. */
function addedGapCut({ styleDelta: { clean, before, after } }: Outcome): number {
  return before <= clean ? NaN : PERCENT * Math.min(1, (before - after) / (before - clean));
}

function stemErrorCut({ stemErrorDb: { before, after } }: Outcome): number {
  return before < NOTICED_DB ? NaN : PERCENT * (1 - after / before);
}
