import type { HeadlineView, ToneView } from '../../device/messages.ts';
import { unitOfDifference } from '../../src/dsp/spoken-units.ts';
import type { GapDocument } from '../../src/store/gap-document.ts';
import type { ReportDocument, ReportPart } from '../../src/store/report-document.ts';

type Headline = GapDocument['headline'];

/** The four headline gaps of the whole mix. */
export function headlineOfMix(headline: Headline): HeadlineView[] {
  return headline.map(({ axis, value, unit, band, severity }) => {
    const difference = value < band[0] ? value - band[0] : value > band[1] ? value - band[1] : 0;
    return { axis, difference, unit: unitOfDifference(unit), severity, word: wordOf(axis, severity) };
  });
}

/**
 * What one stem has to do with them: its share of what the axis measures, and how the mix stands there. References are
 * finished mixes, so nothing says how loud or bright a stem must be by itself: only where the mix has too much of
 * something does a stem with more than its even share of it count as outside, by its share.
 *
 * @param stems how many there are
 */
export function headlineOfPart(headline: Headline, { shares }: ReportPart, stems: number): HeadlineView[] {
  return headline.map(({ axis, severity }) => {
    const share = shares[axis];
    const causes = severity > 0 && share * stems > 1;
    const part = axis === 'loudness' ? decibels(share) : `${Math.round(100 * share)} %`;
    return {
      axis,
      difference: 0,
      unit: '',
      severity: causes ? severity * share : 0,
      word: `${part} · ${wordOf(axis, severity)}`,
    };
  });
}

function decibels(share: number): string {
  return share > 0 ? `−${Math.abs(10 * Math.log10(share)).toFixed(0)} dB` : '−∞ dB';
}

function wordOf(axis: HeadlineView['axis'], severity: number): string {
  return severity === 0 ? 'in range' : WORDS[axis][severity < 0 ? 0 : 1];
}

/** The two words of each axis. */
const WORDS: Readonly<Record<HeadlineView['axis'], readonly [less: string, more: string]>> = {
  loudness: ['too soft', 'too loud'],
  brightness: ['too dark', 'too bright'],
  bass: ['too little', 'too much'],
  width: ['too narrow', 'too wide'],
};

/**
 * The curve of the drop, where most of the energy is, else of the whole.
 *
 * @param part of the stem whose track it is shown on
 */
export function toneView({ tone }: ReportDocument, part?: ReportPart): ToneView | null {
  const curve = tone.find(({ scope }) => scope === 'drop') ?? tone.find(({ scope }) => scope === 'whole') ?? tone[0];
  if (curve === undefined) return null;
  const levels = new Map(part?.bands.map(({ centreHz, levelDb }) => [Math.round(centreHz), levelDb]));
  return {
    points: curve.points.map(({ centreHz, low, high, before, after }) => {
      const level = levels.get(Math.round(centreHz));
      return {
        hz: centreHz,
        low,
        high,
        value: before,
        ...(after !== undefined && { after }),
        ...(level !== undefined && { part: before + level }),
      };
    }),
  };
}
