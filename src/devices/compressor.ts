import { amplitudeToDb, dbToAmplitude } from '../dsp/decibels.ts';
import type { Decibels, Hertz, Milliseconds } from '../dsp/units.ts';
import { DelayLine } from './dynamics/delay-line.ts';
import type { DeviceModel } from './device-model.ts';
import { completeSettings } from './device-settings.ts';
import {
  DECIBEL_LAW,
  levelLaw,
  linearLaw,
  logarithmicLaw,
  PERCENT_LAW,
  RATIO_LAW,
  THRESHOLD_LAW,
  timeLaw,
} from './display-laws.ts';
import { formatHertz, formatTenthDecibels, formatThreeDigits, parseDisplay } from './display-text.ts';
import { button, choice, control, DEVICE_ON, UNIT_RANGE } from './parameter-rows.ts';

/** Live's Compressor. */
export const COMPRESSOR: DeviceModel = {
  name: 'Compressor',
  className: 'Compressor2',
  parameters: [
    DEVICE_ON,
    control('Threshold', UNIT_RANGE, THRESHOLD_LAW, 0),
    control('Ratio', UNIT_RANGE, RATIO_LAW, 4),
    control(
      'Expansion Ratio',
      [1, 2],
      linearLaw(1, 0, { unit: 'ratio', confidence: 'high', format: (ratio) => `1 : ${formatThreeDigits(ratio)}` }),
      1.15,
    ),
    control('Attack', UNIT_RANGE, timeLaw(0.01, 1000), 1),
    control('Release', UNIT_RANGE, timeLaw(1, 3000), 30),
    button('Auto Release On/Off'),
    control('Output', [-36, 36], DECIBEL_LAW, 0, ['Output Gain']),
    button('Makeup'),
    control('Dry/Wet', UNIT_RANGE, PERCENT_LAW, 100),
    choice('Model', ['Peak', 'RMS', 'Expand'], 'RMS'),
    choice('Env Mode', ['Lin', 'Log'], 'Log'),
    control('Knee', [0, 18], { ...DECIBEL_LAW, format: formatTenthDecibels }, 6),
    choice('LookAhead', ['0 ms', '1 ms', '10 ms'], '0 ms'),
    button('S/C Listen'),
    button('S/C EQ On', 'On'),
    choice('S/C EQ Type', ['Low Shelf', 'Bell', 'High Shelf', 'Low pass', 'Peak', 'High pass'], 'High pass'),
    control(
      'S/C EQ Freq',
      UNIT_RANGE,
      logarithmicLaw(30, 15_000, { unit: 'Hz', confidence: 'low', format: formatHertz }),
      80,
    ),
    control(
      'S/C EQ Q',
      UNIT_RANGE,
      logarithmicLaw(0.1, 12, { unit: 'Q', confidence: 'low', format: formatThreeDigits }),
      Math.SQRT1_2,
    ),
    control('S/C EQ Gain', [-15, 15], DECIBEL_LAW, 0),
    button('S/C On'),
    control('S/C Gain', UNIT_RANGE, levelLaw(-24, 24), 0),
    control('S/C Mix', UNIT_RANGE, PERCENT_LAW, 100),
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(COMPRESSOR, given);
    if (!settings.isOn('Device On')) return { latencyFrames: 0, process: () => undefined };
    const model = settings.text('Model');
    const curve: CompressorCurve = {
      thresholdDb: settings.number('Threshold'),
      ratio: model === 'Expand' ? settings.number('Expansion Ratio') : settings.number('Ratio'),
      kneeDb: settings.number('Knee'),
    };
    const gainOf = model === 'Expand' ? expanderGainDb : compressorGainDb;
    const makeupDb = settings.isOn('Makeup') && model !== 'Expand' ? -compressorGainDb(curve, 0) : 0;
    const detector = new Detector(model === 'Peak' ? 0 : RMS_TIME_MS, sampleRateHz);
    const envelope = new GainEnvelope(
      settings.text('Env Mode') === 'Log',
      settings.number('Attack'),
      settings.number('Release'),
      sampleRateHz,
    );
    const lookaheadMs = parseDisplay(settings.text('LookAhead'))?.value ?? 0;
    const latencyFrames = Math.round((lookaheadMs / 1000) * sampleRateHz);
    const [delayLeft, delayRight] = [new DelayLine(latencyFrames), new DelayLine(latencyFrames)];
    const wet = settings.number('Dry/Wet') / 100;
    const wetGain = dbToAmplitude(makeupDb + settings.number('Output'));
    return {
      latencyFrames,
      process(left, right, frames) {
        for (let n = 0; n < frames; n++) {
          const levelDb = detector.levelDb(left[n], right[n]);
          const gain = 1 - wet + wet * wetGain * envelope.next(gainOf(curve, levelDb));
          left[n] = gain * delayLeft.next(left[n]);
          right[n] = gain * delayRight.next(right[n]);
        }
      },
    };
  },
  fidelity:
    'Static curve: exact for threshold, ratio and a quadratic knee. Attack and release are the times to reach 63 % of a step, in ' +
    "decibels (Log) or in gain (Lin); RMS is taken over 10 ms. Live's detector and auto release are not published: Auto Release " +
    'plays as the Release that is set. Makeup gives back what the curve takes at 0 dBFS. The sidechain controls are listed, but another ' +
    'track never drives this model.',
};

export interface CompressorCurve {
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
export function compressorGainDb({ thresholdDb, ratio, kneeDb }: CompressorCurve, levelDb: Decibels): Decibels {
  const over = levelDb - thresholdDb;
  const slope = 1 / ratio - 1;
  if (over <= -kneeDb / 2) return 0;
  if (over >= kneeDb / 2) return slope * over;
  return (slope * (over + kneeDb / 2) ** 2) / (2 * kneeDb);
}

/**
 * Static gain (≤ 0 dB) of a downward expander: the same knee, mirrored; `ratio` output decibels for each one below the
 * threshold.
 */
export function expanderGainDb({ thresholdDb, ratio, kneeDb }: CompressorCurve, levelDb: Decibels): Decibels {
  const under = thresholdDb - levelDb;
  if (under <= -kneeDb / 2) return 0;
  const slope = 1 - ratio;
  const gainDb = under >= kneeDb / 2 ? slope * under : (slope * (under + kneeDb / 2) ** 2) / (2 * kneeDb);
  return Math.max(gainDb, EXPANDER_FLOOR_DB);
}

/** Digital silence would otherwise ask for a gain of −∞ that no release could leave. */
const EXPANDER_FLOOR_DB = -120;

/** A window short enough to follow a kick, long enough not to follow a 50 Hz cycle; Live's own is not published. */
const RMS_TIME_MS: Milliseconds = 10;

/** Louder channel's peak, or the RMS of both over a running window. */
class Detector {
  readonly #memory: number;
  #meanSquare = 0;

  constructor(rmsMs: Milliseconds, sampleRateHz: Hertz) {
    this.#memory = rememberedShare(rmsMs, sampleRateHz);
  }

  levelDb(left: number, right: number): Decibels {
    const square = Math.max(left * left, right * right);
    this.#meanSquare = square + this.#memory * (this.#meanSquare - square);
    return amplitudeToDb(Math.sqrt(this.#meanSquare));
  }
}

/** Smooths a target gain: attack while it falls, release while it rises. */
class GainEnvelope {
  readonly #inDecibels: boolean;
  readonly #attackMemory: number;
  readonly #releaseMemory: number;
  #state: number;

  constructor(inDecibels: boolean, attackMs: Milliseconds, releaseMs: Milliseconds, sampleRateHz: Hertz) {
    this.#inDecibels = inDecibels;
    this.#attackMemory = rememberedShare(attackMs, sampleRateHz);
    this.#releaseMemory = rememberedShare(releaseMs, sampleRateHz);
    this.#state = inDecibels ? 0 : 1;
  }

  /** Linear gain after one more sample with the target `gainDb`. */
  next(gainDb: Decibels): number {
    const target = this.#inDecibels ? gainDb : dbToAmplitude(gainDb);
    const memory = target < this.#state ? this.#attackMemory : this.#releaseMemory;
    this.#state = target + memory * (this.#state - target);
    return this.#inDecibels ? dbToAmplitude(this.#state) : this.#state;
  }
}

/**
 * Share of a one-pole smoother's state left after a sample, so that 63 % of a step is reached after `timeMs`; 0 ms
 * follows at once.
 */
function rememberedShare(timeMs: Milliseconds, sampleRateHz: Hertz): number {
  return timeMs <= 0 ? 0 : Math.exp(-1000 / (timeMs * sampleRateHz));
}
