import { dbToAmplitude, dbToPower } from '../dsp/decibels.ts';
import type { Decibels, Frames, Hertz, Power } from '../dsp/units.ts';
import { BYPASSED } from './bypassed.ts';
import { kneedDb } from './compression-curve.ts';
import type { DeviceModel, ParameterModel } from './device-model.ts';
import { completeSettings, type CompleteSettings } from './device-settings.ts';
import { DECIBEL_LAW, PERCENT_LAW, powerOfTenLaw, SLOPE_LAW } from './display-laws.ts';
import { formatHertz, formatMilliseconds, formatPercent, formatTenthDecibels } from './display-text.ts';
import { GainEnvelope } from './dynamics/gain-envelope.ts';
import { DYNAMICS_CHUNK, LevelDetector, levelOf, RMS_TIME_MS } from './dynamics/level-detector.ts';
import { Sidechain, SIDECHAIN_GAIN, SIDECHAIN_MIX, SIDECHAIN_ON } from './dynamics/sidechain.ts';
import { ThreeBandCrossover, type StereoChunk } from './filters/three-band-crossover.ts';
import { button, choice, control, DEVICE_ON, UNIT_RANGE } from './parameter-rows.ts';

const BANDS = ['Low', 'Mid', 'High'] as const;
type BandName = (typeof BANDS)[number];

const CROSSOVER_LAW = powerOfTenLaw(1, { unit: 'Hz', confidence: 'high', format: formatHertz });
const TIME_LAW = powerOfTenLaw(1, { unit: 'ms', confidence: 'high', format: formatMilliseconds });
const TIME_SCALING_LAW = powerOfTenLaw(100, { unit: '%', confidence: 'high', format: formatPercent });
const THRESHOLD_LAW = { ...DECIBEL_LAW, format: formatTenthDecibels };
/** 0.1 … 5000 ms. */
const TIME_RANGE = [-1, Math.log10(5000)] as const;
const GAIN_RANGE = [-24, 24] as const;
const THRESHOLD_RANGE = [-80, 0] as const;

const ATTACK_MS: Readonly<Record<BandName, number>> = { Low: 50, Mid: 10, High: 5 };
const RELEASE_MS: Readonly<Record<BandName, number>> = { Low: 300, Mid: 200, High: 100 };

/** Live's Multiband Dynamics. */
export const MULTIBAND_DYNAMICS: DeviceModel = {
  name: 'Multiband Dynamics',
  className: 'MultibandDynamics',
  parameters: [
    DEVICE_ON,
    control('Low-Mid Crossover', [Math.log10(30), Math.log10(3000)], CROSSOVER_LAW, 120),
    control('Mid-High Crossover', [Math.log10(300), Math.log10(15_000)], CROSSOVER_LAW, 2500),
    button('Soft Knee On/Off', 'On'),
    choice('Peak/RMS Mode', ['RMS', 'Peak'], 'RMS'),
    control('Output', GAIN_RANGE, DECIBEL_LAW, 0, ['Master Output']),
    control('Amount', UNIT_RANGE, PERCENT_LAW, 100),
    control('Time Scaling', [-1, 1], TIME_SCALING_LAW, 100),
    ...perBand((band) => control(`Output Gain (${band})`, GAIN_RANGE, DECIBEL_LAW, 0)),
    ...perBand((band) => control(`Input Gain (${band})`, GAIN_RANGE, DECIBEL_LAW, 0)),
    ...perBand((band) => button(`Band Activator (${band})`, 'On')),
    ...perBand((band) => control(`Above Threshold (${band})`, THRESHOLD_RANGE, THRESHOLD_LAW, -20)),
    ...perBand((band) => control(`Below Threshold (${band})`, THRESHOLD_RANGE, THRESHOLD_LAW, -60)),
    ...perBand((band) => control(`Above Ratio (${band})`, [-1, 1], SLOPE_LAW, 1)),
    ...perBand((band) => control(`Below Ratio (${band})`, [-3, 1], SLOPE_LAW, 1)),
    ...perBand((band) => control(`Attack Time (${band})`, TIME_RANGE, TIME_LAW, ATTACK_MS[band])),
    ...perBand((band) => control(`Release Time (${band})`, TIME_RANGE, TIME_LAW, RELEASE_MS[band])),
    SIDECHAIN_ON,
    SIDECHAIN_GAIN,
    SIDECHAIN_MIX,
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(MULTIBAND_DYNAMICS, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    const sidechain = new Sidechain(settings, { hasEq: false }, sampleRateHz);
    const input = newCrossover(settings, sampleRateHz);
    const key = settings.isOn('S/C On') ? newCrossover(settings, sampleRateHz) : undefined;
    const bands = (['low', 'mid', 'high'] as const).map((place, index) => ({
      band: new Band(BANDS[index], settings, sampleRateHz),
      sound: input[place],
      heard: (key ?? input)[place],
    }));
    const outputGain = dbToAmplitude(settings.number('Output'));
    const whole = { left: new Float64Array(DYNAMICS_CHUNK), right: new Float64Array(DYNAMICS_CHUNK) };
    return {
      latencyFrames: 0,
      process(left, right, frames, keySignal) {
        const signal = { left, right };
        for (let from = 0; from < frames; from += DYNAMICS_CHUNK) {
          const count = Math.min(DYNAMICS_CHUNK, frames - from);
          for (let n = 0; n < count; n++) {
            whole.left[n] = left[from + n];
            whole.right[n] = right[from + n];
          }
          if (key) {
            sidechain.hear(signal, keySignal, from, count);
            key.split(sidechain, count);
          }
          input.split(whole, count);
          for (const { band, sound, heard } of bands) band.play(sound, heard, count);
          const { low, mid, high } = input;
          for (let n = 0; n < count; n++) {
            left[from + n] = outputGain * (low.left[n] + mid.left[n] + high.left[n]);
            right[from + n] = outputGain * (low.right[n] + mid.right[n] + high.right[n]);
          }
        }
      },
    };
  },
  fidelity:
    "Crossovers, thresholds, ratios, gains and times are in Live's own units. The static curve is exact: every decibel above the upper " +
    'threshold is scaled by its ratio, every decibel below the lower one by the other, either way. The bands are split by ' +
    "Linkwitz–Riley slopes of 24 dB an octave and sum flat (within 0.1 dB) with the phase of two allpasses; Live's own slopes are not " +
    'published. Approximate: the detector (RMS over 10 ms; gain within about 1 dB on music), the knee (6 dB), and which of attack and ' +
    'release is meant where a band is expanded (here attack is towards less gain). Soloing a band is no parameter.',
};

function perBand<Row extends ParameterModel>(row: (band: BandName) => Row): Row[] {
  return BANDS.map(row);
}

function newCrossover(settings: CompleteSettings, sampleRateHz: Hertz): ThreeBandCrossover {
  return new ThreeBandCrossover(
    settings.number('Low-Mid Crossover'),
    settings.number('Mid-High Crossover'),
    sampleRateHz,
  );
}

const SOFT_KNEE_DB: Decibels = 6;

/** No threshold lies lower; what is quieter is treated as being there, or upward compression would know no end. */
const LOWEST_LEVEL_DB: Decibels = -80;

/** One band's gains and dynamics. */
class Band {
  readonly #isActive: boolean;
  readonly #inputGain: number;
  readonly #outputGain: number;
  readonly #amount: number;
  readonly #aboveDb: Decibels;
  readonly #belowDb: Decibels;
  /** Decibels taken away for each one above, and given for each one below. */
  readonly #aboveSlope: number;
  readonly #belowSlope: number;
  readonly #kneeDb: Decibels;
  readonly #inputGainDb: Decibels;
  /** Powers before the input gain between which nothing happens. */
  readonly #restFrom: Power;
  readonly #restTo: Power;
  readonly #detector: LevelDetector;
  readonly #envelope: GainEnvelope;
  readonly #gains = new Float64Array(DYNAMICS_CHUNK);

  constructor(name: BandName, settings: CompleteSettings, sampleRateHz: Hertz) {
    const number = (control: string): number => settings.number(`${control} (${name})`);
    this.#isActive = settings.isOn(`Band Activator (${name})`);
    this.#inputGainDb = number('Input Gain');
    this.#inputGain = dbToAmplitude(this.#inputGainDb);
    this.#outputGain = dbToAmplitude(number('Output Gain'));
    this.#amount = settings.number('Amount') / 100;
    this.#aboveDb = number('Above Threshold');
    this.#belowDb = number('Below Threshold');
    this.#aboveSlope = 1 - 1 / number('Above Ratio');
    this.#belowSlope = 1 - 1 / number('Below Ratio');
    this.#kneeDb = settings.isOn('Soft Knee On/Off') ? SOFT_KNEE_DB : 0;
    const belowEndDb = this.#belowDb + this.#kneeDb / 2 - this.#inputGainDb;
    const aboveStartDb = this.#aboveDb - this.#kneeDb / 2 - this.#inputGainDb;
    this.#restFrom = this.#belowSlope === 0 ? 0 : dbToPower(belowEndDb);
    this.#restTo = this.#aboveSlope === 0 ? Infinity : dbToPower(aboveStartDb);
    this.#detector = new LevelDetector(settings.text('Peak/RMS Mode') === 'Peak' ? 0 : RMS_TIME_MS, sampleRateHz);
    const timeScale = settings.number('Time Scaling') / 100;
    this.#envelope = new GainEnvelope(
      { attackMs: timeScale * number('Attack Time'), releaseMs: timeScale * number('Release Time'), inDecibels: true },
      sampleRateHz,
    );
  }

  /** Changes a chunk of the band in place; `key` is what its detector hears before the input gain. */
  play(sound: StereoChunk, key: StereoChunk, frames: Frames): void {
    if (!this.#isActive) return;
    const gains = this.#gains;
    const gain = this.#inputGain * this.#outputGain;
    if (this.#amount === 0 || (this.#aboveSlope === 0 && this.#belowSlope === 0)) gains.fill(1, 0, frames);
    else {
      this.#detector.measure(key.left, key.right, frames, gains);
      for (let n = 0; n < frames; n++) {
        const power = gains[n];
        // Between the thresholds, where most of a sound lies most of the time, no logarithm is needed.
        const rests = power >= this.#restFrom && power <= this.#restTo;
        gains[n] = rests ? 0 : this.#amount * this.#gainDb(levelOf(power) + this.#inputGainDb);
      }
      this.#envelope.smooth(gains, frames);
    }
    for (let n = 0; n < frames; n++) {
      sound.left[n] *= gain * gains[n];
      sound.right[n] *= gain * gains[n];
    }
  }

  #gainDb(levelDb: Decibels): Decibels {
    const level = levelDb > LOWEST_LEVEL_DB ? levelDb : LOWEST_LEVEL_DB;
    return (
      this.#belowSlope * kneedDb(this.#belowDb - level, this.#kneeDb) -
      this.#aboveSlope * kneedDb(level - this.#aboveDb, this.#kneeDb)
    );
  }
}
