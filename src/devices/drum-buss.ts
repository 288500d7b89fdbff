import { bandPass, Biquad, lowPass, lowShelf } from '../dsp/biquad.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Decibels, Frames, Hertz, Milliseconds, Seconds } from '../dsp/units.ts';
import { BYPASSED } from './bypassed.ts';
import { compressorGainDb, type CompressionCurve } from './compression-curve.ts';
import type { DeviceModel } from './device-model.ts';
import { completeSettings, type CompleteSettings } from './device-settings.ts';
import { faderLaw, linearLaw, logarithmicLaw, TWO_DIGIT_PERCENT_LAW } from './display-laws.ts';
import { formatDecibels, formatHertz, formatThreeDigits } from './display-text.ts';
import { GainEnvelope } from './dynamics/gain-envelope.ts';
import { DYNAMICS_CHUNK, LevelDetector, levelOf } from './dynamics/level-detector.ts';
import { TransientShaper } from './dynamics/transient-shaper.ts';
import { OnePole } from './filters/one-pole.ts';
import { StereoFilter } from './filters/stereo-filter.ts';
import { button, choice, control, DEVICE_ON, SIGNED_RANGE, UNIT_RANGE } from './parameter-rows.ts';
import {
  hardClip,
  shapeSamples,
  sineFold,
  softAbove,
  softSaturation,
  type ShapingCurve,
} from './shaping/shaping-curve.ts';

/** Raw 0.789495 shows 9.20 kHz. */
const DAMPING_LAW = logarithmicLaw(500, 20_000, { unit: 'Hz', confidence: 'high', format: formatHertz });
/** Raw 0.464974 shows 50.0 Hz. */
const BOOM_LAW = logarithmicLaw(30, 90, { unit: 'Hz', confidence: 'high', format: formatHertz });
const TRANSIENTS_LAW = linearLaw(1, 0, { unit: '', confidence: 'high', format: formatThreeDigits });
/** Raw 1 shows 0 dB. */
const TRIM_LAW = faderLaw(-6, { confidence: 'medium', format: formatDecibels });
/** Raw 0.924942 shows 0 dB. */
const OUTPUT_LAW = faderLaw(-3, { confidence: 'medium', format: formatDecibels });

/** Live's Drum Buss. */
export const DRUM_BUSS: DeviceModel = {
  name: 'Drum Buss',
  className: 'DrumBuss',
  parameters: [
    DEVICE_ON,
    button('Compressor On'),
    control('Drive', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 20),
    choice('Drive Type', ['Soft', 'Medium', 'Hard'], 'Soft'),
    control('Crunch', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 0),
    control('Damping Freq', UNIT_RANGE, DAMPING_LAW, 9200),
    control('Transients', SIGNED_RANGE, TRANSIENTS_LAW, 0),
    control('Boom Freq', UNIT_RANGE, BOOM_LAW, 50),
    control('Boom Amt', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 0),
    control('Boom Decay', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 100),
    button('Boom Audition'),
    control('Trim', UNIT_RANGE, TRIM_LAW, 0),
    control('Output', UNIT_RANGE, OUTPUT_LAW, 0, ['Output Gain']),
    control('Dry/Wet', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 100),
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(DRUM_BUSS, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    const trim = dbToAmplitude(settings.number('Trim'));
    const compressor = settings.isOn('Compressor On') ? new BusCompressor(sampleRateHz) : undefined;
    const drive = driveOf(settings, sampleRateHz);
    const crunch =
      settings.number('Crunch') > 0 ? new Crunch(settings.number('Crunch') / 100, sampleRateHz) : undefined;
    const damping = new StereoFilter([lowPass(sampleRateHz, settings.number('Damping Freq'), Math.SQRT1_2)]);
    const amount = settings.number('Transients');
    const transients = amount === 0 ? undefined : new Transients(amount, sampleRateHz);
    const auditions = settings.isOn('Boom Audition');
    const boom = settings.number('Boom Amt') > 0 || auditions ? new Boom(settings, sampleRateHz) : undefined;
    const outputGain = dbToAmplitude(settings.number('Output'));
    const wet = settings.number('Dry/Wet') / 100;
    const [wetLeft, wetRight] = [new Float64Array(DYNAMICS_CHUNK), new Float64Array(DYNAMICS_CHUNK)];
    return {
      latencyFrames: 0,
      process(left, right, frames) {
        for (let from = 0; from < frames; from += DYNAMICS_CHUNK) {
          const count = Math.min(DYNAMICS_CHUNK, frames - from);
          for (let n = 0; n < count; n++) {
            wetLeft[n] = trim * left[from + n];
            wetRight[n] = trim * right[from + n];
          }
          boom?.hear(wetLeft, wetRight, count);
          compressor?.process(wetLeft, wetRight, count);
          drive(wetLeft, wetRight, count);
          crunch?.process(wetLeft, wetRight, count);
          damping.process(wetLeft, wetRight, count);
          transients?.process(wetLeft, wetRight, count);
          if (auditions) {
            wetLeft.fill(0);
            wetRight.fill(0);
          }
          boom?.add(wetLeft, wetRight, count);
          for (let n = 0; n < count; n++) {
            left[from + n] = (1 - wet) * left[from + n] + wet * outputGain * wetLeft[n];
            right[from + n] = (1 - wet) * right[from + n] + wet * outputGain * wetRight[n];
          }
        }
      },
    };
  },
  fidelity:
    "Controls, ranges and steps are Live's; Trim, Output, Dry/Wet, Damp's corner and Boom's frequency are exact. All the rest is drawn " +
    "after Live's manual and not measured: the direction of every control is right, its size is not known (Drive at 20 % within 2 dB, " +
    'at 100 % within 6 dB; Transients within 3 dB; Boom within 6 dB and its decay within a factor of two; Crunch adds the right kind of ' +
    'harmonics only; the compressor is fixed at 3 : 1 above −20 dBFS with 6 dB of makeup). Verify a change of these by a new bounce.',
};

type StereoStage = (left: Float64Array, right: Float64Array, frames: Frames) => void;

/** How much steeper the curves get from no drive to all of it. */
const MOST_SOFT_DRIVE = 4;
const MOST_GAIN_DB: Decibels = 12;
/** Threshold above which Medium bends, at full drive. */
const LOWEST_KNEE = 0.2;
/** "Clipping distortion with bass boost". */
const BASS_BOOST_HZ: Hertz = 120;
const MOST_BASS_BOOST_DB: Decibels = 6;

/** Less than this cannot be told from none, and its curves divide by it. */
const LEAST_DRIVE = 1e-6;

/** The distortion; a wire at 0 %. */
function driveOf(settings: CompleteSettings, sampleRateHz: Hertz): StereoStage {
  const drive = settings.number('Drive') / 100;
  if (drive < LEAST_DRIVE) return () => undefined;
  const gain = dbToAmplitude(MOST_GAIN_DB * drive);
  const type = settings.text('Drive Type');
  switch (type) {
    case 'Soft': {
      // Full scale stays full scale, and what is quieter is raised.
      const steepness = MOST_SOFT_DRIVE * drive;
      const top = 1 / softSaturation(steepness);
      return shapedBy((sample) => top * softSaturation(steepness * sample));
    }
    case 'Medium': {
      const bend = softAbove(1 - (1 - LOWEST_KNEE) * drive);
      return shapedBy((sample) => bend(gain * sample));
    }
    case 'Hard': {
      const boost = new StereoFilter([lowShelf(sampleRateHz, BASS_BOOST_HZ, Math.SQRT1_2, MOST_BASS_BOOST_DB * drive)]);
      const clip = shapedBy((sample) => hardClip(gain * sample));
      return (left, right, frames) => {
        boost.process(left, right, frames);
        clip(left, right, frames);
      };
    }
    default:
      throw new Error(`Drum Buss has no drive type "${type}".`);
  }
}

function shapedBy(curve: ShapingCurve): StereoStage {
  return (left, right, frames) => {
    shapeSamples(curve, left, 0, frames);
    shapeSamples(curve, right, 0, frames);
  };
}

/** Splits both channels at a corner, and puts the halves together again. */
class Split {
  readonly left = new Float64Array(DYNAMICS_CHUNK);
  readonly right = new Float64Array(DYNAMICS_CHUNK);
  readonly #poles: readonly [OnePole, OnePole];

  constructor(cornerHz: Hertz, sampleRateHz: Hertz) {
    this.#poles = [new OnePole(cornerHz, sampleRateHz), new OnePole(cornerHz, sampleRateHz)];
  }

  /** Leaves the lows in the arrays given and the highs in its own. */
  takeHighs(left: Float64Array, right: Float64Array, frames: Frames): void {
    this.#poles[0].split(left, this.left, frames);
    this.#poles[1].split(right, this.right, frames);
  }

  giveBack(left: Float64Array, right: Float64Array, frames: Frames): void {
    for (let n = 0; n < frames; n++) {
      left[n] += this.left[n];
      right[n] += this.right[n];
    }
  }
}

/** "Mid-high frequencies" of the manual. */
const CRUNCH_CORNER_HZ: Hertz = 800;
const MOST_CRUNCH_GAIN_DB: Decibels = 18;
/** The fold has a slope of π/2 where it is quiet; this takes it back. */
const FOLD_LEVEL = 2 / Math.PI;

/** Sine-shaped distortion of the mids and highs. */
class Crunch {
  readonly #split: Split;
  readonly #curve: ShapingCurve;

  constructor(amount: number, sampleRateHz: Hertz) {
    const gain = dbToAmplitude(MOST_CRUNCH_GAIN_DB * amount);
    this.#split = new Split(CRUNCH_CORNER_HZ, sampleRateHz);
    this.#curve = (sample) => (1 - amount) * sample + amount * FOLD_LEVEL * sineFold(gain * sample);
  }

  process(left: Float64Array, right: Float64Array, frames: Frames): void {
    this.#split.takeHighs(left, right, frames);
    shapeSamples(this.#curve, this.#split.left, 0, frames);
    shapeSamples(this.#curve, this.#split.right, 0, frames);
    this.#split.giveBack(left, right, frames);
  }
}

/** From the manual: transients are shaped above 100 Hz. */
const TRANSIENTS_CORNER_HZ: Hertz = 100;

class Transients {
  readonly #split: Split;
  readonly #shaper: TransientShaper;

  constructor(amount: number, sampleRateHz: Hertz) {
    this.#split = new Split(TRANSIENTS_CORNER_HZ, sampleRateHz);
    this.#shaper = new TransientShaper(amount, sampleRateHz);
  }

  process(left: Float64Array, right: Float64Array, frames: Frames): void {
    this.#split.takeHighs(left, right, frames);
    this.#shaper.process(this.#split.left, this.#split.right, frames);
    this.#split.giveBack(left, right, frames);
  }
}

/** "Fast attack, medium release, moderate ratio, ample makeup gain." */
const COMPRESSOR_CURVE: CompressionCurve = { thresholdDb: -20, ratio: 3, kneeDb: 6 };
const COMPRESSOR_ATTACK_MS: Milliseconds = 5;
const COMPRESSOR_RELEASE_MS: Milliseconds = 120;
const COMPRESSOR_MAKEUP = dbToAmplitude(6);

class BusCompressor {
  readonly #detector: LevelDetector;
  readonly #envelope: GainEnvelope;
  readonly #gains = new Float64Array(DYNAMICS_CHUNK);

  constructor(sampleRateHz: Hertz) {
    this.#detector = new LevelDetector(0, sampleRateHz);
    this.#envelope = new GainEnvelope(
      { attackMs: COMPRESSOR_ATTACK_MS, releaseMs: COMPRESSOR_RELEASE_MS, inDecibels: true },
      sampleRateHz,
    );
  }

  process(left: Float64Array, right: Float64Array, frames: Frames): void {
    const gains = this.#gains;
    this.#detector.measure(left, right, frames, gains);
    for (let n = 0; n < frames; n++) gains[n] = compressorGainDb(COMPRESSOR_CURVE, levelOf(gains[n]));
    this.#envelope.smooth(gains, frames);
    for (let n = 0; n < frames; n++) {
      left[n] *= COMPRESSOR_MAKEUP * gains[n];
      right[n] *= COMPRESSOR_MAKEUP * gains[n];
    }
  }
}

/** Time in which the resonance falls by 60 dB, at no decay and at all of it. */
const SHORTEST_RING: Seconds = 0.05;
const LONGEST_RING: Seconds = 0.8;
/** An amplitude falls by 60 dB in ln(1000) time constants. */
const SIXTY_DB_NEPERS = Math.log(1000);
const MOST_BOOM_DB: Decibels = 12;

/** A resonance that the lows of the sound set ringing, in the middle of the picture. */
class Boom {
  readonly #resonance: Biquad;
  readonly #gain: number;
  readonly #sound = new Float64Array(DYNAMICS_CHUNK);

  constructor(settings: CompleteSettings, sampleRateHz: Hertz) {
    const boomHz = settings.number('Boom Freq');
    const ringSeconds = SHORTEST_RING * (LONGEST_RING / SHORTEST_RING) ** (settings.number('Boom Decay') / 100);
    const q = (Math.PI * boomHz * ringSeconds) / SIXTY_DB_NEPERS;
    this.#resonance = new Biquad(bandPass(sampleRateHz, boomHz, q));
    // Halved because left and right are summed.
    this.#gain = (settings.number('Boom Amt') / 100) * 0.5 * dbToAmplitude(MOST_BOOM_DB);
  }

  /** Takes in what comes before all other stages. */
  hear(left: Float64Array, right: Float64Array, frames: Frames): void {
    for (let n = 0; n < frames; n++) this.#sound[n] = this.#gain * (left[n] + right[n]);
    this.#resonance.process(this.#sound, frames);
  }

  add(left: Float64Array, right: Float64Array, frames: Frames): void {
    for (let n = 0; n < frames; n++) {
      left[n] += this.#sound[n];
      right[n] += this.#sound[n];
    }
  }
}
