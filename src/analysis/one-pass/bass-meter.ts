import { envelopeFilter, ENVELOPE_BLOCK_SECONDS } from '../../dsp/band-envelopes.ts';
import { Biquad, butterworthQs, lowPass } from '../../dsp/biquad.ts';
import { GrowingFloat32 } from '../../dsp/growing-array.ts';
import { blockBoundary } from '../../dsp/k-weighted-power.ts';
import { DECIMATION } from '../../dsp/spectra-plan.ts';
import type { Frames, Hertz } from '../../dsp/units.ts';
import type { TrackFrames } from '../track-frames.ts';

/**
 * What is read from the decimated mid signal that a `SpectrumListener` hears: the envelope from 30 to 120 Hz, and the
 * waveform below 180 Hz, a fourth-order Butterworth low-pass, at about 1 kHz.
 */
export class BassMeter {
  readonly #decimatedRateHz: Hertz;
  readonly #envelopeFilters: Biquad[];
  readonly #envelope = new GrowingFloat32();
  readonly #waveformFilters: Biquad[];
  readonly #waveform = new GrowingFloat32();
  readonly #keepEvery: Frames;
  #filtered = new Float64Array(0);
  #position: Frames = 0;
  #blockSum = 0;

  /** @param sampleRateHz of the signal before it was decimated */
  constructor(sampleRateHz: Hertz) {
    const rate = sampleRateHz / DECIMATION;
    this.#decimatedRateHz = rate;
    this.#envelopeFilters = envelopeFilter(rate, BASS_HZ).map((section) => new Biquad(section));
    this.#waveformFilters = butterworthQs(4).map((q) => new Biquad(lowPass(rate, CORNER_HZ, q)));
    this.#keepEvery = Math.max(1, Math.round(rate / WAVEFORM_RATE_HZ));
  }

  push(mid: Float32Array): void {
    if (this.#filtered.length < mid.length) this.#filtered = new Float64Array(mid.length);
    const filtered = this.#filtered;
    filtered.set(mid);
    inPairs(this.#envelopeFilters, filtered, mid.length);
    this.#sumBlocks(filtered, mid.length);
    filtered.set(mid);
    inPairs(this.#waveformFilters, filtered, mid.length);
    const keepEvery = this.#keepEvery;
    const first = (keepEvery - (this.#position % keepEvery)) % keepEvery;
    for (let n = first; n < mid.length; n += keepEvery) this.#waveform.push(filtered[n]);
    this.#position += mid.length;
  }

  /** Mean squares over blocks of 5 ms, as many as the other envelopes have. */
  envelope(blocks: number): Float32Array {
    return this.#envelope.toArray(blocks);
  }

  get waveform(): TrackFrames['lowWaveform'] {
    return { sampleRateHz: this.#decimatedRateHz / this.#keepEvery, samples: this.#waveform.toArray() };
  }

  #sumBlocks(samples: Float64Array, frames: Frames): void {
    const boundary = (blocks: number): Frames => blockBoundary(blocks, ENVELOPE_BLOCK_SECONDS, this.#decimatedRateHz);
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

/** Through an even number of sections, two at a time. */
function inPairs(sections: readonly Biquad[], samples: Float64Array, frames: Frames): void {
  for (let i = 0; i < sections.length; i += 2) sections[i].processWith(sections[i + 1], samples, frames);
}

/** Kick and sub. */
const BASS_HZ = { lowHz: 30, highHz: 120 };
/** Enough to tell the pitch of a kick: 240 kB a minute. */
const WAVEFORM_RATE_HZ: Hertz = 1000;
const CORNER_HZ: Hertz = 180;
