import type { TrackFrames } from '../../src/analysis/track-frames.ts';
import type { BeatGrid } from '../../src/store/analysis-document.ts';
import { chordOf } from './chords.ts';
import type { Progression } from './progressions.ts';

/** The chroma that a loop of chords would have if every note were heard as it is: no sound is made. */
export interface ChromaSong {
  frames: Pick<TrackFrames, 'chroma' | 'durationSeconds'>;
  grid: BeatGrid;
}

export interface ChromaSongRecipe {
  /** 0 is C. */
  tonic: number;
  progression: Progression;
  bars: number;
  barsPerChord?: number;
  detuneCents?: number;
  /** From this bar on everything is so many semitones higher. */
  lift?: { bar: number; semitones: number };
  /** Share of every row that is spread over all columns, as noise is. */
  noise?: number;
  /** False: the tempo is not told. */
  gridded?: boolean;
}

const HOP_SECONDS = (8 * 1024) / 44100;
const TEMPO_BPM = 138;
const BAR_SECONDS = 240 / TEMPO_BPM;
/** About what the chord of a pad and a lead amounts to. */
const STRENGTH = 20;

export function progressionsChroma(recipe: ChromaSongRecipe): ChromaSong {
  const { progression, bars, barsPerChord = 1, noise = 0, lift } = recipe;
  const rows = Math.floor((bars * BAR_SECONDS) / HOP_SECONDS);
  const [upper, bass] = [new Float32Array(rows * 36), new Float32Array(rows * 36)];
  for (let row = 0; row < rows; row++) {
    const bar = Math.floor(((row + 0.5) * HOP_SECONDS) / BAR_SECONDS);
    const numeral = progression.numerals[Math.floor(bar / barsPerChord) % progression.numerals.length];
    const chord = chordOf(numeral, progression.mode);
    const base = recipe.tonic + (lift !== undefined && bar >= lift.bar ? lift.semitones : 0);
    const add = (matrix: Float32Array, note: number, strength: number): void => {
      const place = (((3 * (note + (recipe.detuneCents ?? 0) / 100)) % 36) + 36) % 36;
      const [column, share] = [Math.floor(place), place - Math.floor(place)];
      matrix[row * 36 + (column % 36)] += strength * (1 - share);
      matrix[row * 36 + ((column + 1) % 36)] += strength * share;
    };
    for (const tone of chord.tones) add(upper, base + chord.root + tone, ((1 - noise) * STRENGTH) / chord.tones.length);
    for (let column = 0; column < 36; column++) upper[row * 36 + column] += (noise * STRENGTH) / 36;
    add(bass, base + (progression.bass === 'pedal' ? 0 : chord.root), 5);
  }
  return {
    frames: {
      durationSeconds: bars * BAR_SECONDS,
      chroma: { hopSeconds: HOP_SECONDS, firstSeconds: HOP_SECONDS / 2, rows, upper, bass },
    },
    grid: {
      tempoBpm: recipe.gridded === false ? 0 : TEMPO_BPM,
      confidence: recipe.gridded === false ? 0 : 1,
      firstDownbeatSeconds: 0,
      beatsPerBar: 4,
      steady: recipe.gridded !== false,
      kind: recipe.gridded === false ? 'free' : 'steady',
      tempoChanges: [],
    },
  };
}
