import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { SongBus } from './song-bus.ts';
import { songClock, type SongClock } from './song-clock.ts';
import { layOut, type Stretch } from './song-layers.ts';
import { drawRecipe, type SongKey, type SongRecipe } from './song-recipe.ts';
import { playDrums } from './song-drums.ts';
import { playEffects } from './song-effects.ts';
import { playMusic } from './song-music.ts';
import type { FormSection } from './song-form.ts';

export interface TruthSong {
  signal: StereoSignal;
  truth: SongTruth;
}

/** What is known of a song because it was made that way. */
export interface SongTruth {
  recipe: SongRecipe;
  /** Of bar 0. */
  tempoBpm: number;
  /** Time of bar 0, where the sound begins. */
  firstDownbeatSeconds: number;
  bars: number;
  /** Time of every bar line, the end of the last bar included. */
  barSeconds: readonly number[];
  /** Bars at which the eight-bar grid has its lines, modulo 8. */
  phraseBar: number;
  sections: readonly TruthSection[];
  /** The beginnings of drops that come after a stretch without a kick. */
  drops: readonly { seconds: number; bar: number }[];
  key: SongKey;
}

export interface TruthSection extends FormSection {
  startBar: number;
  startSeconds: number;
  endSeconds: number;
}

export type SongPart = 'drums' | 'music' | 'effects';

/**
 * A song with known truth, made from events by code that shares nothing with what is tested: voices are rendered once a
 * note and added where the note sounds. What the recipe leaves out is drawn from the seed.
 *
 * @param only parts to render, without the master: a stem, in the same place and at the same level as in the mix
 */
export function truthSong(wish: Partial<SongRecipe> & { seed: number }, only?: SongPart): TruthSong {
  const recipe = drawRecipe(wish);
  const clock = songClock(recipe);
  const stretches = layOut(recipe);
  const frames = Math.ceil((clock.barSeconds(clock.bars) + TAIL_SECONDS) * recipe.sampleRateHz);
  const mix = new SongBus(frames, recipe.sampleRateHz);
  const ducked = new SongBus(frames, recipe.sampleRateHz);
  const drums = only === undefined || only === 'drums' ? mix : undefined;
  const kickSeconds = playDrums(drums, recipe, clock, stretches);
  if (only === undefined || only === 'music') playMusic(ducked, recipe, clock, stretches);
  if (only === undefined || only === 'effects') playEffects(ducked, recipe, clock, stretches);
  ducked.duck(kickSeconds, recipe.duckDb, recipe.duckSeconds);
  mix.mixIn(ducked);
  if (only === undefined) mix.softClip(recipe.driveDb);
  return { signal: mix.signal(), truth: truthOf(recipe, clock, stretches) };
}

/** What rings on after the last bar. */
const TAIL_SECONDS = 1.5;

function truthOf(recipe: SongRecipe, clock: SongClock, stretches: readonly Stretch[]): SongTruth {
  let bar = 0;
  const sections = recipe.sections.map((section): TruthSection => {
    const startBar = bar;
    bar += section.bars;
    return {
      ...section,
      startBar,
      startSeconds: startBar === 0 ? 0 : clock.barSeconds(startBar),
      endSeconds: clock.barSeconds(bar),
    };
  });
  const drops = sections.filter(({ kind, startBar: start }) => {
    const before = stretches.find((stretch) => stretch.startBar + stretch.bars === start);
    return kind === 'drop' && before?.layers.has('kick') === false;
  });
  return {
    recipe,
    tempoBpm: recipe.tempoBpm,
    firstDownbeatSeconds: recipe.leadingSeconds,
    bars: clock.bars,
    barSeconds: Array.from({ length: clock.bars + 1 }, (_, index) => clock.barSeconds(index)),
    phraseBar: phraseOf(sections),
    sections,
    drops: drops.map(({ startSeconds, startBar }) => ({ seconds: startSeconds, bar: startBar })),
    key: recipe.key,
  };
}

/** The eight-bar grid that most sections begin on. */
function phraseOf(sections: readonly TruthSection[]): number {
  const counts = new Array<number>(8).fill(0);
  for (const { startBar } of sections) counts[startBar % 8]++;
  return counts.indexOf(Math.max(...counts));
}
