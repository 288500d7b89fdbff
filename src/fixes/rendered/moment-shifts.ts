import type { Decibels, Power } from '../../dsp/units.ts';
import type { AnalysisDocument } from '../../store/analysis-document.ts';
import type { ReturnedShare } from '../predict/feature-reader.ts';
import type { MomentRatios } from '../predict/stem-moments.ts';
import type { KindStretch } from '../loud-stretch.ts';
import type { TimeRange } from '../measure/choose-excerpts.ts';

/**
 * By how much more each point of the loudness curves changes in the sum of the stems than the moments around it: the
 * rendered passage in its kind of section, the whole of the kind elsewhere.
 */
export interface MomentShifts {
  momentaryLufs: Float64Array;
  shortTermLufs: Float64Array;
  /** How much more all of the passage's kind of section changes than the passage does. */
  ofKindDb: Decibels;
  /** The passage. */
  passage: TimeRange;
  /** What the master takes back of a change of level. */
  returned: ReturnedShare;
}

/**
 * The shifts of a change, by what it does to the sum of the stems at each point. 0 outside of all sections, and where
 * nothing sounds.
 *
 * @param ratios see `StemMoments`
 * @param passage what was rendered, and the kind of section it lies in
 */
export function momentShifts(
  { curves, sections }: AnalysisDocument,
  ratios: MomentRatios,
  passage: KindStretch,
): MomentShifts {
  const { kind, startSeconds, endSeconds } = passage;
  const { hopSeconds, momentaryLufs } = curves.loudness;
  const sectionAt = momentaryLufs.map((_, i) =>
    sections.find((section) => i * hopSeconds >= section.startSeconds && i * hopSeconds < section.endSeconds),
  );
  /** What the mix moves by as a whole over some points; `undefined` where there are none. */
  const meanRatio = (isIn: (i: number) => boolean): Power | undefined => {
    let [before, after] = [0, 0];
    for (let i = 0; i < momentaryLufs.length; i++) {
      if (!isIn(i)) continue;
      const power = 10 ** (momentaryLufs[i] / 10);
      before += power;
      after += power * ratios.momentaryLufs[i];
    }
    return before > 0 && after > 0 ? after / before : undefined;
  };
  const isPassage = (i: number): boolean => i * hopSeconds >= startSeconds && i * hopSeconds < endSeconds;
  const kinds = [...new Set(sections.map((section) => section.kind))];
  const ofKinds = new Map(kinds.map((one) => [one, meanRatio((i) => sectionAt[i]?.kind === one) ?? 1] as const));
  const ofKind = ofKinds.get(kind) ?? 1;
  const ofPassage = meanRatio(isPassage) ?? ofKind;
  const inDb = (ratio: Power): Decibels => Math.max(LOWEST_DB, 10 * Math.log10(ratio));
  const shiftsOf = (curve: 'momentaryLufs' | 'shortTermLufs'): Float64Array =>
    Float64Array.from(ratios[curve], (ratio, i) => {
      const of = sectionAt[i]?.kind;
      return of === undefined ? 0 : inDb(ratio / (of === kind ? ofPassage : (ofKinds.get(of) ?? 1)));
    });
  return {
    momentaryLufs: shiftsOf('momentaryLufs'),
    shortTermLufs: shiftsOf('shortTermLufs'),
    ofKindDb: inDb(ofKind / ofPassage),
    passage: { startSeconds, endSeconds },
    returned: ratios.returned,
  };
}

/** A moment of which no stem is left is silent. */
const LOWEST_DB: Decibels = -70;
