import type { DisplayLaw, LawConfidence } from './device-model.ts';
import {
  formatDecibels,
  formatMilliseconds,
  formatPan,
  formatPercent,
  formatRatio,
  formatTenthDecibels,
} from './display-text.ts';

/**
 * How Live's raw parameter values and the values it shows belong together.
 *
 * Every law rises strictly over the parameter's raw range and is defined on all of it. `toRaw` of a value beyond the
 * range gives a raw value beyond the range or its end; the caller clamps. A law below `high` confidence has the right
 * range, the right direction and the right default, but Live's own curve between them is not published.
 */

interface Shown {
  unit: string;
  confidence: LawConfidence;
  format: (display: number) => string;
}

/** display = offset + factor · raw. */
export function linearLaw(factor: number, offset: number, shown: Shown): DisplayLaw {
  return { ...shown, toDisplay: (raw) => offset + factor * raw, toRaw: (display) => (display - offset) / factor };
}

/** display = low · (high/low)^raw for raw 0 … 1: equal steps of the control are equal ratios. */
export function logarithmicLaw(low: number, high: number, shown: Shown): DisplayLaw {
  const span = Math.log(high / low);
  return {
    ...shown,
    toDisplay: (raw) => low * Math.exp(span * raw),
    toRaw: (display) => Math.log(Math.max(display, Number.MIN_VALUE) / low) / span,
  };
}

/** The control's raw value is the decibel value: its range in Live says so. */
export const DECIBEL_LAW: DisplayLaw = linearLaw(1, 0, { unit: 'dB', confidence: 'high', format: formatDecibels });

/** 0 … 1 is 0 … 100 %, and 2 is 200 %. */
export const PERCENT_LAW: DisplayLaw = linearLaw(100, 0, {
  unit: '%',
  confidence: 'medium',
  format: formatPercent,
});

/** Raw −1 … 1 shows as 50L … C … 50R; as a number −50 … 50. Read from a running Live. */
export const PAN_LAW: DisplayLaw = linearLaw(50, 0, { unit: 'pan', confidence: 'high', format: formatPan });

/** Where the straight, upper part of the fader begins: 0.4 shows −18 dB, and from there a tenth of the way is 4 dB. */
const FADER_KNEE_RAW = 0.4;
const FADER_KNEE_DB = -18;
const FADER_SLOPE_DB = 40;
/** The lower part is −18 + 42x − 200x², x = raw − 0.4; fitted to Live's own values, which it meets within 0.05 dB. */
const FADER_CURVE_LINEAR = 42;
const FADER_CURVE_SQUARE = -200;
/** Below −60 dB the parabola leaves Live's values; straight lines through the measured points follow them. */
const FADER_FOOT: readonly (readonly [raw: number, db: number])[] = [
  [0, -70],
  [0.0213456, -63],
  [0.0346236, faderCurveDb(0.0346236)],
];

/**
 * Live's mixer fader: raw 0 … 1 shows −inf … +6 dB, 0.85 is 0 dB.
 *
 * Within 0.05 dB of the values read from Live in 3 dB steps from −63 to +6 dB.
 */
export const FADER_LAW: DisplayLaw = {
  unit: 'dB',
  confidence: 'high',
  toDisplay: faderDb,
  toRaw: faderRaw,
  format: formatTenthDecibels,
};

function faderDb(raw: number): number {
  if (raw <= 0) return -Infinity;
  if (raw >= FADER_KNEE_RAW) return FADER_KNEE_DB + FADER_SLOPE_DB * (raw - FADER_KNEE_RAW);
  if (raw >= FADER_FOOT[2][0]) return faderCurveDb(raw);
  const [low, high] = raw < FADER_FOOT[1][0] ? [FADER_FOOT[0], FADER_FOOT[1]] : [FADER_FOOT[1], FADER_FOOT[2]];
  return low[1] + ((high[1] - low[1]) * (raw - low[0])) / (high[0] - low[0]);
}

function faderRaw(db: number): number {
  if (!(db > FADER_FOOT[0][1])) return 0;
  if (db >= FADER_KNEE_DB) return FADER_KNEE_RAW + (db - FADER_KNEE_DB) / FADER_SLOPE_DB;
  if (db >= FADER_FOOT[2][1]) {
    // The rising branch of the parabola, solved for x.
    const root = Math.sqrt(FADER_CURVE_LINEAR ** 2 - 4 * FADER_CURVE_SQUARE * (FADER_KNEE_DB - db));
    return FADER_KNEE_RAW + (-FADER_CURVE_LINEAR + root) / (2 * FADER_CURVE_SQUARE);
  }
  const [low, high] = db < FADER_FOOT[1][1] ? [FADER_FOOT[0], FADER_FOOT[1]] : [FADER_FOOT[1], FADER_FOOT[2]];
  return low[0] + ((high[0] - low[0]) * (db - low[1])) / (high[1] - low[1]);
}

function faderCurveDb(raw: number): number {
  const x = raw - FADER_KNEE_RAW;
  return FADER_KNEE_DB + FADER_CURVE_LINEAR * x + FADER_CURVE_SQUARE * x * x;
}

/** A send at its top is taken to pass 0 dB, so its curve is the fader's, 6 dB lower. Nobody has published it. */
const SEND_OFFSET_DB = -6;

export const SEND_LAW: DisplayLaw = {
  unit: 'dB',
  confidence: 'low',
  toDisplay: (raw) => faderDb(raw) + SEND_OFFSET_DB,
  toRaw: (display) => faderRaw(display - SEND_OFFSET_DB),
  format: formatTenthDecibels,
};

/**
 * The Compressor's threshold spans the fader's range and starts at its 0 dB; that it has the fader's curve is a guess.
 */
export const THRESHOLD_LAW: DisplayLaw = { ...FADER_LAW, confidence: 'low', format: formatDecibels };

/** Top of Utility's gain. */
const UTILITY_TOP_DB = 35;
/** 80·log10(1 + raw) leaves 0 with nearly the slope of the upper half (34.7 against 35 dB) and ends in silence. */
const UTILITY_LOWER_DB = 80;

/** Utility's Output: raw −1 … 1 shows −inf … 35 dB, 0 is 0 dB. Ends and middle are known, the curve is not. */
export const UTILITY_OUTPUT_LAW: DisplayLaw = {
  unit: 'dB',
  confidence: 'low',
  toDisplay: (raw) => {
    if (raw <= -1) return -Infinity;
    return raw >= 0 ? UTILITY_TOP_DB * raw : UTILITY_LOWER_DB * Math.log10(1 + raw);
  },
  toRaw: (display) => (display >= 0 ? display / UTILITY_TOP_DB : 10 ** (display / UTILITY_LOWER_DB) - 1),
  format: formatDecibels,
};

/**
 * Ratio 1 : 1 … inf : 1 over raw 0 … 1, as 1/(1 − raw): equal steps take away equal shares of what is above the
 * threshold.
 */
export const RATIO_LAW: DisplayLaw = {
  unit: 'ratio',
  confidence: 'low',
  toDisplay: (raw) => (raw >= 1 ? Infinity : 1 / (1 - raw)),
  toRaw: (display) => 1 - 1 / display,
  format: formatRatio,
};

/** A time control from `lowMs` at raw 0 to `highMs` at raw 1, taken to be logarithmic. */
export function timeLaw(lowMs: number, highMs: number): DisplayLaw {
  return logarithmicLaw(lowMs, highMs, { unit: 'ms', confidence: 'low', format: formatMilliseconds });
}

/** A level control from `lowDb` at raw 0 to `highDb` at raw 1, taken to be straight in decibels. */
export function levelLaw(lowDb: number, highDb: number): DisplayLaw {
  return linearLaw(highDb - lowDb, lowDb, { unit: 'dB', confidence: 'low', format: formatTenthDecibels });
}
