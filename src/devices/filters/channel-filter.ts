import { butterworthQs } from '../../dsp/biquad.ts';
import type { Frames, Hertz } from '../../dsp/units.ts';
import type { CompleteSettings } from '../device-settings.ts';
import { StateVariableFilter, type FilterMix } from './state-variable-filter.ts';

/** One channel of Auto Filter's sound, at a frequency that may move from block to block. */
export interface ChannelFilter {
  /** @param octaves how far modulation has moved the filter from where it is set. */
  tune(octaves: number): void;
  /** Filters the samples from `from` up to `to` in place. */
  process(samples: Float64Array, from: Frames, to: Frames): void;
}

/** @throws Error where the filter type is none of Auto Filter's: a fault in the program. */
export function channelFilter(settings: CompleteSettings, sampleRateHz: Hertz): ChannelFilter {
  const centreHz = settings.number('Frequency');
  const resonance = settings.number('Resonance') / 100;
  const q = resonantQ(resonance);
  const stages = settings.text('Filter Slope') === '24dB' ? 2 : 1;
  const type = settings.text('Filter Type');
  switch (type) {
    case 'Low-pass':
      return new Cascade(cutQs(stages, q), LOW, centreHz, sampleRateHz);
    case 'High-pass':
      return new Cascade(cutQs(stages, q), HIGH, centreHz, sampleRateHz);
    case 'Band-pass':
      return new Cascade(new Array<number>(stages).fill(q), BAND, centreHz, sampleRateHz);
    case 'Notch':
      return new Cascade(new Array<number>(stages).fill(q), NOTCH, centreHz, sampleRateHz);
    case 'Morph': {
      const count = MORPH_STAGES[settings.text('Morph Slope')];
      const qs = count === 0 ? [SOFTEST_Q] : cutQs(count, q);
      return new Cascade(qs, morphed(settings.number('Filter Morph') / 100), centreHz, sampleRateHz);
    }
    case 'DJ': {
      const place = settings.number('Control') / 100;
      // The resonance grows from the middle outwards.
      const qs = cutQs(stages, resonantQ(resonance * Math.abs(place)));
      return place < 0
        ? new Cascade(qs, LOW, HIGHEST_HZ * (LOWEST_HZ / HIGHEST_HZ) ** -place, sampleRateHz)
        : new Cascade(place === 0 ? [] : qs, HIGH, LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** place, sampleRateHz);
    }
    case 'Comb':
      return new Comb(centreHz, resonance, sampleRateHz);
    case 'Resampling':
      return new Resampling(centreHz, sampleRateHz);
    case 'Notch+LP':
      return new Chain([
        new Cascade([q], NOTCH, centreHz, sampleRateHz),
        new Cascade(cutQs(stages, Math.SQRT1_2), LOW, NOTCH_LOW_PASS_RATIO * centreHz, sampleRateHz),
      ]);
    case 'Vowel':
      return new Vowel(settings.number('Formant') / 100, settings.number('Pitch') / 12, q, sampleRateHz);
    default:
      throw new Error(`Auto Filter has no filter type "${type}".`);
  }
}

const LOW: FilterMix = { low: 1, band: 0, high: 0 };
const BAND: FilterMix = { low: 0, band: 1, high: 0 };
const HIGH: FilterMix = { low: 0, band: 0, high: 1 };
const NOTCH: FilterMix = { low: 1, band: 0, high: 1 };

/** Range of the frequency control. */
export const LOWEST_HZ: Hertz = 20;
export const HIGHEST_HZ: Hertz = 20_000;

/** Resonance runs in equal ratios from a Butterworth's Q to one on the verge of ringing. */
const HIGHEST_Q = 20;

function resonantQ(resonance: number): number {
  return Math.SQRT1_2 * (HIGHEST_Q / Math.SQRT1_2) ** resonance;
}

/** Butterworth at the lowest resonance; more of it raises only the most resonant stage. */
function cutQs(stages: number, q: number): number[] {
  const qs = butterworthQs(2 * stages);
  qs[stages - 1] *= q / Math.SQRT1_2;
  return qs;
}

/** Second-order stages of the morphing filter's slopes; the gentlest has one with two real poles. */
const MORPH_STAGES: Readonly<Record<string, number>> = { '6dB': 0, '12dB': 1, '24dB': 2, '48dB': 4 };
const SOFTEST_Q = 0.5;

/** Low-pass, band-pass, high-pass, notch and low-pass again, a quarter of the way each. */
const MORPH_STOPS: readonly FilterMix[] = [LOW, BAND, HIGH, NOTCH, LOW];

function morphed(place: number): FilterMix {
  const at = Math.min(MORPH_STOPS.length - 2, Math.floor(place * (MORPH_STOPS.length - 1)));
  const share = place * (MORPH_STOPS.length - 1) - at;
  const [from, to] = [MORPH_STOPS[at], MORPH_STOPS[at + 1]];
  const between = (a: number, b: number): number => a + share * (b - a);
  return {
    low: between(from.low, to.low),
    band: between(from.band, to.band),
    high: between(from.high, to.high),
  };
}

/** Stages of one kind at one centre. */
class Cascade implements ChannelFilter {
  readonly #stages: readonly StateVariableFilter[];
  readonly #qs: readonly number[];
  readonly #mix: FilterMix;
  readonly #centreHz: Hertz;

  constructor(qs: readonly number[], mix: FilterMix, centreHz: Hertz, sampleRateHz: Hertz) {
    this.#qs = qs;
    this.#mix = mix;
    this.#centreHz = centreHz;
    this.#stages = qs.map(() => new StateVariableFilter(sampleRateHz));
    this.tune(0);
  }

  tune(octaves: number): void {
    const hz = Math.min(HIGHEST_HZ, Math.max(LOWEST_HZ, this.#centreHz * 2 ** octaves));
    for (const [index, stage] of this.#stages.entries()) stage.tune(hz, this.#qs[index]);
  }

  process(samples: Float64Array, from: Frames, to: Frames): void {
    for (const stage of this.#stages) stage.process(samples, from, to, this.#mix);
  }
}

/** Where the low-pass of Notch+LP lies above its notch. */
const NOTCH_LOW_PASS_RATIO = 2;

class Chain implements ChannelFilter {
  readonly #links: readonly ChannelFilter[];

  constructor(links: readonly ChannelFilter[]) {
    this.#links = links;
  }

  tune(octaves: number): void {
    for (const link of this.#links) link.tune(octaves);
  }

  process(samples: Float64Array, from: Frames, to: Frames): void {
    for (const link of this.#links) link.process(samples, from, to);
  }
}

/** Just short of ringing for ever. */
const HIGHEST_FEEDBACK = 0.97;

/** The sound and itself a period later, fed back by the resonance, at the level the sound had. */
class Comb implements ChannelFilter {
  readonly #past: Float64Array;
  readonly #centreHz: Hertz;
  readonly #sampleRateHz: Hertz;
  readonly #feedback: number;
  #delay = 1;
  #at = 0;

  constructor(centreHz: Hertz, resonance: number, sampleRateHz: Hertz) {
    this.#past = new Float64Array(Math.ceil(sampleRateHz / LOWEST_HZ) + 2);
    this.#centreHz = centreHz;
    this.#sampleRateHz = sampleRateHz;
    this.#feedback = HIGHEST_FEEDBACK * resonance;
    this.tune(0);
  }

  tune(octaves: number): void {
    const hz = Math.min(HIGHEST_HZ, Math.max(LOWEST_HZ, this.#centreHz * 2 ** octaves));
    this.#delay = Math.max(1, this.#sampleRateHz / hz);
  }

  process(samples: Float64Array, from: Frames, to: Frames): void {
    const past = this.#past;
    const whole = Math.floor(this.#delay);
    const share = this.#delay - whole;
    for (let n = from; n < to; n++) {
      const near = past[(this.#at - whole + past.length) % past.length];
      const far = past[(this.#at - whole - 1 + past.length) % past.length];
      const echo = near + share * (far - near);
      const x = (1 - this.#feedback) * samples[n];
      const stored = x + this.#feedback * echo;
      past[this.#at] = Math.abs(stored) < SMALLEST_ECHO ? 0 : stored;
      this.#at = (this.#at + 1) % past.length;
      samples[n] = 0.5 * (stored + echo);
    }
  }
}

/** Quieter than any sound; denormal numbers are slow on some processors. */
const SMALLEST_ECHO = 1e-30;

/** Holds every sample until the next is due, at twice the frequency set: sounds up to that frequency still fit. */
class Resampling implements ChannelFilter {
  readonly #centreHz: Hertz;
  readonly #sampleRateHz: Hertz;
  #step = 1;
  #phase = 1;
  #held = 0;

  constructor(centreHz: Hertz, sampleRateHz: Hertz) {
    this.#centreHz = centreHz;
    this.#sampleRateHz = sampleRateHz;
    this.tune(0);
  }

  tune(octaves: number): void {
    this.#step = Math.min(1, (2 * this.#centreHz * 2 ** octaves) / this.#sampleRateHz);
  }

  process(samples: Float64Array, from: Frames, to: Frames): void {
    for (let n = from; n < to; n++) {
      this.#phase += this.#step;
      if (this.#phase >= 1) {
        this.#phase -= Math.floor(this.#phase);
        this.#held = samples[n];
      }
      samples[n] = this.#held;
    }
  }
}

/** The first three formants of a, e, i, o and u of a man's voice (Peterson & Barney, JASA 1952, rounded). */
const FORMANTS_HZ: readonly (readonly [Hertz, Hertz, Hertz])[] = [
  [730, 1090, 2440],
  [530, 1840, 2480],
  [270, 2290, 3010],
  [570, 840, 2410],
  [300, 870, 2240],
];
/** Higher formants are weaker. */
const FORMANT_LEVELS: readonly [number, number, number] = [1, 0.5, 0.25];
/** Formants are some 80–150 Hz wide. */
const FORMANT_Q = 8;

/** Three band-passes side by side, at the formants of a vowel between two others. */
class Vowel implements ChannelFilter {
  readonly #bands: readonly StateVariableFilter[];
  readonly #centresHz: readonly Hertz[];
  readonly #q: number;
  readonly #input = new Float64Array(LONGEST_BLOCK);
  readonly #band = new Float64Array(LONGEST_BLOCK);

  constructor(place: number, octaves: number, q: number, sampleRateHz: Hertz) {
    const at = Math.min(FORMANTS_HZ.length - 2, Math.floor(place * (FORMANTS_HZ.length - 1)));
    const share = place * (FORMANTS_HZ.length - 1) - at;
    this.#centresHz = FORMANTS_HZ[at].map((hz, i) => hz * (FORMANTS_HZ[at + 1][i] / hz) ** share * 2 ** octaves);
    this.#bands = this.#centresHz.map(() => new StateVariableFilter(sampleRateHz));
    this.#q = Math.max(FORMANT_Q, q);
    this.tune(0);
  }

  tune(octaves: number): void {
    for (const [index, band] of this.#bands.entries()) band.tune(this.#centresHz[index] * 2 ** octaves, this.#q);
  }

  process(samples: Float64Array, from: Frames, to: Frames): void {
    const count = to - from;
    for (let n = 0; n < count; n++) {
      this.#input[n] = samples[from + n];
      samples[from + n] = 0;
    }
    for (const [index, filter] of this.#bands.entries()) {
      const level = FORMANT_LEVELS[index];
      for (let n = 0; n < count; n++) this.#band[n] = this.#input[n];
      filter.process(this.#band, 0, count, BAND);
      for (let n = 0; n < count; n++) samples[from + n] += level * this.#band[n];
    }
  }
}

/** Most samples that are filtered at once. */
export const LONGEST_BLOCK: Frames = 256;
