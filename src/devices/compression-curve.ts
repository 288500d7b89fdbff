import type { Decibels } from '../dsp/units.ts';

/** What a compressor does to a steady level. */
export interface CompressionCurve {
  thresholdDb: Decibels;
  /** ≥ 1; Infinity limits. */
  ratio: number;
  /** Width of the soft transition around the threshold, ≥ 0. */
  kneeDb: Decibels;
}

/**
 * Static gain (≤ 0 dB) of a compressor at an input level, with the quadratic knee of Giannoulis, Massberg & Reiss,
 * "Digital Dynamic Range Compressor Design" (JAES 2012), eq. 4. Silence (−Infinity) gives 0.
 */
export function compressorGainDb({ thresholdDb, ratio, kneeDb }: CompressionCurve, levelDb: Decibels): Decibels {
  const over = kneedDb(levelDb - thresholdDb, kneeDb);
  return over === 0 || ratio === 1 ? 0 : (1 / ratio - 1) * over;
}

/**
 * Static gain (≤ 0 dB) of a downward expander: the same knee, mirrored; `ratio` output decibels for each one below the
 * threshold, down to −120 dB.
 */
export function expanderGainDb({ thresholdDb, ratio, kneeDb }: CompressionCurve, levelDb: Decibels): Decibels {
  const under = kneedDb(thresholdDb - levelDb, kneeDb);
  return under === 0 || ratio === 1 ? 0 : Math.max((1 - ratio) * under, EXPANDER_FLOOR_DB);
}

/** Digital silence would otherwise ask for a gain of −∞ that no release could leave. */
const EXPANDER_FLOOR_DB = -120;

/**
 * How far a level counts as beyond a threshold, ≥ 0: `beyondDb` itself past the knee, 0 before it, a parabola that
 * meets both with their slopes in between.
 */
export function kneedDb(beyondDb: Decibels, kneeDb: Decibels): Decibels {
  if (beyondDb <= -kneeDb / 2) return 0;
  if (beyondDb >= kneeDb / 2) return beyondDb;
  return (beyondDb + kneeDb / 2) ** 2 / (2 * kneeDb);
}
