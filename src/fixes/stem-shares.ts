import type { BandFeatureMeter } from '../analysis/band-feature-meter.ts';
import { bandFeatureMeter } from '../analysis/band-features.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Decibels, Normal } from '../dsp/units.ts';
import { featureKey, type AnalysisDocument } from '../store/analysis-document.ts';
import type { GapRow } from '../store/gap-document.ts';
import type { StemMapping } from '../store/stem-map-document.ts';
import { returnedShareOf, type MasterChain } from './master-chain.ts';
import { gramIndex, type MixModel, type SectionGram } from './mix-model.ts';
import { MixPredictor } from './predict/predict.ts';
import { evenResponse } from './predict/stem-response.ts';
import { lowEndRoles } from './suggest-fixes.ts';

/** What a stem has to do with the gaps of a mix. */
export interface StemShares {
  track: string;
  /**
   * K-weighted level against the mix of all stems, in the kind of section where the stem is loudest within it; −∞ for
   * one that does not sound.
   */
  levelDb: Decibels;
  /** One a gap, in the order of the gaps. */
  gaps: readonly StemShare[];
}

export interface StemShare {
  /** How far the feature would move if the stem were 3 dB quieter, in its unit. */
  quieter: number;
  /** 0–1: of the moves of all stems, without sign. */
  share: Normal;
}

/** Enough to move what a stem is part of, and little enough that ratios of stems stay numbers. */
const QUIETER_DB: Decibels = -3;

/**
 * Says which stems a gap is made of: each is turned down by 3 dB by itself, and the features are predicted anew. A
 * feature that band powers do not determine moves with no stem, and all shares are 0.
 */
export function stemShares(
  model: MixModel,
  analysis: AnalysisDocument,
  chain: MasterChain,
  stems: readonly StemMapping[],
  gaps: readonly Pick<GapRow, 'feature' | 'scope'>[],
): StemShares[] {
  const predictor = new MixPredictor(model, analysis, returnedShareOf(chain), lowEndRoles(model, stems));
  const bands = model.bandCentreHz.length;
  const quieter = evenResponse(new Float64Array(bands).fill(dbToAmplitude(QUIETER_DB)));
  const places = gaps.map(({ feature, scope }) => predictor.keys.indexOf(featureKey(feature, scope)));
  const moves = model.stems.map((_, stem) => {
    const values = predictor.predict(new Map([[stem, quieter]]));
    return places.map((place) => (place < 0 ? 0 : finite(values[place] - predictor.measured[place])));
  });
  const totals = places.map((_, gap) => moves.reduce((sum, of) => sum + Math.abs(of[gap]), 0));
  const meter = bandFeatureMeter(model.bandCentreHz);
  return model.stems.map((track, stem) => ({
    track,
    levelDb: Math.max(...model.sections.map((section) => levelIn(section, model, stem, meter))),
    gaps: moves[stem].map((move, gap) => ({
      quieter: move,
      share: totals[gap] > 0 ? Math.abs(move) / totals[gap] : 0,
    })),
  }));
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function levelIn(section: SectionGram, model: MixModel, stem: number, meter: BandFeatureMeter): Decibels {
  const stems = model.stems.length;
  const bands = model.bandCentreHz.length;
  const powers = (energy: (gram: Float64Array, band: number) => number): number =>
    meter.kWeightedPower({
      mid: Float64Array.from({ length: bands }, (_, b) => energy(section.mid, b)),
      side: Float64Array.from({ length: bands }, (_, b) => energy(section.side, b)),
      leftMinusRight: new Float64Array(bands),
      leftTimesRight: new Float64Array(bands),
    });
  const own = powers((gram, b) => gram[gramIndex(stems, b, stem, stem)]);
  const all = powers((gram, b) => {
    let sum = 0;
    for (let i = 0; i < stems; i++) sum += gram[gramIndex(stems, b, i, i)];
    return sum;
  });
  return own > 0 ? 10 * Math.log10(own / all) : -Infinity;
}
