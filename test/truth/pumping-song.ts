import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { Draw } from './draw.ts';

/**
 * What a part of the song does with time: all but `pad` and `chords` are decoys that rise and fall without a sidechain.
 */
export type PumpingPart =
  'pad' | 'chords' | 'arp' | 'gated pad' | 'off-beat pad' | 'tremolo pad' | 'off-beat bass' | 'rolling bass';

/**
 * How a sidechain lets go: a volume curve, a compressor that comes in within 3 ms and holds while the kick is loud, a
 * straight ramp of dB.
 */
export type DuckShape = 'exponential' | 'compressor' | 'ramp';

export interface Duck {
  depthDb: number;
  /** Time until a tenth of the depth is left. */
  releaseSeconds: number;
  shape: DuckShape;
  /** How long the kick holds a compressor down; 0 for the others. */
  holdSeconds: number;
}

export interface PumpingRecipe {
  seed: number;
  tempoBpm: number;
  parts: readonly PumpingPart[];
  /** Of all parts, on every kick; absent: none. */
  duck?: Duck;
  /** Stretches of eight bars with and without the kick; the parts play through both, the drums with the kick alone. */
  phrases: readonly ('kick' | 'no kick')[];
  /** Clap on two and four, hats between the beats. Default: none. */
  drums?: boolean;
  sampleRateHz?: number;
}

/** A few bars of trance whose ducking is known, part by part and as a mix. */
export interface PumpingSong {
  mix: StereoSignal;
  /** The parts after ducking, in the order of the recipe. */
  stems: readonly { part: PumpingPart; signal: StereoSignal }[];
  kickSeconds: readonly number[];
  beatSeconds: number;
  beats: number;
}

/** Renders the recipe; the same recipe gives the same samples. The first bar line is at 0. */
export function pumpingSong(recipe: PumpingRecipe): PumpingSong {
  const rate = recipe.sampleRateHz ?? 44100;
  const beatSeconds = 60 / recipe.tempoBpm;
  const bars = 8 * recipe.phrases.length;
  const frames = Math.round(4 * bars * beatSeconds * rate);
  const kickSeconds = Array.from({ length: 4 * bars }, (_, beat) => beat)
    .filter((beat) => recipe.phrases[Math.floor(beat / 32)] === 'kick')
    .map((beat) => beat * beatSeconds);
  const gain = duckGain(recipe.duck, kickSeconds, frames, rate);
  const random = new Draw(recipe.seed, 'pumping');
  const draw = (): number => random.next();
  const chordRoots = Array.from({ length: 4 }, () => Math.floor(draw() * 12));
  const stems = recipe.parts.map((part) => {
    const samples = playPart(part, { draw, chordRoots, bars, beatSeconds, rate, frames });
    const level = LEVEL[part] / rmsOf(samples);
    for (let i = 0; i < frames; i++) samples[i] *= level * gain[i];
    return { part, signal: { sampleRateHz: rate, left: samples, right: samples } };
  });
  const mix = new Float32Array(frames);
  for (const { signal } of stems) for (let i = 0; i < frames; i++) mix[i] += signal.left[i];
  addDrums(mix, kickSeconds, beatSeconds, rate, recipe.drums === true, draw);
  return { mix: { sampleRateHz: rate, left: mix, right: mix }, stems, kickSeconds, beatSeconds, beats: 4 * bars };
}

/** RMS of each part: the pads and chords carry the body, as in a drop, the bass stands beside the kick. */
const LEVEL: Readonly<Record<PumpingPart, number>> = {
  pad: 0.09,
  chords: 0.11,
  arp: 0.07,
  'gated pad': 0.09,
  'off-beat pad': 0.09,
  'tremolo pad': 0.09,
  'off-beat bass': 0.12,
  'rolling bass': 0.12,
};

interface Stage {
  draw: () => number;
  chordRoots: readonly number[];
  bars: number;
  beatSeconds: number;
  rate: number;
  frames: number;
}

function playPart(part: PumpingPart, stage: Stage): Float32Array {
  switch (part) {
    case 'pad':
      return chordsOf(stage, 0.05);
    case 'chords':
      return chordsOf(stage, 0.005);
    case 'tremolo pad': {
      const pad = chordsOf(stage, 0.05);
      const depth = 0.4 + 0.5 * stage.draw();
      const omega = (2 * Math.PI) / (stage.beatSeconds * stage.rate);
      // Softest on the beat, as a synced LFO is set to make room for the kick.
      for (let i = 0; i < pad.length; i++) pad[i] *= 1 - depth * (0.5 + 0.5 * Math.cos(omega * i));
      return pad;
    }
    case 'gated pad': {
      const steps = Array.from({ length: 16 }, () => (stage.draw() < 0.6 ? 1 : 0));
      steps[2] = 1;
      steps[5] = 0;
      return gated(chordsOf(stage, 0.05), steps, stage);
    }
    case 'off-beat pad':
      return gated(chordsOf(stage, 0.05), [0, 0, 1, 1], stage);
    case 'arp': {
      const accents = Array.from({ length: 16 }, () => 0.5 + 0.5 * stage.draw());
      return notesOf(stage, (step) => ({
        gain: accents[step % 16],
        midi: 60 + stage.chordRoots[Math.floor(step / 16) % 4] + [0, 3, 7, 12][(step * 5) % 4],
        seconds: 0.85 * (stage.beatSeconds / 4),
        decaySeconds: 0.09,
        cutHz: 4000,
      }));
    }
    case 'off-beat bass':
      return notesOf(stage, (step) => ({
        gain: step % 4 === 2 ? 1 : 0,
        midi: 28 + stage.chordRoots[Math.floor(step / 16) % 4],
        seconds: 0.45 * stage.beatSeconds,
        decaySeconds: 0.4,
        cutHz: 900,
      }));
    case 'rolling bass':
      return notesOf(stage, (step) => ({
        gain: [0, 0.8, 1, 0.8][step % 4],
        midi: 28 + stage.chordRoots[Math.floor(step / 16) % 4],
        seconds: 0.9 * (stage.beatSeconds / 4),
        decaySeconds: 0.2,
        cutHz: 900,
      }));
  }
}

/** A minor triad a bar, each tone from four detuned saws with phases of their own. */
function chordsOf({ draw, chordRoots, bars, beatSeconds, rate, frames }: Stage, attackSeconds: number): Float32Array {
  const out = new Float32Array(frames);
  const saws = Array.from({ length: 12 }, () => ({ phase: draw(), detune: 2 ** ((draw() - 0.5) / 40) }));
  for (let bar = 0; bar < bars; bar++) {
    const from = Math.round(4 * bar * beatSeconds * rate);
    const until = Math.min(frames, Math.round(4 * (bar + 1) * beatSeconds * rate));
    const root = 55 + chordRoots[bar % 4];
    saws.forEach((saw, s) => {
      const step = (440 * 2 ** ((root + [0, 3, 7][s % 3] - 69) / 12) * saw.detune) / rate;
      for (let i = from; i < until; i++) {
        saw.phase += step;
        if (saw.phase >= 1) saw.phase -= 1;
        out[i] += smoothSaw(saw.phase, step) * Math.min(1, (i - from) / (attackSeconds * rate) + 0.2);
      }
    });
  }
  return out;
}

interface TruthNote {
  gain: number;
  midi: number;
  seconds: number;
  decaySeconds: number;
  cutHz: number;
}

/** Saw notes on the sixteenths through a one-pole low-pass, each from phase 0. */
function notesOf({ bars, beatSeconds, rate, frames }: Stage, noteAt: (step: number) => TruthNote): Float32Array {
  const out = new Float32Array(frames);
  for (let step = 0; step < 16 * bars; step++) {
    const { gain, midi, seconds, decaySeconds, cutHz } = noteAt(step);
    if (gain === 0) continue;
    const from = Math.round((step * beatSeconds * rate) / 4);
    const length = Math.min(frames - from, Math.round(seconds * rate));
    const advance = (440 * 2 ** ((midi - 69) / 12)) / rate;
    const pole = Math.exp((-2 * Math.PI * cutHz) / rate);
    let [phase, low] = [0, 0];
    for (let i = 0; i < length; i++) {
      phase += advance;
      if (phase >= 1) phase -= 1;
      const edge = Math.min(1, i / (0.002 * rate), (length - i) / (0.005 * rate));
      low = pole * low + (1 - pole) * smoothSaw(phase, advance);
      out[from + i] += gain * low * edge * Math.exp(-i / (decaySeconds * rate));
    }
  }
  return out;
}

/** A saw with its jump rounded over two samples (PolyBLEP, Välimäki and Huovilainen 2007). */
function smoothSaw(phase: number, step: number): number {
  const saw = 2 * phase - 1;
  if (phase < step) return saw - (2 * (phase / step) - (phase / step) ** 2 - 1);
  if (phase > 1 - step) {
    const x = (phase - 1) / step;
    return saw - (x * x + 2 * x + 1);
  }
  return saw;
}

/** Opens and shuts on sixteenths within 3 ms; a shut gate lets a hundredth through. */
function gated(samples: Float32Array, steps: readonly number[], { beatSeconds, rate }: Stage): Float32Array {
  const sixteenth = (beatSeconds * rate) / 4;
  const glide = 1 / (0.003 * rate);
  let open = steps[0];
  for (let i = 0; i < samples.length; i++) {
    const wanted = steps[Math.floor(i / sixteenth) % steps.length];
    open += Math.max(-glide, Math.min(glide, wanted - open));
    samples[i] *= 0.01 + 0.99 * open;
  }
  return samples;
}

function duckGain(duck: Duck | undefined, kicks: readonly number[], frames: number, rate: number): Float32Array {
  const gain = new Float32Array(frames).fill(1);
  if (duck === undefined || duck.depthDb === 0) return gain;
  const { depthDb } = duck;
  kicks.forEach((second, k) => {
    const from = Math.round(second * rate);
    const until = Math.min(frames, Math.round((kicks[k + 1] ?? Infinity) * rate), from + Math.round(rate));
    for (let i = from; i < until; i++) gain[i] = 10 ** ((-depthDb * leftAfter((i - from) / rate, duck)) / 20);
  });
  return gain;
}

/** Share of the depth that is left at a time after the kick. */
function leftAfter(seconds: number, { shape, releaseSeconds, holdSeconds }: Duck): number {
  switch (shape) {
    case 'exponential':
      return Math.exp((-seconds * Math.LN10) / releaseSeconds);
    case 'compressor':
      if (seconds < holdSeconds) return 1 - Math.exp(-seconds / 0.003);
      return Math.exp((-(seconds - holdSeconds) * Math.LN10) / (releaseSeconds - holdSeconds));
    case 'ramp':
      return Math.max(0, 1 - (0.9 * seconds) / releaseSeconds);
  }
}

function addDrums(
  mix: Float32Array,
  kicks: readonly number[],
  beatSeconds: number,
  rate: number,
  all: boolean,
  draw: () => number,
): void {
  for (const second of kicks) {
    const from = Math.round(second * rate);
    for (let i = 0; i < 0.25 * rate && from + i < mix.length; i++) {
      const t = i / rate;
      const cycles = 50 * t + 200 * 0.02 * (1 - Math.exp(-t / 0.02));
      mix[from + i] += 0.6 * Math.sin(2 * Math.PI * cycles) * Math.exp(-t / 0.08);
      mix[from + i] += 0.15 * (2 * draw() - 1) * Math.exp(-t / 0.004);
    }
    if (!all) continue;
    addNoise(mix, second + beatSeconds / 2, 0.06, 0.04, 0, rate, draw);
    for (const step of [1, 3]) addNoise(mix, second + (step * beatSeconds) / 4, 0.03, 0.015, 0, rate, draw);
    if (Math.round(second / beatSeconds) % 2 === 1) addNoise(mix, second, 0.18, 0.05, 0.75, rate, draw);
  }
}

/** A burst of noise; `dark` is the pole of a low-pass, 0 takes the difference of neighbours instead (bright). */
function addNoise(
  mix: Float32Array,
  second: number,
  gain: number,
  decaySeconds: number,
  dark: number,
  rate: number,
  draw: () => number,
): void {
  const from = Math.round(second * rate);
  let last = 0;
  for (let i = 0; i < 5 * decaySeconds * rate && from + i < mix.length; i++) {
    const white = 2 * draw() - 1;
    const sound = dark > 0 ? dark * last + (1 - dark) * white : white - last;
    last = dark > 0 ? sound : white;
    mix[from + i] += gain * sound * Math.exp(-i / rate / decaySeconds);
  }
}

function rmsOf(samples: Float32Array): number {
  let squares = 0;
  for (const sample of samples) squares += sample * sample;
  return Math.sqrt(squares / samples.length);
}
