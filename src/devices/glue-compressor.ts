import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Decibels } from '../dsp/units.ts';
import { BYPASSED } from './bypassed.ts';
import { compressorGainDb, type CompressionCurve } from './compression-curve.ts';
import type { DeviceModel } from './device-model.ts';
import { completeSettings } from './device-settings.ts';
import { DECIBEL_LAW, PERCENT_LAW } from './display-laws.ts';
import { formatTenthDecibels } from './display-text.ts';
import { GainEnvelope } from './dynamics/gain-envelope.ts';
import { DYNAMICS_CHUNK, LevelDetector, levelOf } from './dynamics/level-detector.ts';
import { Sidechain, sidechainEqRows, SIDECHAIN_GAIN, SIDECHAIN_MIX, SIDECHAIN_ON } from './dynamics/sidechain.ts';
import { button, choice, control, DEVICE_ON, UNIT_RANGE } from './parameter-rows.ts';
import { roundedClip } from './shaping/shaping-curve.ts';

/**
 * Ratios and the knee that each comes with: the device has no knee control, "the knee becomes sharper with the ratio".
 */
const KNEE_DB: Readonly<Record<string, Decibels>> = { '2': 12, '4': 6, '10': 2 };

/** Where Peak Clip In holds the output. */
const CLIP_CEILING_DB: Decibels = -0.5;

/** Live's Glue Compressor. */
export const GLUE_COMPRESSOR: DeviceModel = {
  name: 'Glue Compressor',
  className: 'GlueCompressor',
  parameters: [
    DEVICE_ON,
    control('Threshold', [-40, 0], DECIBEL_LAW, 0),
    control('Range', [0, 70], { ...DECIBEL_LAW, format: formatTenthDecibels }, 70),
    control('Output', [0, 20], DECIBEL_LAW, 0, ['Makeup']),
    // Milliseconds.
    choice('Attack', ['.01', '.1', '.3', '1', '3', '10', '30'], '1'),
    choice('Ratio', ['2', '4', '10'], '4'),
    // Seconds; A follows the programme.
    choice('Release', ['.1', '.2', '.4', '.6', '.8', '1.2', 'A'], '.6'),
    control('Dry/Wet', UNIT_RANGE, PERCENT_LAW, 100),
    button('Peak Clip In', 'Off', ['Soft Clip']),
    SIDECHAIN_ON,
    SIDECHAIN_GAIN,
    SIDECHAIN_MIX,
    ...sidechainEqRows({ on: 'Off', centreHz: 200 }),
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(GLUE_COMPRESSOR, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    const ratio = settings.text('Ratio');
    const curve: CompressionCurve = {
      thresholdDb: settings.number('Threshold'),
      ratio: settings.number('Ratio'),
      kneeDb: KNEE_DB[ratio] ?? KNEE_DB['4'],
    };
    const deepestDb = -settings.number('Range');
    const quiet = dbToAmplitude(curve.thresholdDb - curve.kneeDb / 2) ** 2;
    const sidechain = new Sidechain(settings, { hasEq: true }, sampleRateHz);
    const detector = new LevelDetector(0, sampleRateHz);
    const envelope = new GainEnvelope(
      {
        attackMs: settings.number('Attack'),
        releaseMs: settings.text('Release') === 'A' ? 'auto' : 1000 * settings.number('Release'),
        inDecibels: true,
      },
      sampleRateHz,
    );
    const wet = settings.number('Dry/Wet') / 100;
    const wetGain = wet * dbToAmplitude(settings.number('Output'));
    const clips = settings.isOn('Peak Clip In');
    const ceiling = dbToAmplitude(CLIP_CEILING_DB);
    const gains = new Float64Array(DYNAMICS_CHUNK);
    return {
      latencyFrames: 0,
      process(left, right, frames, key) {
        const input = { left, right };
        for (let from = 0; from < frames; from += DYNAMICS_CHUNK) {
          const count = Math.min(DYNAMICS_CHUNK, frames - from);
          sidechain.hear(input, key, from, count);
          detector.measure(sidechain.left, sidechain.right, count, gains);
          for (let n = 0; n < count; n++) {
            gains[n] = gains[n] <= quiet ? 0 : Math.max(deepestDb, compressorGainDb(curve, levelOf(gains[n])));
          }
          envelope.smooth(gains, count);
          for (let n = 0; n < count; n++) {
            const gain = 1 - wet + wetGain * gains[n];
            left[from + n] *= gain;
            right[from + n] *= gain;
          }
          if (!clips) continue;
          for (let n = from; n < from + count; n++) {
            left[n] = ceiling * roundedClip(left[n] / ceiling);
            right[n] = ceiling * roundedClip(right[n] / ceiling);
          }
        }
      },
    };
  },
  fidelity:
    'Threshold, ratio, range, makeup, mix and the steps of attack and release are as Live shows them; the static curve is exact beyond ' +
    'the knee. Not published, and so approximate: the detector (here the louder channel, fed forward; the model for it, a console ' +
    'compressor, feeds back: expect gain reduction within about 1.5 dB and a slower onset in Live), knee widths (12, 6 and 2 dB for ' +
    '2, 4 and 10), release A (two releases, of 100 ms and 1.5 s) and the curve of the clipper at −0.5 dB.',
};
