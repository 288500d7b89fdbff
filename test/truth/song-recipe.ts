import { Draw } from './draw.ts';
import { drawForm, type FormSection } from './song-form.ts';

/** What a truth song is made of. A test gives what it cares about; the rest is drawn from the seed. */
export interface SongRecipe {
  seed: number;
  style: SongStyle;
  sampleRateHz: number;
  tempoBpm: number;
  /** Changes of tempo: at each bar a new one, reached at once or, with `rampBars`, evenly over so many bars. */
  tempoMap: readonly TempoChange[];
  /** Each beat is longer or shorter by a random walk of this deviation: 0 is a sequencer, 0.02 a loose drummer. */
  drift: number;
  /** Silence before bar 0. */
  leadingSeconds: number;
  sections: readonly FormSection[];
  key: SongKey;
  /** Chords as scale degrees from 0, `barsPerChord` bars each. */
  progression: readonly number[];
  barsPerChord: number;
  /** Of the whole song against A = 440 Hz. */
  detuneCents: number;
  /** 0 straight; 1: the second sixteenth of a pair comes at two thirds of the eighth. */
  swing: number;
  drums: DrumPattern;
  bassPattern: BassPattern;
  hats: boolean;
  clap: boolean;
  /** Steps between the echoes of plucks and leads; 0: dry. 3 is the dotted eighth of trance. */
  echoSteps: number;
  duckDb: number;
  duckSeconds: number;
  /** Share of the ends of phrases that have a fill or a gap in the kick. */
  fills: number;
  /** Level of a bed of noise under everything, in dB below full scale. */
  ambienceDb: number;
  /** Drive into the soft clipper. */
  driveDb: number;
}

export interface TempoChange {
  bar: number;
  tempoBpm: number;
  rampBars?: number;
}

export interface SongKey {
  tonic: (typeof TONIC_NAMES)[number];
  mode: 'major' | 'minor';
}

export const TONIC_NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;
export const SONG_STYLES = [
  'trance',
  'progressive',
  'psy',
  'techno',
  'house',
  'hard',
  'drum and bass',
  'breaks',
] as const;
export type SongStyle = (typeof SONG_STYLES)[number];
export type DrumPattern = 'four' | 'drum and bass' | 'breaks';
export type BassPattern = 'off-beat' | 'rolling' | 'gallop' | 'pumped' | 'held' | 'syncopated';

/**
 * Fills a recipe up from its seed. Whole tempos are four times as likely as others, as in real productions; the form is
 * 3–8 minutes long unless sections are given.
 */
export function drawRecipe(wish: Partial<SongRecipe> & { seed: number }): SongRecipe {
  const draw = new Draw(wish.seed, 'recipe');
  const style = wish.style ?? draw.pick(SONG_STYLES);
  const sheet = SHEETS[style];
  const tempo = draw.between(...sheet.tempoBpm);
  const tempoBpm = wish.tempoBpm ?? (draw.chance(0.8) ? Math.round(tempo) : tempo);
  const mode = draw.chance(0.75) ? 'minor' : 'major';
  const recipe: SongRecipe = {
    style,
    sampleRateHz: 44100,
    tempoBpm,
    tempoMap: [],
    drift: 0,
    leadingSeconds: draw.chance(0.5) ? 0 : draw.between(0.01, 1.5),
    sections: [],
    key: { tonic: draw.pick(TONIC_NAMES), mode },
    progression: draw.pick(PROGRESSIONS[wish.key?.mode ?? mode]),
    barsPerChord: draw.pick([1, 2, 2, 4]),
    detuneCents: draw.chance(0.7) ? 0 : draw.between(-40, 40),
    swing: draw.chance(0.8) ? 0 : draw.between(0.1, 0.8),
    drums: sheet.drums,
    bassPattern: draw.pick(sheet.bass),
    hats: draw.chance(0.95),
    clap: draw.chance(sheet.clapChance),
    echoSteps: draw.pick([0, 3, 3, 2, 4]),
    duckDb: draw.pick([0, 3, 6, 9]),
    duckSeconds: draw.between(0.08, 0.2),
    fills: draw.between(0, 0.6),
    ambienceDb: draw.between(-75, -42),
    driveDb: draw.between(-3, 6),
    ...wish,
  };
  if (wish.sections === undefined) recipe.sections = drawForm(recipe);
  return recipe;
}

interface Sheet {
  tempoBpm: readonly [number, number];
  drums: DrumPattern;
  bass: readonly BassPattern[];
  clapChance: number;
}

const SHEETS: Readonly<Record<SongStyle, Sheet>> = {
  trance: { tempoBpm: [130, 145], drums: 'four', bass: ['off-beat', 'rolling', 'rolling', 'pumped'], clapChance: 0.9 },
  progressive: { tempoBpm: [118, 132], drums: 'four', bass: ['off-beat', 'syncopated', 'pumped'], clapChance: 0.8 },
  psy: { tempoBpm: [138, 152], drums: 'four', bass: ['gallop', 'gallop', 'rolling'], clapChance: 0.5 },
  techno: { tempoBpm: [124, 148], drums: 'four', bass: ['rolling', 'syncopated', 'held'], clapChance: 0.6 },
  house: { tempoBpm: [100, 128], drums: 'four', bass: ['off-beat', 'syncopated', 'held'], clapChance: 0.95 },
  hard: { tempoBpm: [148, 165], drums: 'four', bass: ['off-beat', 'pumped'], clapChance: 0.6 },
  'drum and bass': { tempoBpm: [165, 180], drums: 'drum and bass', bass: ['held', 'syncopated'], clapChance: 1 },
  breaks: { tempoBpm: [115, 140], drums: 'breaks', bass: ['syncopated', 'held', 'off-beat'], clapChance: 1 },
};

const PROGRESSIONS: Readonly<Record<SongKey['mode'], readonly (readonly number[])[]>> = {
  minor: [[0, 5, 2, 6], [0, 5, 6, 4], [5, 6, 0, 0], [0, 0, 5, 6], [0, 3, 5, 4], [0]],
  major: [
    [0, 4, 5, 3],
    [0, 5, 3, 4],
    [3, 4, 5, 0],
    [0, 0, 3, 4],
  ],
};
