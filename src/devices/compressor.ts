import { dbToAmplitude } from '../dsp/decibels.ts';
import { BYPASSED } from './bypassed.ts';
import { compressorGainDb, expanderGainDb, type CompressionCurve } from './compression-curve.ts';
import type { DeviceModel } from './device-model.ts';
import { completeSettings } from './device-settings.ts';
import { DECIBEL_LAW, linearLaw, PERCENT_LAW, RATIO_LAW, THRESHOLD_LAW, timeLaw } from './display-laws.ts';
import { formatInverseRatio, formatTenthDecibels, parseDisplay } from './display-text.ts';
import { DelayLine } from './dynamics/delay-line.ts';
import { GainEnvelope } from './dynamics/gain-envelope.ts';
import { DYNAMICS_CHUNK, LevelDetector, levelOf, RMS_TIME_MS } from './dynamics/level-detector.ts';
import { Sidechain, sidechainEqRows, SIDECHAIN_GAIN, SIDECHAIN_MIX, SIDECHAIN_ON } from './dynamics/sidechain.ts';
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
      linearLaw(1, 0, { unit: 'ratio', confidence: 'high', format: formatInverseRatio }),
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
    ...sidechainEqRows({ on: 'On', centreHz: 80 }),
    SIDECHAIN_ON,
    SIDECHAIN_GAIN,
    SIDECHAIN_MIX,
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(COMPRESSOR, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    const model = settings.text('Model');
    const expands = model === 'Expand';
    const curve: CompressionCurve = {
      thresholdDb: Math.max(LOWEST_THRESHOLD_DB, settings.number('Threshold')),
      ratio: settings.number(expands ? 'Expansion Ratio' : 'Ratio'),
      kneeDb: settings.number('Knee'),
    };
    const makeupDb = settings.isOn('Makeup') && !expands ? -compressorGainDb(curve, 0) : 0;
    const detector = new LevelDetector(model === 'Peak' ? 0 : RMS_TIME_MS, sampleRateHz);
    const envelope = new GainEnvelope(
      {
        attackMs: settings.number('Attack'),
        releaseMs: settings.isOn('Auto Release On/Off') ? 'auto' : settings.number('Release'),
        inDecibels: settings.text('Env Mode') === 'Log',
      },
      sampleRateHz,
    );
    const sidechain = new Sidechain(settings, { hasEq: true }, sampleRateHz);
    const listens = settings.isOn('S/C Listen');
    const lookaheadMs = parseDisplay(settings.text('LookAhead'))?.value ?? 0;
    const latencyFrames = Math.round((lookaheadMs / 1000) * sampleRateHz);
    const delays = [new DelayLine(latencyFrames), new DelayLine(latencyFrames)];
    const wet = settings.number('Dry/Wet') / 100;
    const wetGain = wet * dbToAmplitude(makeupDb + settings.number('Output'));
    const gains = new Float64Array(DYNAMICS_CHUNK);
    return {
      latencyFrames,
      process(left, right, frames, key) {
        const input = { left, right };
        for (let from = 0; from < frames; from += DYNAMICS_CHUNK) {
          const count = Math.min(DYNAMICS_CHUNK, frames - from);
          sidechain.hear(input, key, from, count);
          detector.measure(sidechain.left, sidechain.right, count, gains);
          if (expands) expand(curve, gains, count);
          else compress(curve, gains, count);
          envelope.smooth(gains, count);
          if (listens) {
            left.set(sidechain.left.subarray(0, count), from);
            right.set(sidechain.right.subarray(0, count), from);
          }
          delays[0].process(left, from, from + count);
          delays[1].process(right, from, from + count);
          if (listens) continue;
          for (let n = 0; n < count; n++) {
            const gain = 1 - wet + wetGain * gains[n];
            left[from + n] *= gain;
            right[from + n] *= gain;
          }
        }
      },
    };
  },
  fidelity:
    'Static curve: exact for threshold, ratio and a quadratic knee. Attack and release are the times to reach 63 % of a step, in ' +
    'decibels (Log) or in gain (Lin). The sidechain hears the routed track, or silence where none is given, mixed and ' +
    "filtered as set; its filters are exact bilinear ones, Peak is a band-pass. Not published, and so approximate: Live's detector " +
    '(RMS here over 10 ms; gain reduction on music within about 1 dB), Auto Release (two releases, of 100 ms and 1.5 s) and Makeup ' +
    '(gives back what the curve takes at 0 dBFS).',
};

/** The threshold's curve ends here; below it shows −inf, which no gain could answer. */
const LOWEST_THRESHOLD_DB = -70;

/** Replaces powers by the gains in decibels that the curve asks for. */
function compress(curve: CompressionCurve, powers: Float64Array, frames: number): void {
  // Most samples of most music lie below the knee, where no logarithm is needed.
  const quiet = dbToAmplitude(curve.thresholdDb - curve.kneeDb / 2) ** 2;
  for (let n = 0; n < frames; n++) {
    powers[n] = powers[n] <= quiet ? 0 : compressorGainDb(curve, levelOf(powers[n]));
  }
}

function expand(curve: CompressionCurve, powers: Float64Array, frames: number): void {
  for (let n = 0; n < frames; n++) powers[n] = expanderGainDb(curve, levelOf(powers[n]));
}
