import type { StereoSignal } from '../../src/audio/audio-source.ts';

/** A stretch of a test song: what plays in it. */
export interface SynthPart {
  bars: number;
  kick?: boolean;
  clap?: boolean;
  /** Off-beat open hats and sixteenths of closed ones. */
  hats?: boolean;
  bass?: 'offbeat' | 'rolling' | 'held';
  /** Sustained chords, one a bar. */
  pad?: boolean;
  /** A riff of chord tones on sixteenths. */
  lead?: boolean;
  /** Noise rising over the part, and a snare that doubles its rate. */
  riser?: boolean;
}

export interface SynthSong {
  tempoBpm: number;
  parts: readonly SynthPart[];
  sampleRateHz?: number;
  /** Silence before the first bar. */
  startSeconds?: number;
  /** Pitch class of the tonic, 0 = C. */
  tonic?: number;
  /** Chords as semitones above the tonic and quality, one a bar. */
  chords?: readonly (readonly [number, 'major' | 'minor'])[];
  /** What ducks everything but the drums on every beat of a part with a kick: −depth·exp(−t/release). */
  duck?: { depthDb: number; releaseSeconds: number };
  kickHz?: number;
  kickDecaySeconds?: number;
  /** Delays every second sixteenth, as a share of a sixteenth. */
  swing?: number;
  tuningCents?: number;
  seed?: number;
}

export const MINOR_LOOP = [
  [0, 'minor'],
  [8, 'major'],
  [3, 'major'],
  [10, 'major'],
] as const;

export const MAJOR_LOOP = [
  [0, 'major'],
  [7, 'major'],
  [9, 'minor'],
  [5, 'major'],
] as const;

/** A trance track reduced to its clockwork. Left and right differ only in the pad. */
export function renderSynth(song: SynthSong): StereoSignal {
  const rate = song.sampleRateHz ?? 44100;
  const start = song.startSeconds ?? 0;
  const bar = 240 / song.tempoBpm;
  const bars = song.parts.reduce((sum, part) => sum + part.bars, 0);
  const frames = Math.ceil((start + bars * bar) * rate);
  const drums = new Float32Array(frames);
  const music = new Float32Array(frames);
  const side = new Float32Array(frames);
  const random = randomOf(song.seed ?? 1);
  const shots = {
    kick: kickShot(song, rate),
    clap: clapShot(rate, random),
    open: hatShot(rate, 0.05, random),
    closed: hatShot(rate, 0.015, random),
  };
  const saw = sawTable();
  const tonic = song.tonic ?? 9;
  const chords = song.chords ?? MINOR_LOOP;
  const tune = 2 ** ((song.tuningCents ?? 0) / 1200);
  const sixteenth = bar / 16;
  const ducked: number[] = [];
  let at = 0;
  for (const part of song.parts) {
    for (let b = 0; b < part.bars; b++) {
      const time = start + (at + b) * bar;
      const [root, quality] = chords[(at + b) % chords.length];
      const pitch = (tonic + root) % 12;
      const tones = [pitch, pitch + (quality === 'minor' ? 3 : 4), pitch + 7];
      const bassHz = hertzOf(24 + ((pitch + 8) % 12) + 4) * tune;
      for (let s = 0; s < 16; s++) {
        const t = time + (s + (s % 2) * (song.swing ?? 0)) * sixteenth;
        if (part.kick === true && s % 4 === 0) {
          addShot(drums, shots.kick, t * rate, 0.9);
          ducked.push(t);
        }
        if (part.clap === true && s % 8 === 4) addShot(drums, shots.clap, t * rate, 0.35);
        if (part.hats === true)
          addShot(drums, s % 4 === 2 ? shots.open : shots.closed, t * rate, s % 4 === 2 ? 0.3 : 0.1);
        if (part.bass === 'offbeat' && s % 4 === 2) addNote(music, saw, rate, t, 1.8 * sixteenth, bassHz, 0.45, 1);
        if (part.bass === 'rolling' && s % 4 !== 0) addNote(music, saw, rate, t, 0.85 * sixteenth, bassHz, 0.45, 1);
        if (part.lead === true) {
          addNote(music, saw, rate, t, 0.9 * sixteenth, hertzOf(72 + tones[(s * 5 + (s >> 2)) % 3]) * tune, 0.1, 8);
        }
      }
      if (part.bass === 'held') addNote(music, saw, rate, time, bar, bassHz, 0.4, 1);
      if (part.pad === true) {
        for (const [i, tone] of tones.entries()) {
          addNote(music, saw, rate, time, bar, hertzOf(60 + tone) * tune, 0.09, 8);
          addNote(side, saw, rate, time, bar, hertzOf(60 + tone) * tune * (1 + 0.002 * (i + 1)), 0.03, 8);
        }
      }
    }
    if (part.riser === true) addRiser(drums, rate, start + at * bar, part.bars * bar, random);
    at += part.bars;
  }
  if (song.duck !== undefined) duck(music, side, ducked, rate, song.duck);
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  for (let i = 0; i < frames; i++) {
    left[i] = 0.5 * (drums[i] + music[i] + side[i]);
    right[i] = 0.5 * (drums[i] + music[i] - side[i]);
  }
  return { sampleRateHz: rate, left, right };
}

/** Uniform noise in ±`peak`, independent left and right. */
export function noise(seconds: number, peak: number, seed = 1, sampleRateHz = 44100): StereoSignal {
  const random = randomOf(seed);
  const make = (): Float32Array =>
    Float32Array.from({ length: Math.round(seconds * sampleRateHz) }, () => peak * (2 * random() - 1));
  return { sampleRateHz, left: make(), right: make() };
}

export function silence(seconds: number, sampleRateHz = 44100): StereoSignal {
  const frames = Math.round(seconds * sampleRateHz);
  return { sampleRateHz, left: new Float32Array(frames), right: new Float32Array(frames) };
}

/** mulberry32, so that a test hears the same noise each time. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function hertzOf(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12);
}

/** Exponential pitch sweep from 8 times down to the fundamental within 12 ms, phase 0 at the attack, short click. */
function kickShot(song: SynthSong, rate: number): Float32Array {
  const hz = song.kickHz ?? 49;
  const decay = song.kickDecaySeconds ?? 0.09;
  let phase = 0;
  return Float32Array.from({ length: Math.round(0.32 * rate) }, (_, i) => {
    const t = i / rate;
    phase += (2 * Math.PI * hz * (1 + 7 * Math.exp(-t / 0.012))) / rate;
    return Math.sin(phase) * Math.exp(-t / decay) * Math.min(1, (0.32 - t) / 0.02);
  });
}

function clapShot(rate: number, random: () => number): Float32Array {
  return Float32Array.from(
    { length: Math.round(0.15 * rate) },
    (_, i) => (2 * random() - 1) * Math.exp(-i / rate / 0.04),
  );
}

function hatShot(rate: number, decay: number, random: () => number): Float32Array {
  let [a, b] = [0, 0];
  return Float32Array.from({ length: Math.round(4 * decay * rate) }, (_, i) => {
    const white = 2 * random() - 1;
    // Second difference: rises by 12 dB an octave.
    const high = 0.25 * (white - 2 * a + b);
    [b, a] = [a, white];
    return high * Math.exp(-i / rate / decay);
  });
}

function addShot(to: Float32Array, shot: Float32Array, atFrame: number, gain: number): void {
  const start = Math.round(atFrame);
  for (let i = 0; i < shot.length && start + i < to.length; i++) to[start + i] += gain * shot[i];
}

const TABLE = 2048;

/** Rows of harmonics 1…n of a sawtooth, for n = 1…16, as tables of one period. */
function sawTable(): Float32Array[] {
  const rows = [new Float32Array(TABLE)];
  for (let n = 1; n <= 16; n++) {
    rows.push(
      Float32Array.from({ length: TABLE }, (_, i) => rows[n - 1][i] + Math.sin((2 * Math.PI * n * i) / TABLE) / n),
    );
  }
  return rows;
}

/** A note with 4 ms edges; `harmonics` of a sawtooth (1: twice that much, for a bass that is more than a sine). */
function addNote(
  to: Float32Array,
  saw: Float32Array[],
  rate: number,
  time: number,
  seconds: number,
  hz: number,
  gain: number,
  harmonics: number,
): void {
  const table = saw[harmonics === 1 ? 4 : harmonics];
  const from = Math.round(time * rate);
  const frames = Math.min(Math.round(seconds * rate), to.length - from);
  const edge = 0.004 * rate;
  const step = (hz * TABLE) / rate;
  // Plain arithmetic on purpose: jest looks globals such as Math up anew each time, which makes them the cost of this
  // loop.
  for (let i = 0, place = 0; i < frames; i++, place += step) {
    const fade = i < edge ? i / edge : frames - i < edge ? (frames - i) / edge : 1;
    to[from + i] += gain * fade * table[(place | 0) & (TABLE - 1)];
  }
}

function addRiser(to: Float32Array, rate: number, time: number, seconds: number, random: () => number): void {
  const from = Math.round(time * rate);
  const frames = Math.min(Math.round(seconds * rate), to.length - from);
  let last = 0;
  for (let i = 0; i < frames; i++) {
    const white = 2 * random() - 1;
    to[from + i] += 0.25 * (i / frames) ** 2 * (white - last);
    last = white;
  }
}

function duck(
  music: Float32Array,
  side: Float32Array,
  times: readonly number[],
  rate: number,
  { depthDb, releaseSeconds }: { depthDb: number; releaseSeconds: number },
): void {
  const sorted = [...times].sort((a, b) => a - b);
  const gains = Float32Array.from({ length: rate }, (_, i) => {
    return 10 ** ((-depthDb * Math.exp(-i / rate / releaseSeconds)) / 20);
  });
  for (const [k, time] of sorted.entries()) {
    const from = Math.round(time * rate);
    const until = Math.min(music.length, Math.round((sorted[k + 1] ?? time + 1) * rate), from + rate);
    for (let i = from; i < until; i++) {
      music[i] *= gains[i - from];
      side[i] *= gains[i - from];
    }
  }
}
