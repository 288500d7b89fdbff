import { BandFeatureMeter } from '../analysis/band-feature-meter.ts';
import { spokenHertz, withUnit } from '../dsp/spoken-units.ts';
import type { Decibels, Hertz, Normal } from '../dsp/units.ts';
import { spokenScope } from '../gap/gap-sentences.ts';
import type { SectionKind } from '../store/analysis-document.ts';
import { SILENCE_RATIO, summedEnergy, type MixModel, type SectionGram } from './mix-model.ts';

/** What the master does to the sum of the stems, as far as bounce and stems tell. */
export interface MasterChain {
  /** Mean change of K-weighted level from the sum of the stems to the bounce. */
  gainDb: Decibels;
  /** Change per third octave on top of that, smoothed over an octave; 0 where the mix is silent. */
  responseDb: Float64Array;
  /** How each section is limited. */
  limiting: readonly SectionLimiting[];
  /**
   * Typical distance (root mean square over sections and bands) of the bounce from sum × gain × response × limiting.
   */
  residualDb: Decibels;
  /** Whether the stems explain the bounce well enough to predict it. */
  trust: 'good' | 'poor' | 'none';
  /** Where the stems do not explain the bounce. */
  unexplained: readonly UnexplainedRange[];
  /** All of this for a person. */
  sentence: string;
}

export interface SectionLimiting {
  kind: SectionKind;
  /** How much less gain the loud frames get than the quiet ones. */
  reductionDb: Decibels;
  /** What the limiter takes back of a change of level: 0 none, 1 all of it. */
  returnedShare: Normal;
}

export interface UnexplainedRange {
  kind: SectionKind;
  lowHz: Hertz;
  highHz: Hertz;
}

/** Bounces without stems to compare, or the other way round: the sum is taken to be the bounce. */
export const NO_MASTER_CHAIN: MasterChain = {
  gainDb: 0,
  responseDb: new Float64Array(0),
  limiting: [],
  residualDb: 0,
  trust: 'good',
  unexplained: [],
  sentence: 'The master chain was not compared with the stems; it is taken to pass changes on.',
};

/**
 * Estimates the master chain from the evidence in the mix model: one gain, one smooth response for the whole song, and
 * limiting per kind of section from how the gain falls as the level rises.
 *
 * A band counts as explained where its envelope in the bounce follows the envelope of the sum, and where its level is
 * what gain and response say. Stems of another song, or a missing stem, fail one of the two.
 *
 * @returns `NO_MASTER_CHAIN` where the model was measured without a bounce
 */
export function estimateMasterChain(model: MixModel): MasterChain {
  const sections = model.sections.flatMap((gram) => comparisonOf(gram, model));
  if (sections.length === 0) return NO_MASTER_CHAIN;
  const bands = model.bandCentreHz.length;
  const gainDb = mean(sections.map(({ levelDb }) => levelDb));
  const raw = Array.from({ length: bands }, (_, b) =>
    mean(sections.flatMap(({ bandDb, levelDb, isHeard }) => (isHeard[b] ? [bandDb[b] - levelDb] : []))),
  );
  const responseDb = smooth(raw).map((value) => Math.max(-LARGEST_RESPONSE_DB, Math.min(LARGEST_RESPONSE_DB, value)));
  const deviations = sections.map(({ bandDb, levelDb, isHeard }) =>
    bandDb.map((value, b) => (isHeard[b] ? value - levelDb - responseDb[b] : 0)),
  );
  const heard = sections.flatMap(({ isHeard }, k) => deviations[k].filter((_, b) => isHeard[b]));
  const residualDb = Math.sqrt(mean(heard.map((value) => value ** 2)));
  const isBad = (k: number, b: number): boolean =>
    sections[k].isHeard[b] &&
    (sections[k].correlation[b] < LEAST_CORRELATION || Math.abs(deviations[k][b]) > LARGEST_DEVIATION_DB);
  const unexplained = sections.flatMap(({ kind }, k) => rangesOf(kind, model.bandCentreHz, (b) => isBad(k, b)));
  const badShare =
    mean(sections.map(({ isHeard }, k) => isHeard.filter((_, b) => isBad(k, b)).length)) /
    Math.max(1, mean(sections.map(({ isHeard }) => isHeard.filter(Boolean).length)));
  const trust = badShare > NO_TRUST_SHARE ? 'none' : badShare > POOR_TRUST_SHARE ? 'poor' : 'good';
  const limiting = sections.map(({ kind, limiting: found }) => ({ kind, ...found }));
  return {
    gainDb,
    responseDb,
    limiting,
    residualDb,
    trust,
    unexplained,
    sentence: sentenceOf(gainDb, residualDb, limiting, trust, unexplained),
  };
}

/** What the master takes back of a change of level, by kind of section. */
export function returnedShareOf(chain: MasterChain): (kind: SectionKind) => Normal {
  return (kind) => chain.limiting.find((section) => section.kind === kind)?.returnedShare ?? 0;
}

/** Below this the bounce moves differently from the stems: compression lowers it to 0.8, another song to about 0. */
const LEAST_CORRELATION = 0.6;
/** A missing stem that carries a band shows as more than this; a master equaliser is in the smooth response already. */
const LARGEST_DEVIATION_DB: Decibels = 4;
/** No master is equalised further; what goes beyond is a stem that is missing. */
const LARGEST_RESPONSE_DB: Decibels = 6;
/**
 * Single bands are a hidden return or a missing effect; a tenth of all is a missing stem; over half is another song.
 */
const POOR_TRUST_SHARE = 0.1;
const NO_TRUST_SHARE = 0.5;
/** Bands this far below the loudest take no part: they hold encoder residue and noise. */
const QUIET_BAND_DB: Decibels = -50;

interface Comparison {
  kind: SectionKind;
  levelDb: Decibels;
  bandDb: number[];
  isHeard: boolean[];
  correlation: Float64Array;
  limiting: { reductionDb: Decibels; returnedShare: Normal };
}

function comparisonOf(gram: SectionGram, model: MixModel): Comparison[] {
  const { bounce } = gram;
  if (bounce === undefined || bounce.frameSumDb.length === 0) return [];
  const stems = model.stems.length;
  const bands = model.bandCentreHz.length;
  const sum = {
    mid: Float64Array.from({ length: bands }, (_, b) => Math.max(0, summedEnergy(gram.mid, stems, b))),
    side: Float64Array.from({ length: bands }, (_, b) => Math.max(0, summedEnergy(gram.side, stems, b))),
  };
  const meter = new BandFeatureMeter(model.bandCentreHz);
  const level = (powers: { mid: Float64Array; side: Float64Array }): number =>
    meter.kWeightedPower({ ...powers, leftMinusRight: powers.mid, leftTimesRight: powers.mid });
  const total = sum.mid.map((mid, b) => mid + sum.side[b]);
  const bounced = bounce.mid.map((mid, b) => mid + bounce.side[b]);
  const floor = 10 ** (QUIET_BAND_DB / 10);
  const [loudest, loudestBounced] = [Math.max(...total), Math.max(...bounced)];
  return [
    {
      kind: gram.kind,
      levelDb: 10 * Math.log10(level(bounce) / level(sum)),
      bandDb: Array.from(
        total,
        (power, b) => 10 * Math.log10(Math.max(bounced[b], SILENCE_RATIO) / Math.max(power, SILENCE_RATIO)),
      ),
      // Heard in either: a band that the stems lack altogether is the plainest sign of a missing stem.
      isHeard: Array.from(total, (power, b) => power > loudest * floor || bounced[b] > loudestBounced * floor),
      correlation: bounce.envelopeCorrelation,
      limiting: limitingOf(bounce.frameSumDb, bounce.frameBounceDb),
    },
  ];
}

/**
 * Limiting from single frames: among the louder half, a limiter's gain falls as the level rises. The slope of gain over
 * level is what it takes back of a change; the drop from the median to the loudest tenth is its reduction there.
 */
function limitingOf(sumDb: Float64Array, bounceDb: Float64Array): Comparison['limiting'] {
  const frames = Array.from(sumDb, (level, i) => ({ level, gain: bounceDb[i] - level })).sort(
    (a, b) => a.level - b.level,
  );
  const loud = frames.slice(Math.floor(frames.length / 2));
  const tenth = Math.max(1, Math.floor(frames.length / 10));
  if (loud.length < FEWEST_FRAMES) return { reductionDb: 0, returnedShare: 0 };
  const meanLevel = mean(loud.map(({ level }) => level));
  const meanGain = mean(loud.map(({ gain }) => gain));
  let xx = 0;
  let xy = 0;
  for (const { level, gain } of loud) {
    xx += (level - meanLevel) ** 2;
    xy += (level - meanLevel) * (gain - meanGain);
  }
  const quiet = mean(frames.slice(0, tenth).map(({ gain }) => gain));
  const top = mean(frames.slice(-tenth).map(({ gain }) => gain));
  return {
    reductionDb: Math.max(0, quiet - top),
    returnedShare: xx > 0 ? Math.min(1, Math.max(0, -xy / xx)) : 0,
  };
}

/** A second of frames: fewer say nothing about how gain follows level. */
const FEWEST_FRAMES = 20;

/** Running mean over an octave, that is three third octaves. */
function smooth(values: readonly number[]): Float64Array {
  return Float64Array.from(values, (_, b) => mean(values.slice(Math.max(0, b - 1), b + 2)));
}

function rangesOf(kind: SectionKind, centreHz: readonly Hertz[], isBad: (b: number) => boolean): UnexplainedRange[] {
  const ranges: UnexplainedRange[] = [];
  centreHz.forEach((hz, b) => {
    if (!isBad(b)) return;
    const last = ranges.at(-1);
    if (last !== undefined && b > 0 && isBad(b - 1)) last.highHz = hz;
    else ranges.push({ kind, lowHz: hz, highHz: hz });
  });
  return ranges;
}

function sentenceOf(
  gainDb: Decibels,
  residualDb: Decibels,
  limiting: readonly SectionLimiting[],
  trust: MasterChain['trust'],
  unexplained: readonly UnexplainedRange[],
): string {
  const most = limiting.reduce((a, b) => (b.reductionDb > a.reductionDb ? b : a));
  const limits =
    most.reductionDb >= 1 ? `, limiting by up to ${withUnit(most.reductionDb, 'dB')}${spokenScope(most.kind)}` : '';
  const chain = `The master adds ${withUnit(gainDb, 'dB')} to the sum of the stems${limits}; the rest agrees within ${withUnit(residualDb, 'dB')}`;
  if (trust === 'good') return `${chain}.`;
  const where = unexplained
    .slice(0, 3)
    .map(({ kind, lowHz, highHz }) => `${kind} ${spokenHertz(lowHz)}–${spokenHertz(highHz)}`)
    .join(', ');
  return trust === 'poor'
    ? `${chain}, but the stems do not explain the bounce everywhere (${where}): a stem may be missing.`
    : `The stems do not add up to the bounce (${where}): they may belong to another song or version.`;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
