import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { Draw } from './draw.ts';

/** An acid line whose settings are known, alone on its stem. */
export interface AcidStem {
  signal: StereoSignal;
  /** Feedback of the filter, 1 = about to ring by itself. */
  resonance: number;
  /** How far the envelope opens the filter. */
  sweepOctaves: number;
  /** Notes that glide to another pitch. */
  slides: number;
  /** Notes struck with an accent. */
  accents: number;
}

export interface AcidWish {
  seconds?: number;
  resonance?: number;
  slideChance?: number;
  accentChance?: number;
  sampleRateHz?: number;
}

/**
 * A line of sixteenths as a bass-line machine plays it: one voice, slides, accents, an envelope that falls, a knob that
 * turns.
 */
export function acidStem(seed: number, wish: AcidWish = {}): AcidStem {
  const draw = new Draw(seed, 'acid');
  const resonance = wish.resonance ?? draw.between(0.78, 0.96);
  const sweepOctaves = draw.between(1, 2.8);
  const decaySeconds = draw.between(0.06, 0.25);
  const [closedHz, openHz] = [draw.between(180, 450), draw.between(700, 2000)];
  const knobSeconds = draw.between(4, 20);
  const knobPhase = draw.next();
  const slideChance = wish.slideChance ?? draw.between(0.1, 0.4);
  const accentChance = wish.accentChance ?? draw.between(0.15, 0.45);
  const step = 15 / draw.between(124, 145);
  const root = draw.whole(33, 45);
  const scale = [0, 0, 0, 3, 5, 7, 10, 12, 12, 15];
  const seconds = wish.seconds ?? 12;
  const pattern = Array.from({ length: 16 }, () => {
    return {
      midi: root + draw.pick(scale),
      rests: draw.chance(0.15),
      accent: draw.chance(accentChance),
      slides: draw.chance(slideChance),
    };
  });
  const notes = Array.from({ length: Math.ceil(seconds / step) }, (_, i) => pattern[i % 16]);
  let envelope = 0;
  let [accented, gate, hz] = [0, 0, 100];
  const signal = played(wish.sampleRateHz ?? 44100, seconds, draw, resonance, (t, frameSeconds) => {
    const index = Math.floor(t / step);
    const note = notes[index];
    const tied = index > 0 && notes[index - 1].slides && !notes[index - 1].rests;
    const into = t - index * step;
    if (into < frameSeconds && !note.rests && !tied) [envelope, accented] = [1, note.accent ? 1 : 0];
    envelope *= Math.exp(-frameSeconds / (accented > 0 ? 0.06 : decaySeconds));
    const target = 440 * 2 ** ((note.midi - 69) / 12);
    hz += (1 - Math.exp(-frameSeconds / (tied ? 0.03 : 0.001))) * (target - hz);
    const open = !note.rests && (into < 0.6 * step || note.slides) ? 1 + 0.5 * accented : 0;
    gate += (1 - Math.exp(-frameSeconds / 0.003)) * (open - gate);
    const knob = 0.5 - 0.5 * Math.cos(2 * Math.PI * (t / knobSeconds + knobPhase));
    const cutoffHz = closedHz * (openHz / closedHz) ** knob * 2 ** ((sweepOctaves + 0.7 * accented) * envelope);
    return { hz, gain: gate, cutoffHz };
  });
  return {
    signal,
    resonance,
    sweepOctaves,
    slides: notes.filter(({ slides, rests, midi }, i) => {
      const next = notes[i + 1];
      return slides && !rests && next !== undefined && !next.rests && next.midi !== midi;
    }).length,
    accents: notes.filter(({ accent, rests }, i) => {
      const tied = i > 0 && notes[i - 1].slides && !notes[i - 1].rests;
      return accent && !rests && !tied;
    }).length,
  };
}

/** What moves or rings and is no acid line. */
export const ACID_DECOYS = [
  'wobble bass',
  'rolling bass',
  'pluck',
  'formant lead',
  'reese',
  'slow sweep',
  'psy bass',
  'fm bass',
] as const;
export type AcidDecoy = (typeof ACID_DECOYS)[number];

export function acidDecoyStem(kind: AcidDecoy, seed: number, seconds = 12): StereoSignal {
  const draw = new Draw(seed, kind);
  const step = 15 / draw.between(124, 145);
  const tempoSteps = draw.pick([2, 4, 3, 8]);
  const melody = Array.from({ length: 32 }, () => draw.pick([0, 3, 5, 7, 10, 12]));
  const root = draw.whole(33, 45);
  const hzOf = (midi: number): number => 440 * 2 ** ((midi - 69) / 12);
  const lfoShape = draw.pick(['sine', 'sine', 'triangle'] as const);
  const [low, high] = [draw.between(120, 300), draw.between(900, 2500)];
  const decay = draw.between(0.04, 0.12);
  if (kind === 'formant lead') return formantLead(seed, seconds);
  if (kind === 'fm bass') return fmBass(seed, seconds);
  const resonance = {
    'wobble bass': draw.between(0.4, 0.85),
    'rolling bass': draw.between(0, 0.3),
    pluck: draw.between(0, 0.35),
    reese: 0.2,
    'slow sweep': draw.between(0.2, 0.6),
    'psy bass': draw.between(0.1, 0.5),
  }[kind];
  return played(44100, seconds, draw, resonance, (t) => {
    const index = Math.floor(t / step);
    const into = t - index * step;
    const gated = Math.min(1, into / 0.003) * (into < 0.8 * step ? 1 : Math.max(0, 1 - (into - 0.8 * step) / 0.005));
    switch (kind) {
      case 'wobble bass': {
        const phase = (t / (tempoSteps * step)) % 1;
        const lfo = lfoShape === 'sine' ? 0.5 - 0.5 * Math.cos(2 * Math.PI * phase) : 1 - Math.abs(2 * phase - 1);
        return {
          hz: hzOf(root - 5 + melody[Math.floor(index / 16) % 32]),
          gain: 1,
          cutoffHz: low * (high / low) ** lfo,
        };
      }
      case 'rolling bass':
        return { hz: hzOf(root), gain: index % 4 === 0 ? 0 : gated, cutoffHz: 200 + 1500 * Math.exp(-into / decay) };
      case 'psy bass':
        return { hz: hzOf(root), gain: index % 4 === 0 ? 0 : gated, cutoffHz: 150 + 4000 * Math.exp(-into / 0.03) };
      case 'pluck':
        return {
          hz: hzOf(root + 24 + melody[index % 32]),
          gain: gated,
          cutoffHz: 400 + 5000 * Math.exp(-into / decay),
        };
      case 'reese':
        return { hz: hzOf(root - 3) * (1 + 0.004 * Math.sin(3 * t)), gain: 1, cutoffHz: 600 + 300 * Math.sin(t) };
      case 'slow sweep':
        return {
          hz: hzOf(root + 12 + melody[index % 32]),
          gain: gated,
          cutoffHz: low * (high / low) ** (0.5 - 0.5 * Math.cos(t / 2)),
        };
    }
  });
}

interface Moment {
  hz: number;
  gain: number;
  cutoffHz: number;
}

/**
 * One voice through a four-pole ladder with saturating feedback (after the equations of T. Stilson and J. Smith,
 * "Analyzing the Moog VCF", 1996), at twice the rate, then an echo for half of the stems.
 */
function played(
  sampleRateHz: number,
  seconds: number,
  draw: Draw,
  resonance: number,
  at: (seconds: number, frameSeconds: number) => Moment,
): StereoSignal {
  const left = new Float32Array(Math.round(seconds * sampleRateHz));
  const square = draw.chance(0.4);
  const drive = draw.pick([1, 1, 3]);
  const { exp, PI } = Math;
  const poles = [0, 0, 0, 0];
  let place = draw.next();
  let now: Moment = { hz: 100, gain: 0, cutoffHz: 1000 };
  for (let i = 0; i < left.length; i++) {
    if (i % CONTROL_FRAMES === 0) now = at(i / sampleRateHz, CONTROL_FRAMES / sampleRateHz);
    const increment = now.hz / sampleRateHz / 2;
    const g = 1 - exp((-PI * Math.min(now.cutoffHz, 0.4 * sampleRateHz)) / sampleRateHz);
    for (let half = 0; half < 2; half++) {
      place += increment;
      if (place >= 1) place -= 1;
      const saw = 2 * place - 1 + rounding(place, increment);
      const opposite = place < 0.5 ? place + 0.5 : place - 0.5;
      const oscillator = square ? saw - (2 * opposite - 1 + rounding(opposite, increment)) : saw;
      const driven = 0.5 * oscillator - 4 * resonance * poles[3];
      const limited = driven / (1 + Math.abs(driven) / 2);
      poles[0] += g * (limited - poles[0]);
      poles[1] += g * (poles[0] - poles[1]);
      poles[2] += g * (poles[1] - poles[2]);
      poles[3] += g * (poles[2] - poles[3]);
    }
    const out = drive * poles[3] * now.gain;
    left[i] = (0.6 * out) / (1 + Math.abs(out));
  }
  if (draw.chance(0.5)) echo(left, Math.round((45 / 135) * sampleRateHz), 0.3);
  return { sampleRateHz, left, right: left.slice() };
}

const CONTROL_FRAMES = 16;

/** Rounds the step of a saw by a parabola over two samples. */
function rounding(place: number, increment: number): number {
  if (place < increment) return (1 - place / increment) ** 2;
  return place > 1 - increment ? -((1 + (place - 1) / increment) ** 2) : 0;
}

function echo(samples: Float32Array, delay: number, gain: number): void {
  for (let i = delay; i < samples.length; i++) samples[i] += gain * samples[i - delay];
}

/** A saw through three formants that go from vowel to vowel, with a little vibrato. */
function formantLead(seed: number, seconds: number): StereoSignal {
  const sampleRateHz = 44100;
  const draw = new Draw(seed, 'formants');
  const vowels = [
    [730, 1090, 2440],
    [270, 2290, 3010],
    [300, 870, 2240],
    [530, 1840, 2480],
    [570, 840, 2410],
  ];
  const noteSeconds = draw.pick([0.22, 0.44, 0.88]);
  const notes = Array.from({ length: 64 }, () => ({ midi: 45 + draw.whole(0, 12), vowel: draw.pick(vowels) }));
  const left = new Float32Array(Math.round(seconds * sampleRateHz));
  const formants = [0, 1, 2].map(() => ({ hz: 500, x: 0, y: 0 }));
  const { exp, cos, PI, sin } = Math;
  let place = 0;
  for (let i = 0; i < left.length; i++) {
    const t = i / sampleRateHz;
    const note = notes[Math.floor(t / noteSeconds) % 64];
    const increment = (440 * 2 ** ((note.midi - 69 + 0.15 * sin(2 * PI * 5.5 * t)) / 12)) / sampleRateHz;
    place += increment;
    if (place >= 1) place -= 1;
    const saw = 2 * place - 1 + rounding(place, increment);
    let out = 0;
    formants.forEach((formant, n) => {
      formant.hz += 0.0006 * (note.vowel[n] - formant.hz);
      const radius = exp((-PI * (60 + 30 * n)) / sampleRateHz);
      const y =
        (1 - radius) * saw +
        2 * radius * cos((2 * PI * formant.hz) / sampleRateHz) * formant.x -
        radius * radius * formant.y;
      [formant.y, formant.x] = [formant.x, y];
      out += y / (n + 1);
    });
    left[i] = 0.5 * out * Math.min(1, (t % noteSeconds) / 0.01, (noteSeconds - (t % noteSeconds)) / 0.01);
  }
  return { sampleRateHz, left, right: left.slice() };
}

/** A sine bent by a sine whose depth falls with each note. */
function fmBass(seed: number, seconds: number): StereoSignal {
  const sampleRateHz = 44100;
  const draw = new Draw(seed, 'fm');
  const step = 15 / draw.between(124, 145);
  const hz = 440 * 2 ** ((draw.whole(33, 45) - 69) / 12);
  const [ratio, depth, decay] = [draw.pick([1, 2, 3]), draw.between(2, 6), draw.between(0.05, 0.15)];
  const left = Float32Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, i) => {
    const t = i / sampleRateHz;
    const into = t % step;
    const bend = depth * Math.exp(-into / decay) * Math.sin(2 * Math.PI * hz * ratio * t);
    return 0.4 * Math.min(1, into / 0.003, (step - into) / 0.01) * Math.sin(2 * Math.PI * hz * t + bend);
  });
  return { sampleRateHz, left, right: left.slice() };
}
