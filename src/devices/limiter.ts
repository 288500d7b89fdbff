import { dbToAmplitude } from '../dsp/decibels.ts';
import { quickPeakLimiter } from '../dsp/quick-peak-limiter.ts';
import { TRUE_PEAK_GAIN, TRUE_PEAK_TAPS } from '../dsp/true-peak.ts';
import type { Decibels, Frames, Hertz } from '../dsp/units.ts';
import { BYPASSED } from './bypassed.ts';
import type { DeviceModel, DeviceProcessor, DisplayLaw } from './device-model.ts';
import { completeSettings, type CompleteSettings } from './device-settings.ts';
import { levelLaw, TWO_DIGIT_PERCENT_LAW, timeLaw } from './display-laws.ts';
import { formatTenthDecibels, parseDisplay } from './display-text.ts';
import { DelayLine } from './dynamics/delay-line.ts';
import { InterSamplePeaks, PEAK_DELAY, PEAK_TAPS } from './dynamics/inter-sample-peaks.ts';
import { DYNAMICS_CHUNK } from './dynamics/level-detector.ts';
import { LookaheadEnvelope } from './dynamics/lookahead-envelope.ts';
import { rememberedShare } from './dynamics/smoothing.ts';
import { button, choice, control, DEVICE_ON, UNIT_RANGE } from './parameter-rows.ts';
import { ROUNDED_CLIP_TOP, roundedClip } from './shaping/shaping-curve.ts';

/** Lowest ceiling. */
const LOWEST_CEILING_DB: Decibels = -24;

/**
 * Both ends of a ceiling are known and one value between (raw 0.970144 shows −0.3 dB); −24·(1 − raw)^1.248 meets all
 * three.
 */
const CEILING_EXPONENT = 1.248;
const CEILING_LAW: DisplayLaw = {
  unit: 'dB',
  confidence: 'low',
  toDisplay: (raw) => LOWEST_CEILING_DB * Math.max(0, 1 - raw) ** CEILING_EXPONENT,
  toRaw: (display) => 1 - Math.max(0, display / LOWEST_CEILING_DB) ** (1 / CEILING_EXPONENT),
  format: formatTenthDecibels,
};

/** Live's Limiter. */
export const LIMITER: DeviceModel = {
  name: 'Limiter',
  className: 'Limiter',
  parameters: [
    DEVICE_ON,
    control('Input Gain', UNIT_RANGE, levelLaw(-24, 24, 'high'), 0, ['Gain']),
    control('Ceiling', UNIT_RANGE, CEILING_LAW, -0.3),
    // Raw 0.730311 shows 100 ms.
    control('Release', UNIT_RANGE, timeLaw(0.01, 3000, 'high'), 100, ['Release time']),
    button('Auto'),
    control('Link', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 100),
    control('M/S Link', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 0),
    choice('Lookahead', ['1.5 ms', '3 ms', '6 ms'], '1.5 ms'),
    choice('Routing', ['L/R', 'M/S'], 'L/R'),
    choice('Mode', ['Standard', 'Soft Clip', 'True Peak'], 'Standard'),
    button('Maximize On'),
    control('Threshold', UNIT_RANGE, CEILING_LAW, -0.3),
    control('Output', UNIT_RANGE, CEILING_LAW, 0),
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(LIMITER, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    return quickLimiter(settings, sampleRateHz) ?? plainLimiter(settings, sampleRateHz);
  },
  fidelity:
    'A look-ahead peak limiter whose output never passes the ceiling: gain falls over the look-ahead time and recovers ' +
    'exponentially with the release (63 %). Gains, ceiling, Maximize (what passes the threshold is held and brought to Output), links ' +
    'and routing are as the manual says. True Peak limits the signal four times oversampled; its true peak passes the ' +
    "ceiling by no more than 0.15 dB. Not published, and so approximate: Live's own attack and release curve (expect gain reduction within about a " +
    'decibel), Auto (two recoveries, of 50 and 800 ms) and the curve of Soft Clip (a limiter 2.3 dB above the ceiling into rounded ' +
    'corners).',
};

/** Whether both channels share their gain and one release, and nothing is rounded: as nearly every limiter is set. */
function isUsual(settings: CompleteSettings): boolean {
  const isLinked = settings.text('Routing') === 'L/R' && settings.number('Link') === 100;
  return isLinked && settings.text('Mode') !== 'Soft Clip' && !settings.isOn('Auto');
}

function lookaheadOf(settings: CompleteSettings, sampleRateHz: Hertz): Frames {
  const lookaheadMs = parseDisplay(settings.text('Lookahead'))?.value ?? 0;
  return Math.round((lookaheadMs / 1000) * sampleRateHz);
}

/**
 * The limiter of the usual settings, to the last bit as `plainLimiter` is, in a third of its time; `undefined` where it
 * is set otherwise or too short, and where this machine has no kernels.
 */
function quickLimiter(settings: CompleteSettings, sampleRateHz: Hertz): DeviceProcessor | undefined {
  const delay = lookaheadOf(settings, sampleRateHz);
  if (!isUsual(settings) || delay < TRUE_PEAK_TAPS) return undefined;
  const { gain, ceiling: limit } = levelsOf(settings);
  const limiter = quickPeakLimiter({
    ...{ gain, limit, delay },
    release: 1 - rememberedShare(settings.number('Release'), sampleRateHz),
    ...(settings.text('Mode') === 'True Peak'
      ? { lookahead: delay - PEAK_DELAY, hold: 1, between: { taps: PEAK_TAPS, harmless: limit / TRUE_PEAK_GAIN } }
      : { lookahead: delay, hold: 0 }),
  });
  return limiter && { latencyFrames: delay, process: (left, right, frames) => limiter.process(left, right, frames) };
}

/** The limiter of all settings, in plain TypeScript: what the quick one is compared with. */
export function plainLimiter(settings: CompleteSettings, sampleRateHz: Hertz): DeviceProcessor {
  const { gain: inputGain, ceiling } = levelsOf(settings);
  const isMidSide = settings.text('Routing') === 'M/S';
  const link = settings.number(isMidSide ? 'M/S Link' : 'Link') / 100;
  const mode = settings.text('Mode');
  const softClips = mode === 'Soft Clip';
  const limit = softClips ? ROUNDED_CLIP_TOP * ceiling : ceiling;
  const latencyFrames = lookaheadOf(settings, sampleRateHz);
  const reader = mode === 'True Peak' ? new InterSampleReader(isMidSide) : new SampleReader();
  const envelopes = newEnvelopes(settings, latencyFrames - reader.delay, reader.delay > 0 ? 1 : 0, sampleRateHz);
  const delays = [new DelayLine(latencyFrames), new DelayLine(latencyFrames)];
  const [first, second] = [new Float64Array(DYNAMICS_CHUNK), new Float64Array(DYNAMICS_CHUNK)];
  const [firstGain, secondGain] = [new Float64Array(DYNAMICS_CHUNK), new Float64Array(DYNAMICS_CHUNK)];
  return {
    latencyFrames,
    process(left, right, frames) {
      for (let from = 0; from < frames; from += DYNAMICS_CHUNK) {
        const count = Math.min(DYNAMICS_CHUNK, frames - from);
        for (let n = 0; n < count; n++) {
          const l = inputGain * left[from + n];
          const r = inputGain * right[from + n];
          first[n] = isMidSide ? (l + r) / 2 : l;
          second[n] = isMidSide ? (l - r) / 2 : r;
        }
        reader.read(first, second, count, limit, firstGain, secondGain);
        neededGains(firstGain, secondGain, count, { limit, link, isMidSide });
        envelopes[0].smooth(firstGain, count);
        if (envelopes.length > 1) envelopes[1].smooth(secondGain, count);
        const otherGain = envelopes.length > 1 ? secondGain : firstGain;
        delays[0].process(first, 0, count);
        delays[1].process(second, 0, count);
        for (let n = 0; n < count; n++) {
          const a = first[n] * firstGain[n];
          const b = second[n] * otherGain[n];
          let l = isMidSide ? a + b : a;
          let r = isMidSide ? a - b : b;
          if (softClips) {
            l = ceiling * roundedClip(l / ceiling);
            r = ceiling * roundedClip(r / ceiling);
          }
          // The envelope keeps below the ceiling but for rounding.
          left[from + n] = l > ceiling ? ceiling : l < -ceiling ? -ceiling : l;
          right[from + n] = r > ceiling ? ceiling : r < -ceiling ? -ceiling : r;
        }
      }
    },
  };
}

/** Gain before the limiter and the level it holds, both linear. Maximize has its own pair of controls. */
function levelsOf(settings: CompleteSettings): { gain: number; ceiling: number } {
  const inputDb = settings.number('Input Gain');
  if (!settings.isOn('Maximize On')) {
    return { gain: dbToAmplitude(inputDb), ceiling: dbToAmplitude(settings.number('Ceiling')) };
  }
  const outputDb = settings.number('Output');
  return {
    gain: dbToAmplitude(inputDb + outputDb - settings.number('Threshold')),
    ceiling: dbToAmplitude(outputDb),
  };
}

/** One envelope where both channels share their gain, else two. */
function newEnvelopes(
  settings: CompleteSettings,
  lookahead: Frames,
  hold: Frames,
  sampleRateHz: Hertz,
): LookaheadEnvelope[] {
  const link = settings.number(settings.text('Routing') === 'M/S' ? 'M/S Link' : 'Link');
  const releaseMs = settings.isOn('Auto') ? 'auto' : settings.number('Release');
  return Array.from(
    { length: link === 100 ? 1 : 2 },
    () => new LookaheadEnvelope({ lookahead, hold, releaseMs }, sampleRateHz),
  );
}

/** Finds the peaks of both channels that are to be limited. */
interface PeakReader {
  /** Samples from a peak to its reading. */
  readonly delay: Frames;
  read(
    first: Float64Array,
    second: Float64Array,
    frames: Frames,
    limit: number,
    firstPeaks: Float64Array,
    secondPeaks: Float64Array,
  ): void;
}

class SampleReader implements PeakReader {
  readonly delay = 0;

  read(
    first: Float64Array,
    second: Float64Array,
    frames: Frames,
    _limit: number,
    firstPeaks: Float64Array,
    secondPeaks: Float64Array,
  ): void {
    for (let n = 0; n < frames; n++) {
      firstPeaks[n] = Math.abs(first[n]);
      secondPeaks[n] = Math.abs(second[n]);
    }
  }
}

class InterSampleReader implements PeakReader {
  readonly delay = PEAK_DELAY;
  readonly #first = new InterSamplePeaks();
  readonly #second = new InterSamplePeaks();
  /** Mid and side add up, so that half the limit may already matter. */
  readonly #share: number;

  constructor(isMidSide: boolean) {
    this.#share = isMidSide ? 0.5 : 1;
  }

  read(
    first: Float64Array,
    second: Float64Array,
    frames: Frames,
    limit: number,
    firstPeaks: Float64Array,
    secondPeaks: Float64Array,
  ): void {
    this.#first.measure(first, frames, limit * this.#share, firstPeaks);
    this.#second.measure(second, frames, limit * this.#share, secondPeaks);
  }
}

/** Replaces peaks by the gains that bring them down to the limit; of mid and side, their sum. */
function neededGains(
  first: Float64Array,
  second: Float64Array,
  frames: Frames,
  { limit, link, isMidSide }: { limit: number; link: number; isMidSide: boolean },
): void {
  for (let n = 0; n < frames; n++) {
    let a = first[n] > limit ? limit / first[n] : 1;
    let b = second[n] > limit ? limit / second[n] : 1;
    if (isMidSide) {
      const sum = a * first[n] + b * second[n];
      if (sum > limit) {
        a *= limit / sum;
        b *= limit / sum;
      }
    }
    const both = a < b ? a : b;
    first[n] = link * both + (1 - link) * a;
    second[n] = link * both + (1 - link) * b;
  }
}
