import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { Draw } from './draw.ts';
import { SongBus } from './song-bus.ts';
import { roomed } from './room.ts';

/** A supersaw whose voices are known, alone on its stem. */
export interface SupersawStem {
  signal: StereoSignal;
  voices: number;
  /** Of the outermost voices from the middle. */
  detuneCents: number;
  law: DetuneLaw;
  playing: Playing;
  reverb: number;
}

/**
 * How the voices lie between the outermost two: evenly, as measured on the JP-8000, crowded to the middle, by chance.
 */
export const DETUNE_LAWS = ['even', 'jp-8000', 'crowded', 'random'] as const;
export type DetuneLaw = (typeof DETUNE_LAWS)[number];

/** Held chords; chords in the rhythm of a lead; a melody of single notes; broken chords in eighths. */
export const PLAYINGS = ['pads', 'anthem', 'melody', 'arpeggio'] as const;
export type Playing = (typeof PLAYINGS)[number];

export interface SupersawWish {
  voices?: number;
  detuneCents?: number;
  law?: DetuneLaw;
  playing?: Playing;
  seconds?: number;
  sampleRateHz?: number;
  /** Level of the reverb against the dry sound; 0 is dry. */
  reverb?: number;
}

/** Draws what is not asked for from the seed: 2–9 voices, 5–50 cents, spread over the sides, filtered, in a room. */
export function supersawStem(seed: number, wish: SupersawWish = {}): SupersawStem {
  const draw = new Draw(seed, 'supersaw');
  const drawn = {
    voices: draw.whole(2, 9),
    detuneCents: 5 * 10 ** draw.next(),
    law: draw.pick(DETUNE_LAWS),
    playing: draw.pick(PLAYINGS),
    reverb: draw.chance(0.5) ? 0 : draw.between(0.1, 0.5),
  };
  const { voices, detuneCents, law, playing, reverb } = { ...drawn, ...wish };
  const sampleRateHz = wish.sampleRateHz ?? 44100;
  const seconds = wish.seconds ?? 12;
  const bus = new SongBus(Math.round(seconds * sampleRateHz), sampleRateHz);
  const offsets = offsetsCents(voices, detuneCents, law, draw);
  const middleGain = draw.between(0.6, 1.4);
  const spread = draw.chance(0.2) ? 0 : draw.between(0.4, 1);
  const attack = playing === 'pads' ? draw.between(0.02, 0.15) : draw.between(0.002, 0.01);
  const release = draw.between(0.05, 0.2);
  for (const note of phrase(playing, seconds, draw)) {
    offsets.forEach((cents, index) => {
      const middle = voices % 2 === 1 && index === (voices - 1) / 2;
      addSaw(bus, {
        ...note,
        hz: note.hz * 2 ** (cents / 1200),
        gain: (0.12 * (middle ? middleGain : 1)) / Math.sqrt(voices),
        pan: spread * (index % 2 === 0 ? 1 : -1) * (middle ? 0 : 0.5 + (0.5 * Math.abs(cents)) / detuneCents),
        attack,
        release,
        phase: draw.next(),
      });
    });
  }
  const signal = bus.signal();
  lowPassed(signal, draw.between(3000, 14000));
  return { signal: roomed(signal, reverb, draw.between(1, 3), seed), voices, detuneCents, law, playing, reverb };
}

/** What sounds like a lead or a pad and is no supersaw. */
export const SAW_DECOYS = [
  'single saw',
  'single saw in a hall',
  'saw with vibrato',
  'pluck',
  'sine pad',
  'organ',
  'noise',
  'voice',
  'choir',
  'bell',
  'drums',
] as const;
export type SawDecoy = (typeof SAW_DECOYS)[number];

export function sawDecoyStem(kind: SawDecoy, seed: number, seconds = 12): StereoSignal {
  const sampleRateHz = 44100;
  const draw = new Draw(seed, kind);
  const bus = new SongBus(Math.round(seconds * sampleRateHz), sampleRateHz);
  const playing = draw.pick(PLAYINGS);
  if (kind === 'noise') {
    for (const channel of [bus.left, bus.right]) {
      for (let i = 0; i < channel.length; i++) channel[i] = 0.1 * draw.between(-1, 1);
    }
  } else if (kind === 'drums') {
    for (let step = 0; step * 0.11 < seconds; step++) addHit(bus, step, draw);
  } else {
    const tone = toneOf(kind, playing, draw);
    for (const note of phrase(sung(kind) ? 'melody' : playing, seconds, draw)) tone(bus, note);
  }
  const signal = bus.signal();
  if (kind === 'single saw' || kind === 'saw with vibrato') lowPassed(signal, draw.between(2500, 14000));
  const wet = kind === 'single saw in a hall' ? draw.between(0.4, 0.8) : draw.chance(0.3) ? draw.between(0.1, 0.3) : 0;
  return roomed(signal, wet, draw.between(1, 4), seed);
}

/** A saw with an ensemble effect: one oscillator, two delays that swing; between the two kinds, and reported apart. */
export function chorusStem(seed: number, seconds = 12): StereoSignal {
  const dry = sawDecoyStem('single saw', seed, seconds);
  const draw = new Draw(seed, 'chorus');
  const [rateHz, depthSeconds] = [draw.between(0.3, 0.9), draw.between(0.0008, 0.002)];
  const wet = (samples: Float32Array, phase: number): Float32Array =>
    samples.map((value, i) => {
      const swing = Math.sin(2 * Math.PI * (rateHz * (i / dry.sampleRateHz) + phase));
      const place = i - (0.008 + depthSeconds * swing) * dry.sampleRateHz;
      const below = Math.floor(place);
      if (below < 0) return value;
      return 0.6 * value + 0.6 * (samples[below] + (place - below) * (samples[below + 1] - samples[below]));
    });
  return { ...dry, left: wet(dry.left, 0), right: wet(dry.right, 0.25) };
}

interface PhraseNote {
  start: number;
  seconds: number;
  hz: number;
}

function phrase(playing: Playing, seconds: number, draw: Draw): PhraseNote[] {
  const step = 15 / draw.between(124, 145);
  const tonic = draw.whole(45, 56);
  const degrees = [0, 8, 3, 10];
  const minor = [true, false, false, false];
  const tuning = draw.chance(0.7) ? 0 : draw.between(-0.4, 0.4);
  const rhythm = draw.pick([
    [3, 3, 2, 3, 3, 2],
    [3, 3, 4, 2, 4],
    [2, 2, 2, 2, 2, 2, 2, 2],
    [4, 2, 3, 3, 4],
  ]);
  const notes: PhraseNote[] = [];
  const add = (at: number, steps: number, midi: number): void => {
    notes.push({ start: at * step, seconds: steps * step * 0.95, hz: 440 * 2 ** ((midi + tuning - 69) / 12) });
  };
  for (let bar = 0; bar * 16 * step < seconds; bar++) {
    const chord = (bar >> (playing === 'pads' ? 0 : 1)) % 4;
    const root = tonic + degrees[chord];
    const tones = [root, root + (minor[chord] ? 3 : 4), root + 7];
    if (playing === 'pads') for (const tone of [...tones, root + 12]) add(bar * 16, 16, tone);
    if (playing === 'arpeggio') for (let s = 0; s < 16; s += 2) add(bar * 16 + s, 2, tones[draw.whole(0, 2)] + 12);
    if (playing === 'pads' || playing === 'arpeggio') continue;
    for (let s = 0, n = 0; s < 16; s += rhythm[n], n++) {
      add(bar * 16 + s, rhythm[n], tones[draw.whole(0, 2)] + 12 * draw.whole(1, 2));
      if (playing === 'anthem') for (const tone of tones) add(bar * 16 + s, rhythm[n], tone + 12);
    }
  }
  return notes;
}

const JP_8000 = [-0.11, -0.063, -0.02, 0, 0.02, 0.062, 0.107].map((offset) => offset / 0.11);

function offsetsCents(voices: number, detuneCents: number, law: DetuneLaw, draw: Draw): number[] {
  return Array.from({ length: voices }, (_, index) => {
    const place = (2 * index) / (voices - 1) - 1;
    if (law === 'even' || Math.abs(place) === 1) return detuneCents * place;
    if (law === 'crowded') return detuneCents * Math.sign(place) * Math.abs(place) ** 1.6;
    if (law === 'random') return detuneCents * draw.between(-0.95, 0.95);
    const at = ((place + 1) / 2) * 6;
    const below = Math.min(5, Math.floor(at));
    return detuneCents * (JP_8000[below] + (at - below) * (JP_8000[below + 1] - JP_8000[below]));
  });
}

interface SawNote extends PhraseNote {
  gain: number;
  pan: number;
  attack: number;
  release: number;
  phase: number;
  vibrato?: { hz: number; cents: number };
}

/** A saw whose steps are rounded by a parabola over two samples (polyBLEP), which keeps aliases below −50 dB or so. */
function addSaw(bus: SongBus, note: SawNote): void {
  const { sampleRateHz } = bus.signal();
  const samples = new Float32Array(Math.round((note.seconds + note.release) * sampleRateHz));
  const held = note.seconds * sampleRateHz;
  const { sin, PI } = Math;
  let place = note.phase;
  let step = note.hz / sampleRateHz;
  for (let i = 0; i < samples.length; i++) {
    if (note.vibrato !== undefined && i % 32 === 0) {
      const swing = sin((2 * PI * note.vibrato.hz * i) / sampleRateHz + 7 * note.phase);
      step = (note.hz * 2 ** ((note.vibrato.cents * swing) / 1200)) / sampleRateHz;
    }
    let value = 2 * place - 1;
    if (place < step) value += (1 - place / step) ** 2;
    else if (place > 1 - step) value -= (1 + (place - 1) / step) ** 2;
    const rise = i < note.attack * sampleRateHz ? i / (note.attack * sampleRateHz) : 1;
    const fall = i < held ? 1 : 1 - (i - held) / (note.release * sampleRateHz);
    samples[i] = value * rise * fall;
    place += step;
    if (place >= 1) place -= 1;
  }
  bus.add({ left: samples, right: samples }, note.start, note.gain, note.pan);
}

function toneOf(kind: SawDecoy, playing: Playing, draw: Draw): (bus: SongBus, note: PhraseNote) => void {
  const attack = playing === 'pads' ? 0.05 : 0.004;
  const vibrato = { hz: draw.between(4.5, 6.5), cents: draw.between(8, 35) };
  if (kind === 'single saw' || kind === 'single saw in a hall') {
    return (bus, note) => addSaw(bus, { ...note, gain: 0.15, pan: 0, attack, release: 0.1, phase: draw.next() });
  }
  if (kind === 'saw with vibrato') {
    return (bus, note) =>
      addSaw(bus, { ...note, gain: 0.15, pan: 0, attack, release: 0.1, phase: draw.next(), vibrato });
  }
  const partials = partialsOf(kind, draw);
  const decay = kind === 'pluck' ? draw.between(0.03, 0.12) : kind === 'bell' ? draw.between(0.2, 0.8) : Infinity;
  return (bus, note) => {
    const { sampleRateHz } = bus.signal();
    const samples = new Float32Array(Math.round((note.seconds + 0.05) * sampleRateHz));
    const { sin, exp, min, PI } = Math;
    for (const singer of singersOf(kind, vibrato, draw)) {
      const hz = note.hz * 2 ** (singer.offCents / 1200);
      for (const { ratio, gain, damping } of partials(hz)) {
        if (hz * ratio > 0.45 * sampleRateHz) continue;
        const offset = 2 * PI * draw.next();
        for (let i = 0; i < samples.length; i++) {
          const t = i / sampleRateHz;
          const edge = min(1, t / attack, (note.seconds + 0.05 - t) / 0.05);
          const bend = singer.bendSeconds * sin(2 * PI * singer.vibratoHz * t + singer.phase);
          samples[i] += gain * edge * exp((-t * damping) / decay) * sin(2 * PI * hz * ratio * (t + bend) + offset);
        }
      }
    }
    bus.add({ left: samples, right: samples }, note.start, 0.1);
  };
}

function sung(kind: SawDecoy): boolean {
  return kind === 'voice' || kind === 'choir';
}

interface Singer {
  offCents: number;
  vibratoHz: number;
  bendSeconds: number;
  phase: number;
}

/** One that sings, four that sing together each with a vibrato of their own, or one that holds the pitch. */
function singersOf(kind: SawDecoy, vibrato: { hz: number; cents: number }, draw: Draw): Singer[] {
  const bend = (hz: number, cents: number): number => cents / 1731 / (2 * Math.PI * hz);
  if (kind === 'voice')
    return [{ offCents: 0, vibratoHz: vibrato.hz, bendSeconds: bend(vibrato.hz, vibrato.cents), phase: 0 }];
  if (kind !== 'choir') return [{ offCents: 0, vibratoHz: 1, bendSeconds: 0, phase: 0 }];
  return Array.from({ length: 4 }, () => {
    const hz = draw.between(4.5, 6.5);
    return {
      offCents: draw.between(-12, 12),
      vibratoHz: hz,
      bendSeconds: bend(hz, draw.between(10, 30)),
      phase: 6.28 * draw.next(),
    };
  });
}

interface Partial {
  ratio: number;
  gain: number;
  /** Share of the decay's rate: high partials of a pluck die first. */
  damping: number;
}

function partialsOf(kind: SawDecoy, draw: Draw): (hz: number) => Partial[] {
  if (kind === 'sine pad') return () => [{ ratio: 1, gain: 1, damping: 1 }];
  if (kind === 'bell') {
    return () => [1, 2.76, 5.4, 8.93].map((ratio, i) => ({ ratio, gain: 1 / (i + 1), damping: 1 + i }));
  }
  if (kind === 'organ') {
    const bars = [1, 2, 3, 4, 6, 8].map((ratio) => ({ ratio, gain: draw.between(0.1, 1), damping: 1 }));
    return () => bars;
  }
  const formants = sung(kind) ? [draw.between(400, 800), draw.between(1000, 2000), 2800] : [];
  const loudness = (hz: number): number =>
    formants.length === 0 ? 1 : formants.reduce((sum, centre) => sum + 1 / (1 + ((hz - centre) / 90) ** 2), 0.02);
  return (hz) =>
    Array.from({ length: 24 }, (_, n) => {
      return { ratio: n + 1, gain: loudness(hz * (n + 1)) / (n + 1), damping: 1 + 0.3 * n };
    });
}

/** Kick, clap or hat of a sixteenth. */
function addHit(bus: SongBus, step: number, draw: Draw): void {
  const { sampleRateHz } = bus.signal();
  const kick = step % 4 === 0;
  const decay = kick ? 0.09 : step % 4 === 2 ? 0.05 : 0.015;
  let [before, beforeThat] = [0, 0];
  let phase = 0;
  const samples = Float32Array.from({ length: Math.round(0.25 * sampleRateHz) }, (_, i) => {
    const t = i / sampleRateHz;
    const white = draw.between(-1, 1);
    const high = 0.25 * (white - 2 * before + beforeThat);
    [beforeThat, before] = [before, white];
    phase += (2 * Math.PI * (48 + 300 * Math.exp(-t / 0.012))) / sampleRateHz;
    return (kick ? 0.8 * Math.sin(phase) : 0.4 * high) * Math.exp(-t / decay);
  });
  bus.add({ left: samples, right: samples }, step * 0.11, 1, kick ? 0 : draw.between(-0.3, 0.3));
}

/** One pole twice: 12 dB an octave. */
function lowPassed(signal: StereoSignal, cutoffHz: number): void {
  const share = 1 - Math.exp((-2 * Math.PI * cutoffHz) / signal.sampleRateHz);
  for (const channel of [signal.left, signal.right]) {
    let [first, second] = [0, 0];
    for (let i = 0; i < channel.length; i++) {
      first += share * (channel[i] - first);
      second += share * (first - second);
      channel[i] = second;
    }
  }
}
