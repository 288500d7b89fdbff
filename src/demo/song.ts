import type { BeatsPerMinute, Cents, Decibels, Hertz, Milliseconds, Normal, Seconds } from '../dsp/units.ts';
import type { StemRole } from '../store/stem-map-document.ts';
import type { Fault } from './faults.ts';
import type { MasterSettings } from './master-song.ts';

/** A composed song: what is played, how each track sounds, how it is mastered, and the truth about all of it. */
export interface Song {
  title: string;
  seed: number;
  style: SongStyle;
  sampleRateHz: 44100 | 48000;
  tempoBpm: BeatsPerMinute;
  key: SongKey;
  bars: number;
  sections: readonly SongSection[];
  tracks: readonly Track[];
  master: MasterSettings;
  truth: SongTruth;
}

export type SongStyle = 'uplifting' | 'progressive' | 'tech' | 'psy';
export const SONG_STYLES: readonly SongStyle[] = ['uplifting', 'progressive', 'tech', 'psy'];

export interface SongKey {
  tonic: (typeof TONICS)[number];
  mode: 'major' | 'minor';
}

export const TONICS = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;

export interface SongSection {
  kind: 'intro' | 'breakdown' | 'build' | 'drop' | 'outro';
  startBar: number;
  bars: number;
  startSeconds: Seconds;
  endSeconds: Seconds;
}

/** Sixteenth steps in a bar of four beats. */
export const STEPS_PER_BAR = 16;

/** A note on the sixteenth grid; steps count from the song's first bar line. */
export interface Note {
  step: number;
  steps: number;
  /** MIDI note number (69 = 440 Hz), or a sound of `SOUND` for drums and effects. */
  midi: number;
  velocity: Normal;
  /** Glides into the next note without a new attack. */
  slide?: boolean;
  /** Raises level and cutoff together, as on a TB-303. */
  accent?: boolean;
}

/** One track of the set, which becomes one stem. */
export interface Track {
  name: string;
  role: StemRole;
  notes: readonly Note[];
  voice: Voice;
  channel: ChannelSettings;
}

/** What stands on a track after the instrument, in this order. */
export interface ChannelSettings {
  /**
   * RMS of the finished stem before ducking, over the 100 ms blocks within 20 dB of its mean (full scale sine = −3).
   */
  levelDb: Decibels;
  /** Equaliser on every note of the instrument. */
  eq: readonly EqMove[];
  /** Side gain of the dry sound: 0 is mono, 1 as the instrument makes it. */
  width: number;
  /** Low-pass that moves through the song; open (none) where absent. */
  sweep?: readonly SweepPoint[];
  delay?: { steps: number; feedback: Normal; levelDb: Decibels };
  reverb?: { seconds: Seconds; levelDb: Decibels; dampingHz: Hertz };
  duck?: DuckSettings;
}

export interface EqMove {
  kind: 'low cut' | 'high cut' | 'bell' | 'low shelf' | 'high shelf';
  centreHz: Hertz;
  gainDb: Decibels;
  q: number;
}

/** The cutoff at a bar; between points it moves evenly in octaves. */
export interface SweepPoint {
  bar: number;
  cutoffHz: Hertz;
}

/**
 * Every kick pulls the track down by `depthDb` and lets it go: −depth · exp(−t/τ) dB, gone to a tenth after
 * `releaseMs`.
 */
export interface DuckSettings {
  depthDb: Decibels;
  releaseMs: Milliseconds;
}

/** How a track makes its sound. */
export type Voice =
  | {
      instrument: 'kick';
      fundamentalHz: Hertz;
      sweepHz: Hertz;
      sweepMs: Milliseconds;
      lengthMs: Milliseconds;
      click: Normal;
    }
  | { instrument: 'clap'; centreHz: Hertz; decayMs: Milliseconds; roomMs: Milliseconds }
  | { instrument: 'snare'; toneHz: Hertz; decayMs: Milliseconds; roomMs: Milliseconds }
  | { instrument: 'hats'; cutHz: Hertz; closedMs: Milliseconds; openMs: Milliseconds }
  | { instrument: 'percussion'; tuneSemitones: number; pan: Normal }
  | {
      instrument: 'bass';
      shape: 'saw' | 'square';
      cutoffHz: Hertz;
      sweepOctaves: number;
      decayMs: Milliseconds;
      resonance: Normal;
      subDb: Decibels;
    }
  | { instrument: 'acid'; shape: 'saw' | 'square'; resonance: Normal; sweepOctaves: number; decayMs: Milliseconds }
  | {
      instrument: 'supersaw';
      voices: number;
      /** Of the outermost voice from the middle. */
      detuneCents: Cents;
      cutoffHz: Hertz;
      attackMs: Milliseconds;
      releaseMs: Milliseconds;
    }
  | { instrument: 'pluck'; shape: 'saw' | 'square'; cutoffHz: Hertz; sweepOctaves: number; decayMs: Milliseconds }
  | { instrument: 'singer'; vowels: readonly ('a' | 'e' | 'o' | 'u')[] }
  | { instrument: 'effects' };

/** Sounds of the drum and effect tracks: General MIDI numbers where there are any. */
export const SOUND = {
  rim: 37,
  closedHat: 42,
  openHat: 46,
  conga: 63,
  shaker: 70,
  riser: 100,
  noiseSweep: 101,
  impact: 102,
  downlifter: 103,
} as const;

/** What is known of a song because it was made that way; written beside the audio. */
export interface SongTruth {
  title: string;
  seed: number;
  style: SongStyle;
  sampleRateHz: Hertz;
  tempoBpm: BeatsPerMinute;
  key: SongKey;
  bars: number;
  /** Without the tail that rings out after the last bar. */
  durationSeconds: Seconds;
  /** Bar lines fall at multiples of a bar from here. */
  firstDownbeatSeconds: Seconds;
  sections: readonly SongSection[];
  kickFundamentalHz: Hertz;
  supersaw: { stem: string; voices: number; detuneCents: Cents; offsetsCents: readonly Cents[] };
  acid?: { stem: string; resonance: Normal; slides: number; accents: number; sweep: readonly SweepPoint[] };
  ducking: readonly ({ stem: string } & DuckSettings)[];
  stems: readonly { name: string; role: StemRole; levelDb: Decibels }[];
  faults: readonly Fault[];
}

/** Length of one sixteenth. */
export function stepSeconds(tempoBpm: BeatsPerMinute): Seconds {
  return 60 / tempoBpm / 4;
}

/** Equal temperament, A4 = 440 Hz. */
export function midiToHz(midi: number): Hertz {
  return 440 * 2 ** ((midi - 69) / 12);
}
