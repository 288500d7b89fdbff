import type { StereoSignal } from '../audio/audio-source.ts';
import { ContentHash } from '../audio/content-hash.ts';
import { openAudio } from '../audio/open-audio.ts';
import { GrowingFloat32 } from '../dsp/growing-array.ts';
import type { Frames, Hertz, Power, Seconds } from '../dsp/units.ts';
import { EarPowerMeter, type EarPowers } from './masking/ear-powers.ts';
import { StemDefectMeter, type StemDefects } from './stem-defects.ts';
import { ActiveExcerpts } from './stem-sound/active-excerpts.ts';
import { soundOfExcerpts, type StemSound } from './stem-sound.ts';

/**
 * What one decode of a stem, or of the mix, leaves for the comparison of all with each other. Plain data: it can be
 * sent between threads. About 3 MB for four minutes.
 */
export interface StemSurvey {
  file: string;
  /** See `ContentHash`. */
  contentHash: string;
  sampleRateHz: Hertz;
  channels: number;
  frames: Frames;
  durationSeconds: Seconds;
  peak: number;
  /** Mean square of left and right together. */
  meanSquare: Power;
  sound: StemSound;
  /** Mean of left and right over each millisecond: shows where a stem stands in the mix, however far it is shifted. */
  outline: Float32Array;
  /**
   * Mean of left and right at full rate, `SNIPPET_SECONDS` every `SNIPPET_EVERY_SECONDS`, one after the other: shows
   * which stems add up to which. All surveys of one rate and start hold the same instants.
   */
  snippets: Float32Array;
  /** Power in each band of the ear every tenth of a second: shows which stems cover which. */
  ear: EarPowers;
  defects: StemDefects;
}

/** Rate of `outline`, whatever the rate of the file. */
export const OUTLINE_RATE_HZ: Hertz = 1000;
const SNIPPET_SECONDS: Seconds = 0.05;
/** 0.5 · the golden section: no tempo has its beats there again and again. */
const SNIPPET_EVERY_SECONDS: Seconds = 0.809;

/** Decodes a file once and surveys it. @throws Failure 'input' as `openAudio` does, and 'cancelled'. */
export async function surveyStem(file: string, signal?: AbortSignal): Promise<StemSurvey> {
  const source = await openAudio(file);
  const { sampleRateHz, channels } = source.format;
  const excerpts = new ActiveExcerpts(sampleRateHz);
  const outline = new OutlineMeter(sampleRateHz);
  const snippets = new SnippetCutter(sampleRateHz);
  const ear = new EarPowerMeter(sampleRateHz);
  const defects = new StemDefectMeter();
  const hash = new ContentHash();
  for await (const { left, right, frames } of source.blocks(signal, hash)) {
    for (const meter of [excerpts, ear, defects]) meter.push(left, right, frames);
    snippets.push(outline.push(left, right, frames), frames);
  }
  const { frames, peak, squares, values } = outline.finish();
  const [earPowers, loudest] = [ear.finish(), excerpts.finish()];
  return {
    file,
    contentHash: hash.digest(),
    sampleRateHz,
    channels,
    frames,
    durationSeconds: frames / sampleRateHz,
    peak,
    meanSquare: squares / (2 * frames),
    sound: soundOfExcerpts(loudest),
    outline: values,
    snippets: snippets.finish(),
    ear: earPowers,
    defects: defects.finish(earPowers, loudest),
  };
}

/** The bands of a signal in memory, as a survey holds them. */
export function measureEarPowers({ sampleRateHz, left, right }: StereoSignal): EarPowers {
  const meter = new EarPowerMeter(sampleRateHz);
  meter.push(left, right, left.length);
  return meter.finish();
}

/**
 * Goes through every sample once: mean of left and right, averaged over milliseconds, and level. One loop, because all
 * of a song comes by here.
 */
class OutlineMeter {
  readonly #sampleRateHz: Hertz;
  readonly #values = new GrowingFloat32();
  #mid = new Float32Array(0);
  #sum = 0;
  #count = 0;
  #frames: Frames = 0;
  #peak = 0;
  #squares = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** @returns the mean of left and right, in an array that the next call uses again. */
  push(left: Float32Array, right: Float32Array, frames: Frames): Float32Array {
    if (this.#mid.length < frames) this.#mid = new Float32Array(frames);
    for (let from = 0; from < frames;) {
      const millisecondEnds = Math.ceil(((this.#values.length + 1) * this.#sampleRateHz) / OUTLINE_RATE_HZ);
      const to = Math.min(frames, from + millisecondEnds - this.#frames);
      this.#stretch(left, right, from, to);
      this.#frames += to - from;
      from = to;
      if (this.#frames === millisecondEnds) this.#next();
    }
    return this.#mid;
  }

  /** No millisecond is without a sample, since every rate is far higher; the last may be incomplete. */
  finish(): { frames: Frames; peak: number; squares: number; values: Float32Array } {
    if (this.#count > 0) this.#next();
    return { frames: this.#frames, peak: this.#peak, squares: this.#squares, values: this.#values.take() };
  }

  #stretch(left: Float32Array, right: Float32Array, from: number, to: number): void {
    const mid = this.#mid;
    let sum = 0;
    let squares = 0;
    let peak = this.#peak;
    for (let i = from; i < to; i++) {
      const l = left[i];
      const r = right[i];
      const m = 0.5 * (l + r);
      mid[i] = m;
      sum += m;
      squares += l * l + r * r;
      // Comparisons rather than Math.max: this runs for every sample.
      if (l > peak || -l > peak) peak = l < 0 ? -l : l;
      if (r > peak || -r > peak) peak = r < 0 ? -r : r;
    }
    this.#sum += sum;
    this.#squares += squares;
    this.#peak = peak;
    this.#count += to - from;
  }

  #next(): void {
    this.#values.push(this.#sum / this.#count);
    this.#sum = 0;
    this.#count = 0;
  }
}

class SnippetCutter {
  readonly #sampleRateHz: Hertz;
  readonly #length: Frames;
  readonly #snippets: Float32Array[] = [];
  #position = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
    this.#length = snippetFrames(sampleRateHz);
  }

  push(samples: Float32Array, frames: Frames): void {
    const end = this.#position + frames;
    for (let index = Math.max(0, this.#snippets.length - 1); this.#startOf(index) < end; index++) {
      const start = this.#startOf(index);
      const snippet = (this.#snippets[index] ??= new Float32Array(this.#length));
      const from = Math.max(start, this.#position);
      const to = Math.min(start + this.#length, end);
      if (to > from) snippet.set(samples.subarray(from - this.#position, to - this.#position), from - start);
    }
    this.#position = end;
  }

  finish(): Float32Array {
    const all = new Float32Array(this.#snippets.length * this.#length);
    this.#snippets.forEach((snippet, index) => all.set(snippet, index * this.#length));
    return all;
  }

  #startOf(index: number): Frames {
    return Math.round(index * SNIPPET_EVERY_SECONDS * this.#sampleRateHz);
  }
}

/** Length of one snippet at a rate. */
export function snippetFrames(sampleRateHz: Hertz): Frames {
  return Math.round(SNIPPET_SECONDS * sampleRateHz);
}
