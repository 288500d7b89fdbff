import { envelopeFilter, ENVELOPE_BLOCK_SECONDS } from './band-envelopes.ts';
import { Biquad, butterworthQs, lowPass, type BiquadCoefficients } from './biquad.ts';
import { GrowingFloat32 } from './growing-array.ts';
import { blockBoundary } from './k-weighted-power.ts';
import type { Bass, BassMeter } from './meters.ts';
import { DECIMATION } from './spectra-plan.ts';
import type { Frames, Hertz } from './units.ts';

/** `BassMeter` in plain TypeScript. */
export class PlainBassMeter implements BassMeter {
  readonly #plan: BassPlan;
  readonly #envelopeFilters: Biquad[];
  readonly #envelope = new GrowingFloat32();
  readonly #waveformFilters: Biquad[];
  readonly #waveform = new GrowingFloat32();
  #filtered = new Float64Array(0);
  #position: Frames = 0;
  #blockSum = 0;

  /** @param sampleRateHz of the signal before it was decimated */
  constructor(sampleRateHz: Hertz) {
    this.#plan = bassPlan(sampleRateHz);
    this.#envelopeFilters = this.#plan.envelope.map((section) => new Biquad(section));
    this.#waveformFilters = this.#plan.waveform.map((section) => new Biquad(section));
  }

  push(mid: Float32Array): void {
    if (this.#filtered.length < mid.length) this.#filtered = new Float64Array(mid.length);
    const filtered = this.#filtered;
    filtered.set(mid);
    for (const filter of this.#envelopeFilters) filter.process(filtered, mid.length);
    this.#sumBlocks(filtered, mid.length);
    filtered.set(mid);
    for (const filter of this.#waveformFilters) filter.process(filtered, mid.length);
    const { keepEvery } = this.#plan;
    for (let n = firstKept(this.#position, keepEvery); n < mid.length; n += keepEvery) this.#waveform.push(filtered[n]);
    this.#position += mid.length;
  }

  finish(blocks: number): Bass {
    return bassOf(this.#plan, this.#envelope.take(blocks), this.#waveform.take());
  }

  #sumBlocks(samples: Float64Array, frames: Frames): void {
    const boundary = (blocks: number): Frames => blockBoundary(blocks, ENVELOPE_BLOCK_SECONDS, this.#plan.rateHz);
    for (let n = 0; n < frames;) {
      const end = boundary(this.#envelope.length + 1) - this.#position;
      const stop = Math.min(frames, end);
      let sum = this.#blockSum;
      for (; n < stop; n++) sum += samples[n] * samples[n];
      this.#blockSum = sum;
      if (n === end) {
        this.#envelope.push(sum / (end + this.#position - boundary(this.#envelope.length)));
        this.#blockSum = 0;
      }
    }
  }
}

/** What filters and rates a bass meter has. */
export interface BassPlan {
  /** Of the decimated signal. */
  rateHz: Hertz;
  envelope: readonly BiquadCoefficients[];
  waveform: readonly BiquadCoefficients[];
  /** One sample of the waveform is kept of so many. */
  keepEvery: Frames;
}

/** @param sampleRateHz of the signal before it was decimated */
export function bassPlan(sampleRateHz: Hertz): BassPlan {
  const rateHz = sampleRateHz / DECIMATION;
  return {
    rateHz,
    envelope: envelopeFilter(rateHz, BASS_HZ),
    waveform: butterworthQs(4).map((q) => lowPass(rateHz, CORNER_HZ, q)),
    keepEvery: Math.max(1, Math.round(rateHz / WAVEFORM_RATE_HZ)),
  };
}

/** Kick and sub. */
const BASS_HZ = { lowHz: 30, highHz: 120 };
/** Enough to tell the pitch of a kick: 240 kB a minute. */
const WAVEFORM_RATE_HZ: Hertz = 1000;
const CORNER_HZ: Hertz = 180;

/** The first sample to keep of those that follow `position` samples. */
export function firstKept(position: Frames, keepEvery: Frames): Frames {
  return (keepEvery - (position % keepEvery)) % keepEvery;
}

/** Names what a bass meter has measured. */
export function bassOf({ rateHz, keepEvery }: BassPlan, envelope: Float32Array, samples: Float32Array): Bass {
  return { envelope, waveform: { sampleRateHz: rateHz / keepEvery, samples } };
}
