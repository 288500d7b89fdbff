import type { DisplayLaw, LawConfidence } from './device-model.ts';
import {
  formatDecibels,
  formatInverseRatio,
  formatMilliseconds,
  formatPan,
  formatPercent,
  formatRatio,
  formatTenthDecibels,
  formatTwoDigitPercent,
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

/**
 * The fader's curve with its top at another level: −inf at raw 0, 6 dB + `offsetDb` at raw 1. Live stores such controls
 * as an amplitude and shows all of them along the one curve: a Gate's threshold of raw 0.55 shows −12 dB as a fader
 * does, a sidechain gain of raw 0.4 shows 0 dB, a Drum Buss output of raw 0.924942 shows 0 dB.
 */
export function faderLaw(offsetDb: number, shown: Omit<Shown, 'unit'>): DisplayLaw {
  return {
    ...shown,
    unit: 'dB',
    toDisplay: (raw) => faderDb(raw) + offsetDb,
    toRaw: (display) => faderRaw(display - offsetDb),
  };
}

/** A send at its top is taken to pass 0 dB. Nobody has published it. */
export const SEND_LAW: DisplayLaw = faderLaw(-6, { confidence: 'low', format: formatTenthDecibels });

/**
 * The Compressor's threshold spans the fader's range (an amplitude of 0 … 2), as the Gate's does, and that one is known
 * to follow the fader.
 */
export const THRESHOLD_LAW: DisplayLaw = faderLaw(0, { confidence: 'medium', format: formatDecibels });

/** The gain of a sidechain: −inf … +24 dB with 0 dB at raw 0.4, which is where a clip's gain has it. */
export const SIDECHAIN_GAIN_LAW: DisplayLaw = faderLaw(18, { confidence: 'medium', format: formatDecibels });

/** Utility's gain is straight in decibels, 35 for each raw 1 … */
const UTILITY_SLOPE_DB = 35;
/** … down to here, … */
const UTILITY_FOOT_RAW = -0.97;
/** … and from there runs off logarithmically to the silence that raw −1 shows. */
const UTILITY_FOOT_WIDTH = 1 + UTILITY_FOOT_RAW;

/**
 * Utility's Output: raw −1 … 1 shows −inf … 35 dB. The straight part agrees with eleven values that somebody has read
 * from a running Live; how the curve gets from there to silence is not known.
 */
export const UTILITY_OUTPUT_LAW: DisplayLaw = {
  unit: 'dB',
  confidence: 'low',
  toDisplay: (raw) => {
    if (raw <= -1) return -Infinity;
    if (raw >= UTILITY_FOOT_RAW) return UTILITY_SLOPE_DB * raw;
    return UTILITY_SLOPE_DB * (UTILITY_FOOT_RAW + UTILITY_FOOT_WIDTH * Math.log((1 + raw) / UTILITY_FOOT_WIDTH));
  },
  toRaw: (display) => {
    const raw = display / UTILITY_SLOPE_DB;
    if (raw >= UTILITY_FOOT_RAW) return raw;
    return UTILITY_FOOT_WIDTH * Math.exp((raw - UTILITY_FOOT_RAW) / UTILITY_FOOT_WIDTH) - 1;
  },
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

/**
 * The same as the slope of Multiband Dynamics: the raw value is the share of every decibel beyond the threshold that is
 * taken away, 1 − 1/ratio, so that −1 shows `1 : 0.50`, 0 shows `1 : 1.00` and 1 shows `1 : inf`.
 */
export const SLOPE_LAW: DisplayLaw = { ...RATIO_LAW, confidence: 'medium', format: formatInverseRatio };

/**
 * A time control from `lowMs` at raw 0 to `highMs` at raw 1, in equal ratios. So are those of Live's times that do
 * not begin at zero and of which a value is known (Gate, Limiter, Dynamic Tube).
 */
export function timeLaw(lowMs: number, highMs: number, confidence: LawConfidence = 'low'): DisplayLaw {
  return logarithmicLaw(lowMs, highMs, { unit: 'ms', confidence, format: formatMilliseconds });
}

/** display = 10^raw · factor: the raw range of Multiband Dynamics is the logarithm of what it shows. */
export function powerOfTenLaw(factor: number, shown: Shown): DisplayLaw {
  return {
    ...shown,
    toDisplay: (raw) => factor * 10 ** raw,
    toRaw: (display) => Math.log10(Math.max(display, Number.MIN_VALUE) / factor),
  };
}

/** display = top · raw^exponent: controls that begin at zero and are finer there. */
export function powerLaw(top: number, exponent: number, shown: Shown): DisplayLaw {
  return {
    ...shown,
    toDisplay: (raw) => top * Math.max(0, raw) ** exponent,
    toRaw: (display) => Math.max(0, display / top) ** (1 / exponent),
  };
}

/** A level control from `lowDb` at raw 0 to `highDb` at raw 1, straight in decibels. */
export function levelLaw(lowDb: number, highDb: number, confidence: LawConfidence = 'low'): DisplayLaw {
  return linearLaw(highDb - lowDb, lowDb, { unit: 'dB', confidence, format: formatTenthDecibels });
}

/** 0 … 1 is 0 … 100 % on the devices that show two digits. */
export const TWO_DIGIT_PERCENT_LAW: DisplayLaw = { ...PERCENT_LAW, format: formatTwoDigitPercent };
