import { Draw } from './draw.ts';
import type { FormSection } from './song-form.ts';
import type { SongRecipe } from './song-recipe.ts';

export type Layer =
  | 'kick'
  | 'clap'
  | 'hats'
  | 'open hat'
  | 'ride'
  | 'shaker'
  | 'percussion'
  | 'bass'
  | 'pad'
  | 'pluck'
  | 'lead'
  | 'roll'
  | 'riser';

/** What plays in a stretch of at most eight bars. */
export interface Stretch {
  kind: FormSection['kind'];
  startBar: number;
  bars: number;
  layers: ReadonlySet<Layer>;
  /** How open the plucks' and leads' filter is, 0–1, at the start and the end of the stretch. */
  openness: readonly [number, number];
  /** Of everything melodic, 0–1. */
  level: number;
  /** The last bar before a section changes. */
  endsSection: boolean;
  startsSection: boolean;
}

/**
 * Writes the arrangement: which parts play in which bars. Parts come and go every eight bars, sections as the form
 * says.
 */
export function layOut(recipe: SongRecipe): Stretch[] {
  const draw = new Draw(recipe.seed, 'layers');
  const habits = drawHabits(draw);
  const stretches: Stretch[] = [];
  const lastDrop = recipe.sections.findLastIndex(({ kind }) => kind === 'drop');
  let bar = 0;
  for (const [i, { kind, bars }] of recipe.sections.entries()) {
    // A build changes faster than the rest.
    const step = kind === 'build' ? 4 : 8;
    for (let done = 0; done < bars; done += step) {
      const length = Math.min(step, bars - done);
      const at = { done: done / bars, block: done / step, blocks: Math.ceil(bars / step) };
      const layers = ARRANGE[kind](at, habits, i === lastDrop || !habits.grooveFirst);
      if (!recipe.hats) for (const layer of ['hats', 'open hat', 'ride'] as const) layers.delete(layer);
      if (!recipe.clap) layers.delete('clap');
      const [from, to] = OPENNESS[kind];
      stretches.push({
        kind,
        startBar: bar + done,
        bars: length,
        layers,
        openness: [from + (to - from) * (done / bars), from + (to - from) * ((done + length) / bars)],
        level: LEVEL[kind],
        startsSection: done === 0,
        endsSection: done + length === bars,
      });
    }
    bar += bars;
  }
  return stretches;
}

/** Choices that a whole song keeps to. */
interface Habits {
  /** Drops before the main one have no lead. */
  grooveFirst: boolean;
  intro: readonly Layer[];
  outro: readonly Layer[];
  /** The intro begins without a kick for its first half, or throughout. */
  kicklessIntro: 'no' | 'half' | 'all';
  /** A filtered pluck, or the bass, in the second half of the intro. */
  introTeaser: readonly Layer[];
  breakdown: readonly Layer[];
  lightDrumsInBreakdown: boolean;
  kickInBuild: 'none' | 'first half' | 'roll only';
  ride: boolean;
  padInDrop: boolean;
}

function drawHabits(draw: Draw): Habits {
  const drums: readonly Layer[] = ['hats', 'clap', 'open hat', 'percussion', 'shaker'];
  return {
    grooveFirst: draw.chance(0.6),
    intro: draw.shuffled(drums),
    outro: draw.shuffled(drums),
    kicklessIntro: draw.pick(['no', 'no', 'no', 'half', 'all'] as const),
    introTeaser: draw.pick<readonly Layer[]>([[], [], ['bass'], ['pluck'], ['pad']]),
    breakdown: draw.pick<readonly Layer[]>([
      ['pad', 'pluck', 'lead'],
      ['pad', 'lead'],
      ['pad', 'pluck'],
      ['pluck', 'pad', 'lead'],
    ]),
    lightDrumsInBreakdown: draw.chance(0.25),
    kickInBuild: draw.pick(['none', 'none', 'first half', 'roll only'] as const),
    ride: draw.chance(0.4),
    padInDrop: draw.chance(0.6),
  };
}

interface Place {
  /** Share of the section that is over. */
  done: number;
  block: number;
  blocks: number;
}

type Arrange = (at: Place, habits: Habits, main: boolean) => Set<Layer>;

const ARRANGE: Readonly<Record<FormSection['kind'], Arrange>> = {
  intro: ({ done, block, blocks }, { intro, introTeaser, kicklessIntro }) => {
    if (kicklessIntro === 'all') return new Set<Layer>(['pad', ...(done >= 0.5 ? (['pluck', 'hats'] as const) : [])]);
    const layers = new Set<Layer>(intro.slice(0, 1 + Math.floor((block / blocks) * intro.length)));
    if (kicklessIntro === 'no' || done >= 0.5) layers.add('kick');
    if (done >= 0.5) for (const layer of introTeaser) layers.add(layer);
    return layers;
  },
  outro: ({ done, block, blocks }, { outro }) => {
    const layers = new Set<Layer>(['kick', ...outro.slice(0, Math.ceil((1 - block / blocks) * outro.length))]);
    if (done < 0.3 && outro[0] === 'percussion') layers.add('bass');
    return layers;
  },
  drop: ({ block }, { ride, padInDrop }, main) => {
    const layers = new Set<Layer>(['kick', 'clap', 'hats', 'open hat', 'bass']);
    if (main || block % 4 >= 2) layers.add('pluck');
    if (main) layers.add('lead');
    if (main && padInDrop) layers.add('pad');
    if (ride && block % 2 === 1) layers.add('ride');
    if (block % 4 >= 1) layers.add('percussion');
    return layers;
  },
  breakdown: ({ block, blocks }, { breakdown, lightDrumsInBreakdown }) => {
    const layers = new Set<Layer>(breakdown.slice(0, 1 + Math.floor((block / blocks) * breakdown.length)));
    if (lightDrumsInBreakdown && block >= blocks / 2) layers.add('shaker');
    return layers;
  },
  build: ({ done }, { breakdown, kickInBuild }) => {
    const layers = new Set<Layer>([...breakdown, 'roll', 'riser']);
    if (kickInBuild === 'first half' && done < 0.5) layers.add('kick');
    if (kickInBuild === 'roll only') for (const layer of ['pad', 'lead'] as const) layers.delete(layer);
    return layers;
  },
};

const OPENNESS: Readonly<Record<FormSection['kind'], readonly [number, number]>> = {
  intro: [0, 0.2],
  breakdown: [0.15, 0.5],
  build: [0.3, 1],
  drop: [0.8, 0.9],
  outro: [0.3, 0],
};

const LEVEL: Readonly<Record<FormSection['kind'], number>> = {
  intro: 0.5,
  breakdown: 0.7,
  build: 0.8,
  drop: 1,
  outro: 0.5,
};
