import { dbToAmplitude } from '../dsp/decibels.ts';
import type { Frames, Hertz, Milliseconds } from '../dsp/units.ts';
import type { DeviceModel } from './device-model.ts';
import { completeSettings } from './device-settings.ts';
import { levelLaw, PERCENT_LAW, timeLaw } from './display-laws.ts';
import { parseDisplay } from './display-text.ts';
import { DelayLine } from './dynamics/delay-line.ts';
import { SlidingMinimum } from './dynamics/sliding-minimum.ts';
import { button, choice, control, DEVICE_ON, UNIT_RANGE } from './parameter-rows.ts';

/** Live's Limiter. */
export const LIMITER: DeviceModel = {
  name: 'Limiter',
  className: 'Limiter',
  parameters: [
    DEVICE_ON,
    control('Input Gain', UNIT_RANGE, levelLaw(-24, 24), 0, ['Gain']),
    control('Ceiling', UNIT_RANGE, levelLaw(-24, 0), -0.3),
    control('Release', UNIT_RANGE, timeLaw(0.01, 3000), 100, ['Release time']),
    button('Auto'),
    control('Link', UNIT_RANGE, PERCENT_LAW, 100),
    control('M/S Link', UNIT_RANGE, PERCENT_LAW, 0),
    choice('Lookahead', ['1.5 ms', '3 ms', '6 ms'], '1.5 ms'),
    choice('Routing', ['L/R', 'M/S'], 'L/R'),
    choice('Mode', ['Standard', 'Soft Clip', 'True Peak'], 'Standard'),
    button('Maximize On'),
    control('Threshold', UNIT_RANGE, levelLaw(-24, 0), -0.3),
    control('Output', UNIT_RANGE, levelLaw(-24, 24), 0),
  ],
  createProcessor(given, sampleRateHz) {
    const settings = completeSettings(LIMITER, given);
    if (!settings.isOn('Device On')) return { latencyFrames: 0, process: () => undefined };
    const inputGain = dbToAmplitude(settings.number('Input Gain'));
    const ceiling = dbToAmplitude(settings.number('Ceiling'));
    const link = settings.number('Link') / 100;
    const lookaheadMs = parseDisplay(settings.text('Lookahead'))?.value ?? 0;
    const latencyFrames = Math.round((lookaheadMs / 1000) * sampleRateHz);
    const newEnvelope = (): LookaheadEnvelope =>
      new LookaheadEnvelope(latencyFrames, settings.number('Release'), sampleRateHz);
    const envelopes = [newEnvelope(), newEnvelope()];
    const delays = [new DelayLine(latencyFrames), new DelayLine(latencyFrames)];
    const limitOne = (channel: number, sample: number, gain: number): number => {
      const limited = delays[channel].next(sample) * envelopes[channel].next(gain);
      // The envelope keeps below the ceiling but for rounding.
      return Math.max(-ceiling, Math.min(ceiling, limited));
    };
    return {
      latencyFrames,
      process(left, right, frames) {
        for (let n = 0; n < frames; n++) {
          const l = inputGain * left[n];
          const r = inputGain * right[n];
          const needLeft = neededGain(l, ceiling);
          const needRight = neededGain(r, ceiling);
          const both = Math.min(needLeft, needRight);
          left[n] = limitOne(0, l, link * both + (1 - link) * needLeft);
          right[n] = limitOne(1, r, link * both + (1 - link) * needRight);
        }
      },
    };
  },
  fidelity:
    'A look-ahead peak limiter whose output never passes the ceiling: gain falls over the look-ahead time and recovers ' +
    "exponentially with the release (63 %). Live's own curve is not published; expect gain reduction within about a decibel. Auto plays as the " +
    'Release that is set, every Mode as Standard (sample peaks), Routing as L/R, and Maximize is left out.',
};

/** Gain that brings a sample down to the ceiling; 1 where it is below. */
function neededGain(sample: number, ceiling: number): number {
  const size = Math.abs(sample);
  return size > ceiling ? ceiling / size : 1;
}

/**
 * Gain that is never above what any sample within the look-ahead needs: the minimum over the window, released
 * exponentially, then averaged over the window. Every value averaged has seen the sample that leaves the delay line, so
 * their mean is low enough for it.
 */
class LookaheadEnvelope {
  readonly #minimum: SlidingMinimum;
  readonly #releaseShare: number;
  readonly #recent: Float64Array;
  #at = 0;
  #sum: number;
  #released = 1;

  constructor(lookahead: Frames, releaseMs: Milliseconds, sampleRateHz: Hertz) {
    this.#minimum = new SlidingMinimum(lookahead + 1);
    this.#releaseShare = 1 - Math.exp(-1000 / (releaseMs * sampleRateHz));
    this.#recent = new Float64Array(lookahead + 1).fill(1);
    this.#sum = this.#recent.length;
  }

  next(needed: number): number {
    const floor = this.#minimum.next(needed);
    const recovering = this.#released + (1 - this.#released) * this.#releaseShare;
    this.#released = Math.min(floor, recovering);
    this.#sum += this.#released - this.#recent[this.#at];
    this.#recent[this.#at] = this.#released;
    this.#at = (this.#at + 1) % this.#recent.length;
    return this.#sum / this.#recent.length;
  }
}
