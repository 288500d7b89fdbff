import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Frames, Hertz } from '../dsp/units.ts';
import { autoFilterRows } from './filters/auto-filter-rows.ts';
import { channelFilter, LONGEST_BLOCK } from './filters/channel-filter.ts';
import { BYPASSED } from './bypassed.ts';
import type { DeviceModel, KeySignal } from './device-model.ts';
import { completeSettings, type CompleteSettings } from './device-settings.ts';
import { Sidechain } from './dynamics/sidechain.ts';
import { ARRIVED, rememberedShare } from './dynamics/smoothing.ts';
import { LFO_WAVES, LfoClock, lfoValue, steppedValue, type LfoWave } from './modulation/low-frequency-oscillator.ts';
import { roundedClip, shapeSamples, softSaturation } from './shaping/shaping-curve.ts';

/** Live's Auto Filter, as it is since Live 12.2. */
export const AUTO_FILTER: DeviceModel = {
  name: 'Auto Filter',
  className: 'AutoFilter2',
  parameters: autoFilterRows(),
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(AUTO_FILTER, given);
    if (!settings.isOn('Device On')) return BYPASSED;
    const filters = [channelFilter(settings, sampleRateHz), channelFilter(settings, sampleRateHz)];
    const modulation = isModulated(settings) ? new Modulation(settings, sampleRateHz) : undefined;
    const driveShare = settings.number('Drive') / 100;
    const driveGain = dbToAmplitude(MOST_DRIVE_DB * driveShare);
    const clips = settings.isOn('Soft Clip On');
    const wet = settings.number('Dry/Wet') / 100;
    const wetGain = dbToAmplitude(settings.number('Output'));
    const sound = [new Float64Array(LONGEST_BLOCK), new Float64Array(LONGEST_BLOCK)];
    // Samples left until the filter is moved again: blocks lie the same however the signal is cut.
    let untilMove: Frames = 0;
    return {
      latencyFrames: 0,
      process(left, right, frames, key) {
        const input = { left, right };
        for (let from = 0; from < frames;) {
          let count = Math.min(LONGEST_BLOCK, frames - from);
          if (modulation) {
            if (untilMove === 0) {
              untilMove = CONTROL_BLOCK;
              const octaves = modulation.next();
              filters[0].tune(octaves.left);
              filters[1].tune(octaves.right);
            }
            count = Math.min(count, untilMove);
            untilMove -= count;
            modulation.hear(input, key, from, count);
          }
          for (const [channel, samples] of [left, right].entries()) {
            const filtered = sound[channel];
            for (let n = 0; n < count; n++) filtered[n] = samples[from + n];
            if (driveShare > 0) {
              for (let n = 0; n < count; n++) {
                filtered[n] += driveShare * (softSaturation(driveGain * filtered[n]) - filtered[n]);
              }
            }
            filters[channel].process(filtered, 0, count);
            if (clips) shapeSamples(roundedClip, filtered, 0, count);
            for (let n = 0; n < count; n++) {
              samples[from + n] = (1 - wet) * samples[from + n] + wet * wetGain * filtered[n];
            }
          }
          from += count;
        }
      },
    };
  },
  fidelity:
    'Low-pass, high-pass, band-pass and notch at 12 and 24 dB an octave, and Morph, are exact bilinear responses of the SVF circuit at ' +
    'the frequency shown; the other circuits play as SVF. Not published, and so approximate: how Resonance maps to Q (0 % is ' +
    'Butterworth, 100 % is 20; up to 3 dB at the peak), Drive, Comb, Resampling, Notch+LP, Vowel and DJ (right in kind), and the depth ' +
    'of modulation (100 % moves the filter five octaves). A plan has no tempo, so synced oscillators and sample-and-holds stand ' +
    'still; LFO Morph, LFO Spin and Env Hold are not played.',
};

/** Gain before the saturation at 100 % drive. */
const MOST_DRIVE_DB = 24;

/** Samples between two moves of the filter: 0.7 ms at 44.1 kHz, faster than any of its times. */
const CONTROL_BLOCK: Frames = 32;

/** How far full modulation moves the filter. */
const MOST_OCTAVES = 5;

function isModulated(settings: CompleteSettings): boolean {
  return settings.number('LFO Amount') !== 0 || settings.number('Env Amount') !== 0;
}

/** Everything that moves the filter. */
class Modulation {
  readonly #lfoOctaves: number;
  readonly #envelopeOctaves: number;
  readonly #wave: LfoWave;
  readonly #clock: LfoClock;
  readonly #rightPhase: number;
  readonly #steps: number;
  readonly #smoothing: number;
  readonly #sidechain: Sidechain;
  readonly #attack: number;
  readonly #release: number;
  #left = 0;
  #right = 0;
  #envelope = 0;

  constructor(settings: CompleteSettings, sampleRateHz: Hertz) {
    const blocksPerSecond = sampleRateHz / CONTROL_BLOCK;
    const rateHz = freeRateHz(settings);
    this.#lfoOctaves = rateHz === 0 ? 0 : (MOST_OCTAVES * settings.number('LFO Amount')) / 100;
    this.#envelopeOctaves = (MOST_OCTAVES * settings.number('Env Amount')) / 100;
    this.#wave = LFO_WAVES.find((wave) => wave === settings.text('LFO Wave')) ?? 'Sine';
    this.#clock = new LfoClock(rateHz, blocksPerSecond, settings.number('LFO Offset') / 360);
    this.#rightPhase = settings.text('LFO S Mode') === 'Phase' ? settings.number('LFO Phase') / 360 : 0;
    this.#steps = settings.text('LFO Q Mode') === 'Steps' ? settings.number('LFO Steps') : 0;
    const smoothMs = (LONGEST_SMOOTHING_MS * settings.number('LFO Smoothing')) / 100;
    this.#smoothing = rememberedShare(smoothMs, blocksPerSecond);
    this.#sidechain = new Sidechain(settings, { hasEq: true }, sampleRateHz);
    this.#attack = rememberedShare(settings.number('Env Attack'), sampleRateHz);
    this.#release = rememberedShare(settings.number('Env Release'), sampleRateHz);
  }

  /** Octaves to move the filter by, for the next control block. */
  next(): { left: number; right: number } {
    const cycles = this.#clock.next();
    this.#left = this.#smoothed(this.#left, this.#valueAt(cycles));
    this.#right = this.#smoothed(this.#right, this.#valueAt(cycles + this.#rightPhase));
    const byEnvelope = this.#envelopeOctaves * Math.min(1, this.#envelope);
    return { left: this.#lfoOctaves * this.#left + byEnvelope, right: this.#lfoOctaves * this.#right + byEnvelope };
  }

  /** Lets the envelope follow the input, or what is routed into the sidechain. */
  hear(
    input: { left: Float32Array; right: Float32Array },
    key: KeySignal | undefined,
    from: Frames,
    frames: Frames,
  ): void {
    if (this.#envelopeOctaves === 0) return;
    this.#sidechain.hear(input, key, from, frames);
    const { left, right } = this.#sidechain;
    let envelope = this.#envelope;
    for (let n = 0; n < frames; n++) {
      const level = Math.max(Math.abs(left[n]), Math.abs(right[n]));
      envelope = level + (level > envelope ? this.#attack : this.#release) * (envelope - level);
    }
    this.#envelope = envelope < ARRIVED ? 0 : envelope;
  }

  #valueAt(cycles: number): number {
    const value = lfoValue(this.#wave, cycles);
    return this.#steps === 0 ? value : steppedValue(value, this.#steps);
  }

  #smoothed(state: number, value: number): number {
    return value + this.#smoothing * (state - value);
  }
}

/** Time constant of the smoothing at 100 %. */
const LONGEST_SMOOTHING_MS = 200;

/** Rate of the oscillator where it is free; 0 where it follows the song's tempo. */
function freeRateHz(settings: CompleteSettings): Hertz {
  switch (settings.text('LFO T Mode')) {
    case 'Rate':
      return settings.number('LFO Freq');
    case 'Time':
      return 1000 / settings.number('LFO Time');
    default:
      return 0;
  }
}
