import { bell, lowShelf, type BiquadCoefficients } from '../dsp/biquad.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Frames, Hertz, Percent } from '../dsp/units.ts';
import { BYPASSED } from './bypassed.ts';
import type { DeviceModel } from './device-model.ts';
import { completeSettings, type CompleteSettings } from './device-settings.ts';
import { levelLaw, linearLaw, logarithmicLaw, PERCENT_LAW } from './display-laws.ts';
import { formatHertz, formatWholeDecibels, formatWholePercent } from './display-text.ts';
import { DcFilter } from './filters/dc-filter.ts';
import { StereoFilter } from './filters/stereo-filter.ts';
import { button, choice, control, DEVICE_ON, UNIT_RANGE } from './parameter-rows.ts';
import {
  cubeCurve,
  hardClip,
  quarterSine,
  roundedClip,
  shapeSamples,
  sineFold,
  softAbove,
  squareCurve,
  type ShapingCurve,
} from './shaping/shaping-curve.ts';

const WHOLE_PERCENT_LAW = { ...PERCENT_LAW, format: formatWholePercent };
/** Raw 0 … 1 shows −100 … 100 %. */
const COLOR_AMOUNT_LAW = linearLaw(200, -100, { unit: '%', confidence: 'medium', format: formatWholePercent });
/** Raw 0.545825 shows 1.00 kHz. */
const COLOR_FREQUENCY_LAW = logarithmicLaw(30, 18_500, { unit: 'Hz', confidence: 'high', format: formatHertz });
const THRESHOLD_LAW = linearLaw(50, -50, { unit: 'dB', confidence: 'medium', format: formatWholeDecibels });

/** Live's Saturator. */
export const SATURATOR: DeviceModel = {
  name: 'Saturator',
  className: 'Saturator',
  parameters: [
    DEVICE_ON,
    control('Drive', UNIT_RANGE, levelLaw(-36, 36, 'high'), 0),
    button('Pre Dc Filter', 'Off', ['DC']),
    choice(
      'Type',
      [
        'Analog Clip',
        'Soft Sine',
        'Bass Shaper',
        'Medium Curve',
        'Hard Curve',
        'Sinoid Fold',
        'Digital Clip',
        'Waveshaper',
      ],
      'Analog Clip',
    ),
    button('Color On', 'On', ['Color']),
    control('Color Amt Low', UNIT_RANGE, COLOR_AMOUNT_LAW, 0, ['Base']),
    control('Color Freq', UNIT_RANGE, COLOR_FREQUENCY_LAW, 1000, ['Frequency']),
    control('Color Width', UNIT_RANGE, WHOLE_PERCENT_LAW, 30, ['Width']),
    control('Color Amt Hi', UNIT_RANGE, COLOR_AMOUNT_LAW, 0, ['Depth']),
    choice('Post Clip Mode', ['No Clip', 'Soft Clip', 'Hard Clip'], 'No Clip', ['Soft Clip']),
    control('Output', UNIT_RANGE, levelLaw(-36, 0, 'medium'), 0),
    control('Dry/Wet', UNIT_RANGE, PERCENT_LAW, 100),
    control('Threshold', UNIT_RANGE, THRESHOLD_LAW, -50),
    control('WS Drive', UNIT_RANGE, WHOLE_PERCENT_LAW, 100),
    control('WS Linearity', UNIT_RANGE, WHOLE_PERCENT_LAW, 50, ['WS Lin']),
    control('WS Curve', UNIT_RANGE, WHOLE_PERCENT_LAW, 5),
    control('WS Damp', UNIT_RANGE, WHOLE_PERCENT_LAW, 0),
    control('WS Period', UNIT_RANGE, WHOLE_PERCENT_LAW, 0),
    control('WS Depth', UNIT_RANGE, WHOLE_PERCENT_LAW, 0),
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(SATURATOR, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    const drive = dbToAmplitude(settings.number('Drive'));
    const curve = curveOf(settings);
    const postCurve = POST_CURVES[settings.text('Post Clip Mode')];
    const color = settings.isOn('Color On') ? colorOf(settings, sampleRateHz) : [];
    const before = new StereoFilter(color);
    const after = new StereoFilter(color.map(inverse));
    const dcFilters = settings.isOn('Pre Dc Filter')
      ? [new DcFilter(sampleRateHz), new DcFilter(sampleRateHz)]
      : undefined;
    const wet = settings.number('Dry/Wet') / 100;
    const outputGain = dbToAmplitude(settings.number('Output'));
    const [wetLeft, wetRight] = [new Float64Array(CHUNK_FRAMES), new Float64Array(CHUNK_FRAMES)];
    return {
      latencyFrames: 0,
      process(left, right, frames) {
        dcFilters?.[0].process(left, frames);
        dcFilters?.[1].process(right, frames);
        for (let from = 0; from < frames; from += CHUNK_FRAMES) {
          const count = Math.min(CHUNK_FRAMES, frames - from);
          for (let n = 0; n < count; n++) {
            wetLeft[n] = drive * left[from + n];
            wetRight[n] = drive * right[from + n];
          }
          before.process(wetLeft, wetRight, count);
          shapeSamples(curve, wetLeft, 0, count);
          shapeSamples(curve, wetRight, 0, count);
          after.process(wetLeft, wetRight, count);
          for (let n = 0; n < count; n++) {
            left[from + n] = (1 - wet) * left[from + n] + wet * wetLeft[n];
            right[from + n] = (1 - wet) * right[from + n] + wet * wetRight[n];
          }
        }
        if (postCurve) {
          shapeSamples(postCurve, left, 0, frames);
          shapeSamples(postCurve, right, 0, frames);
        }
        if (outputGain === 1) return;
        for (let n = 0; n < frames; n++) {
          left[n] *= outputGain;
          right[n] *= outputGain;
        }
      },
    };
  },
  fidelity:
    'Drive, Output, Dry/Wet, hard clips and Digital Clip are exact, at the project rate (Hi-Quality off, so what lies above half the rate ' +
    "folds back as it does in Live). The other curves are drawn after Live's manual, not measured: Analog Clip is straight up to " +
    '−3 dBFS, and its level is right within 0.5 dB and its harmonics within about 3 dB; Soft Sine, Medium Curve and Hard Curve add ' +
    '3.9, 6 and 9.5 dB to quiet sounds, which may be off by as much; Bass Shaper, Sinoid Fold and Waveshaper give the right kind of ' +
    'harmonics only. Color is a low shelf and a bell before the curve and their exact inverses after it; their corners and widths ' +
    'are guesses.',
};

/** Samples that are shaped together, in double precision. */
const CHUNK_FRAMES: Frames = 256;

const POST_CURVES: Readonly<Record<string, ShapingCurve | undefined>> = {
  'No Clip': undefined,
  'Soft Clip': roundedClip,
  'Hard Clip': hardClip,
  // Before the three modes there was a button called Soft Clip.
  On: roundedClip,
};

function curveOf(settings: CompleteSettings): ShapingCurve {
  const type = settings.text('Type');
  switch (type) {
    case 'Analog Clip':
      return roundedClip;
    case 'Soft Sine':
      return quarterSine;
    case 'Bass Shaper':
      return softAbove(dbToAmplitude(settings.number('Threshold')));
    case 'Medium Curve':
      return squareCurve;
    case 'Hard Curve':
      return cubeCurve;
    case 'Sinoid Fold':
      return sineFold;
    case 'Digital Clip':
      return hardClip;
    case 'Waveshaper':
      return waveshaper(settings);
    default:
      throw new Error(`Saturator has no type "${type}".`);
  }
}

/** Ripples of a full-scale sine that Depth lays over the curve: one at Period 0 %, this many more at 100 %. */
const MOST_RIPPLES = 12;
/** Level below which Damp at 100 % closes: about −14 dBFS. */
const DEEPEST_DAMP = 0.2;

/**
 * The free curve, from the words of Live's manual. Lin is the slope of a straight line (50 % leaves the sound as it
 * is); Curve adds the third Chebyshev polynomial, so that a full-scale sine gains exactly its third harmonic; Depth
 * lays a sine over the curve, Period sets how many ripples it has; Damp flattens it near the origin; Drive fades from
 * the untouched sound to all this.
 */
function waveshaper(settings: CompleteSettings): ShapingCurve {
  const share = (name: string): number => settings.number(`WS ${name}`) / 100;
  const [drive, slope, third, depth] = [share('Drive'), 2 * share('Linearity'), share('Curve'), share('Depth')];
  const ripples = Math.PI * (1 + MOST_RIPPLES * share('Period'));
  const damp = (DEEPEST_DAMP * share('Damp')) ** 2;
  return (sample) => {
    if (sample === 0) return 0;
    const x = hardClip(sample);
    const square = x * x;
    let shaped = slope * x + third * x * (3 - 4 * square);
    if (depth !== 0) shaped += depth * Math.sin(ripples * x);
    if (damp !== 0) shaped *= square / (square + damp);
    return sample + drive * (hardClip(shaped) - sample);
  };
}

/** Full scale of the two amounts, from the ranges Live stores. */
const LOW_FULL_SCALE_DB = 36;
const HIGH_FULL_SCALE_DB = 24;
/** "Very low frequencies" of the manual. */
const LOW_CORNER_HZ: Hertz = 120;
/** Bandwidth of the bell at 0 % and how much wider it is at 100 %. */
const NARROWEST_OCTAVES = 0.5;
const WIDER_OCTAVES = 3.5;

/** The filters before the curve; those that do nothing are left out. */
function colorOf(settings: CompleteSettings, sampleRateHz: Hertz): BiquadCoefficients[] {
  const sections: BiquadCoefficients[] = [];
  const lowDb = (LOW_FULL_SCALE_DB * settings.number('Color Amt Low')) / 100;
  const highDb = (HIGH_FULL_SCALE_DB * settings.number('Color Amt Hi')) / 100;
  if (lowDb !== 0) sections.push(lowShelf(sampleRateHz, LOW_CORNER_HZ, Math.SQRT1_2, lowDb));
  if (highDb !== 0) {
    sections.push(bell(sampleRateHz, settings.number('Color Freq'), widthQ(settings.number('Color Width')), highDb));
  }
  return sections;
}

/** Q of a bell some octaves wide: 1 / (2·sinh(½·ln 2·octaves)), from the cookbook of `src/dsp/biquad.ts`. */
function widthQ(width: Percent): number {
  const octaves = NARROWEST_OCTAVES + (WIDER_OCTAVES * width) / 100;
  return 1 / (2 * Math.sinh((Math.LN2 / 2) * octaves));
}

/** The section that undoes another; shelves and bells have all zeros inside the unit circle, so it is stable. */
function inverse({ b0, b1, b2, a1, a2 }: BiquadCoefficients): BiquadCoefficients {
  return { b0: 1 / b0, b1: a1 / b0, b2: a2 / b0, a1: b1 / b0, a2: b2 / b0 };
}
