import { defaultDisplay, findParameter } from '../../../../src/devices/device-settings.ts';
import { EQ_EIGHT } from '../../../../src/devices/eq-eight.ts';
import type { Decibels, Hertz } from '../../../../src/dsp/units.ts';
import type { Fix, FixChange } from '../../../../src/store/plan-document.ts';

/** What undoes a fault, in the terms of a plan, whatever the fix is called there. */
export interface Remedy {
  /** Whether a fix is of the right kind and direction. That it is on the right track is asked apart. */
  isAnsweredBy(fix: Fix): boolean;
  /** How far the fix is from undoing the fault exactly; absent where there is no one size. */
  errorOf?(fix: Fix): RemedyError;
}

export interface RemedyError {
  gainDb: Decibels;
  octaves?: number;
}

/** The fader, or any device's plain gain, by `gainDb`. */
export function levelBy(gainDb: Decibels): Remedy {
  const change = (fix: Fix): number => sumOfChanges(fix, /^(Volume|Gain|Output( Gain)?)$/);
  return {
    isAnsweredBy: (fix) => change(fix) * gainDb > 0,
    errorOf: (fix) => ({ gainDb: Math.abs(change(fix) - gainDb) }),
  };
}

/** An equaliser that moves the sound by `gainDb` within `reach` octaves of a frequency, by a bell, a shelf or a cut. */
export function equaliserAt(hz: Hertz, gainDb: Decibels, reach: number): Remedy {
  const near = (fix: Fix): EqBand | undefined =>
    eqBandsOf(fix).find((band) => band.gainDb * gainDb > 0 && Math.abs(Math.log2(band.hz / hz)) <= reach);
  return {
    isAnsweredBy: (fix) => near(fix) !== undefined,
    errorOf: (fix) => {
      const band = near(fix);
      return band === undefined
        ? { gainDb: NaN }
        : { gainDb: Math.abs(band.gainDb - gainDb), octaves: Math.abs(Math.log2(band.hz / hz)) };
    },
  };
}

/** A shelf on the given side, or a bell or a cut that does the same over its middle. */
export function shelfAt(side: 'low' | 'high', cornerHz: Hertz, gainDb: Decibels): Remedy {
  return {
    isAnsweredBy: (fix) =>
      eqBandsOf(fix).some((band) => {
        const inside = Math.log2(band.hz / cornerHz) * (side === 'low' ? -1 : 1);
        return band.gainDb * gainDb > 0 && inside >= -1.5;
      }),
  };
}

/** The side's level by `sideDb`, by Utility or any other control of width. */
export function widthBy(sideDb: Decibels): Remedy {
  const change = (fix: Fix): Decibels => {
    const width = fix.changes.find(({ parameter }) => parameter === 'Stereo Width');
    return typeof width?.from === 'number' && typeof width.to === 'number'
      ? 20 * Math.log10(Math.max(1, width.to) / Math.max(1, width.from))
      : 0;
  };
  return {
    isAnsweredBy: (fix) => change(fix) * sideDb > 0,
    errorOf: (fix) => ({ gainDb: Math.abs(change(fix) - sideDb) }),
  };
}

/** Pan or balance towards the left (negative) or the right. */
export function panTowards(direction: -1 | 1): Remedy {
  return { isAnsweredBy: (fix) => sumOfChanges(fix, /^(Pan|Balance)$/) * direction > 0 };
}

/** A device by name, or a fix or an advice whose own words say it. */
export function saidAs(words: RegExp, device?: RegExp): Remedy {
  return {
    isAnsweredBy: (fix) =>
      (!fix.advice && device?.test(fix.device) === true) || words.test(`${fix.kind}: ${fix.sentence}`),
  };
}

export function either(...remedies: readonly Remedy[]): Remedy {
  return { isAnsweredBy: (fix) => remedies.some((remedy) => remedy.isAnsweredBy(fix)) };
}

interface EqBand {
  hz: Hertz;
  gainDb: Decibels;
}

/** The bands that a fix sets on an EQ Eight; cuts and notches count as −12 dB at their corner. */
export function eqBandsOf({ changes, device }: Fix): EqBand[] {
  const changeOf = (name: string): FixChange | undefined => changes.find(({ parameter }) => parameter === name);
  const bands = [...new Set(changes.map(({ parameter }) => /^(\d) .* A$/.exec(parameter)?.[1]))];
  const eight = bands.flatMap((band): EqBand[] => {
    if (band === undefined) return [];
    const hz = changeOf(`${band} Frequency A`)?.to ?? freshValue(`${band} Frequency A`);
    const type = changeOf(`${band} Filter Type A`)?.to ?? freshValue(`${band} Filter Type A`);
    if (typeof hz !== 'number') return [];
    const cuts = typeof type === 'string' && /Pass|Cut|Notch/i.test(type);
    const gain = changeOf(`${band} Gain A`);
    const [from, to] = [gain?.from, gain?.to];
    return [{ hz, gainDb: cuts ? CUT_DB : typeof from === 'number' && typeof to === 'number' ? to - from : 0 }];
  });
  const filterHz = /Auto Filter/.test(device) ? changeOf('Frequency')?.to : undefined;
  return typeof filterHz === 'number' ? [...eight, { hz: filterHz, gainDb: CUT_DB }] : eight;
}

/** A plan leaves out what a new EQ Eight shows anyway. */
function freshValue(parameter: string): number | string {
  const row = findParameter(EQ_EIGHT, parameter);
  return row === undefined ? '' : defaultDisplay(row);
}

const CUT_DB: Decibels = -12;

/** Sum of the numeric changes of the parameters of a name. */
function sumOfChanges({ changes }: Fix, parameter: RegExp): number {
  return changes
    .filter((change) => parameter.test(change.parameter))
    .reduce((sum, { from, to }) => (typeof from === 'number' && typeof to === 'number' ? sum + to - from : sum), 0);
}
