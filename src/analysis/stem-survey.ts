import { openAudio } from '../audio/open-audio.ts';
import type { Frames, Hertz, Power, Seconds } from '../dsp/units.ts';
import { ActiveExcerpts } from './stem-sound/active-excerpts.ts';
import { soundOfExcerpts, type StemSound } from './stem-sound.ts';

/**
 * What one decode of a stem, or of the mix, leaves for the comparison of all with each other. Plain data: it can be sent between
 * threads. About 2.5 MB for four minutes.
 */
export interface StemSurvey {
  file: string;
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
   * Mean of left and right at full rate, `SNIPPET_SECONDS` every `SNIPPET_EVERY_SECONDS`, one after the other: shows which stems add
   * up to which. All surveys of one rate and start hold the same instants.
   */
  snippets: Float32Array;
}

/** Rate of `outline`, whatever the rate of the file. */
export const OUTLINE_RATE_HZ: Hertz = 1000;
export const SNIPPET_SECONDS: Seconds = 0.05;
/** 0.5 · the golden section: no tempo has its beats there again and again. */
export const SNIPPET_EVERY_SECONDS: Seconds = 0.809;

/** Decodes a file once and surveys it. @throws Failure 'input' as `openAudio` does, and 'cancelled'. */
export async function surveyStem(file: string, signal?: AbortSignal): Promise<StemSurvey> {
  const source = await openAudio(file);
  const { sampleRateHz, channels } = source.format;
  const excerpts = new ActiveExcerpts(sampleRateHz);
  const outline = new OutlineMeter(sampleRateHz);
  const snippets = new SnippetCutter(sampleRateHz);
  let frames = 0;
  let peak = 0;
  let squares = 0;
  for await (const block of source.blocks(signal)) {
    const mid = new Float32Array(block.frames);
    for (let i = 0; i < block.frames; i++) {
      const l = block.left[i];
      const r = block.right[i];
      mid[i] = 0.5 * (l + r);
      squares += l * l + r * r;
      // Comparisons rather than Math.max: this runs for every sample.
      if (l > peak || -l > peak) peak = l < 0 ? -l : l;
      if (r > peak || -r > peak) peak = r < 0 ? -r : r;
    }
    excerpts.push(block.left, block.right, block.frames);
    outline.push(mid);
    snippets.push(mid);
    frames += block.frames;
  }
  return {
    file,
    sampleRateHz,
    channels,
    frames,
    durationSeconds: frames / sampleRateHz,
    peak,
    meanSquare: squares / (2 * frames),
    sound: soundOfExcerpts(excerpts.finish()),
    outline: outline.finish(),
    snippets: snippets.finish(),
  };
}

/** Averages over milliseconds; one that no sample falls into cannot be, since every rate is far higher. */
class OutlineMeter {
  readonly #sampleRateHz: Hertz;
  readonly #values: number[] = [];
  #sum = 0;
  #count = 0;
  #position = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
  }

  push(samples: Float32Array): void {
    for (const sample of samples) {
      if (this.#position * OUTLINE_RATE_HZ >= (this.#values.length + 1) * this.#sampleRateHz) this.#next();
      this.#sum += sample;
      this.#count++;
      this.#position++;
    }
  }

  finish(): Float32Array {
    if (this.#count > 0) this.#next();
    return Float32Array.from(this.#values);
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

  push(samples: Float32Array): void {
    const end = this.#position + samples.length;
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
