import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { Draw } from './draw.ts';

/** A kick drum by its physics: a sine whose pitch falls exponentially, and how it dies. */
export interface KickVoice {
  /** Where the pitch ends. */
  endHz: number;
  startHz: number;
  sweepSeconds: number;
  /** `ring`: falls from the start, to 1/e in `decaySeconds`; `body`: full for `decaySeconds`, then 60 ms of fade. */
  envelope: 'ring' | 'body';
  decaySeconds: number;
  /** Gain into a soft clipper; 1 is nearly clean. */
  drive: number;
  click: number;
}

export interface KickRecipe {
  seed: number;
  tempoBpm: number;
  kick: KickVoice;
  bass: {
    line: 'none' | 'off-beat' | 'rolling' | 'held';
    hz: number;
    /** How far the bass, a sine, lies below the kick's fundamental at its loudest below 120 Hz. */
    belowKickDb: number;
  };
  /** Eight bars of the kick alone come first, as in an intro. */
  intro: boolean;
  sampleRateHz?: number;
}

export interface KickSong {
  signal: StereoSignal;
  beatSeconds: number;
  /** Bars of the intro, then of the drop. */
  introBars: number;
  dropBars: number;
  /** When the kick is 20 dB below its loudest in the low end. */
  decaySeconds: number;
  /** Share of the shorter sound's time (within 12 dB of its start) in which both sound. */
  overlap: number;
}

/** Kick, bass and hats, one tempo throughout; the first beat is at 0. */
export function kickSong(recipe: KickRecipe): KickSong {
  const rate = recipe.sampleRateHz ?? 44100;
  const beatSeconds = 60 / recipe.tempoBpm;
  const [introBars, dropBars] = [recipe.intro ? 8 : 0, 8];
  const out = new Float32Array(Math.round(4 * (introBars + dropBars) * beatSeconds * rate));
  const draw = new Draw(recipe.seed, 'kick song');
  const kickGain = 0.5;
  const bassGain = kickGain * loudestLow(recipe.kick) * 10 ** (-recipe.bass.belowKickDb / 20);
  const notes = NOTES[recipe.bass.line];
  for (let beat = 0; beat < 4 * (introBars + dropBars); beat++) {
    const at = beat * beatSeconds;
    strike(out, at, rate, recipe.kick, kickGain, draw);
    hat(out, at + beatSeconds / 2, rate, draw);
    if (beat < 4 * introBars) continue;
    for (const [from, until] of notes) {
      tone(out, (beat + from) * beatSeconds, (beat + until) * beatSeconds, rate, recipe.bass.hz, bassGain);
    }
  }
  const gainAt = (seconds: number): number => envelopeAt(recipe.kick, seconds);
  const bassAt = (beats: number): boolean => notes.some(([from, until]) => beats >= from && beats < until);
  let [kickTime, bassTime, both, decaySeconds] = [0, 0, 0, beatSeconds];
  const low = reachesLowEnd(recipe.kick);
  const steps = 2000;
  for (let i = steps - 1; i >= 0; i--) {
    const seconds = (i / steps) * beatSeconds;
    if (seconds > low && gainAt(seconds) < 0.1 * gainAt(low)) decaySeconds = seconds;
    const [kick, bass] = [gainAt(seconds) > 10 ** (-12 / 20), bassAt(i / steps)];
    kickTime += kick ? 1 : 0;
    bassTime += bass ? 1 : 0;
    both += kick && bass ? 1 : 0;
  }
  return {
    signal: { sampleRateHz: rate, left: out, right: out },
    beatSeconds,
    introBars,
    dropBars,
    decaySeconds,
    overlap: both / Math.min(kickTime, bassTime),
  };
}

/** Anything a trance kick and its bass may be; a third of the songs has no intro, and none of those a held bass. */
export function kickRecipe(seed: number): KickRecipe {
  const draw = new Draw(seed, 'kick recipe');
  const intro = draw.chance(0.67);
  const envelope = draw.pick(['ring', 'body'] as const);
  const endHz = draw.between(38, 66);
  return {
    seed,
    tempoBpm: draw.whole(126, 146),
    kick: {
      endHz,
      startHz: endHz * draw.between(2.5, 8),
      sweepSeconds: draw.between(0.008, 0.035),
      envelope,
      decaySeconds: envelope === 'ring' ? draw.between(0.05, 0.1) : draw.between(0.1, 0.2),
      drive: draw.between(1, 3),
      click: draw.between(0, 0.4),
    },
    bass: {
      line: draw.pick(intro ? (['off-beat', 'rolling', 'held'] as const) : (['none', 'off-beat', 'rolling'] as const)),
      hz: draw.between(41, 75),
      belowKickDb: draw.between(0, 9),
    },
    intro,
  };
}

/** From and until, in beats. */
const NOTES: Readonly<Record<KickRecipe['bass']['line'], readonly (readonly [number, number])[]>> = {
  none: [],
  'off-beat': [[0.5, 0.95]],
  rolling: [
    [0.25, 0.45],
    [0.5, 0.7],
    [0.75, 0.95],
  ],
  held: [[0, 1]],
};

const FADE_SECONDS = 0.06;

function envelopeAt({ envelope, decaySeconds }: KickVoice, seconds: number): number {
  if (envelope === 'ring') return Math.exp(-seconds / decaySeconds);
  const fading = (seconds - decaySeconds) / FADE_SECONDS;
  return fading <= 0 ? 1 : fading >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * fading);
}

/**
 * Amplitude (root of the mean square, times √2) of the fundamental over the 20 ms from where the sweep passes 80 Hz.
 */
function loudestLow(kick: KickVoice): number {
  const { drive } = kick;
  const steps = 1000;
  const from = reachesLowEnd(kick);
  let [fundamental, squares] = [0, 0];
  for (let i = 0; i < steps; i++) {
    const sine = Math.sin((2 * Math.PI * i) / steps);
    fundamental += ((2 / steps) * sine * Math.tanh(drive * sine)) / Math.tanh(drive);
    squares += envelopeAt(kick, from + (0.02 * i) / steps) ** 2 / steps;
  }
  return fundamental * Math.sqrt(squares);
}

/** When the sweep passes 80 Hz, well inside what counts as the low end (30–120 Hz). */
function reachesLowEnd({ endHz, startHz, sweepSeconds }: KickVoice): number {
  return sweepSeconds * Math.log((startHz - endHz) / (80 - endHz));
}

function strike(out: Float32Array, at: number, rate: number, kick: KickVoice, gain: number, draw: Draw): void {
  const start = Math.round(at * rate);
  const { endHz, startHz, sweepSeconds, drive, click } = kick;
  for (let i = 0; i < 0.42 * rate && start + i < out.length; i++) {
    const t = i / rate;
    const cycles = endHz * t + (startHz - endHz) * sweepSeconds * (1 - Math.exp(-t / sweepSeconds));
    const body = Math.tanh(drive * Math.sin(2 * Math.PI * cycles)) / Math.tanh(drive);
    const noise = click * draw.between(-1, 1) * Math.exp(-t / 0.003);
    out[start + i] += gain * (body * envelopeAt(kick, t) + noise);
  }
}

/** A sine with 3 ms of fade at both ends. */
function tone(out: Float32Array, from: number, until: number, rate: number, hz: number, gain: number): void {
  const length = Math.round((until - from) * rate);
  const start = Math.round(from * rate);
  for (let i = 0; i < length && start + i < out.length; i++) {
    const edge = Math.min(1, i / (0.003 * rate), (length - i) / (0.003 * rate));
    out[start + i] += gain * edge * Math.sin((2 * Math.PI * hz * i) / rate);
  }
}

function hat(out: Float32Array, at: number, rate: number, draw: Draw): void {
  const start = Math.round(at * rate);
  let last = 0;
  for (let i = 0; i < 0.15 * rate && start + i < out.length; i++) {
    const white = draw.between(-1, 1);
    out[start + i] += 0.06 * (white - last) * Math.exp(-i / rate / 0.03);
    last = white;
  }
}
