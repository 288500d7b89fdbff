import { Draw } from './draw.ts';
import type { SongStyle } from './song-recipe.ts';

export interface FormSection {
  kind: 'intro' | 'breakdown' | 'build' | 'drop' | 'outro';
  bars: number;
}

/** The shape of a song of one style: between 3 and 8 minutes, with a main breakdown of up to 96 bars. */
export function drawForm({
  seed,
  style,
  tempoBpm,
}: {
  seed: number;
  style: SongStyle;
  tempoBpm: number;
}): FormSection[] {
  const draw = new Draw(seed, 'form');
  const barSeconds = 240 / tempoBpm;
  for (;;) {
    const sections = withOddities(FORMS[style](draw), draw);
    const seconds = sections.reduce((sum, { bars }) => sum + bars, 0) * barSeconds;
    if (seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return sections;
  }
}

const SHORTEST_SECONDS = 180;
const LONGEST_SECONDS = 480;

type Form = (draw: Draw) => FormSection[];

const intro = (bars: number): FormSection => ({ kind: 'intro', bars });
const breakdown = (bars: number): FormSection => ({ kind: 'breakdown', bars });
const build = (bars: number): FormSection => ({ kind: 'build', bars });
const drop = (bars: number): FormSection => ({ kind: 'drop', bars });
const outro = (bars: number): FormSection => ({ kind: 'outro', bars });

/** Groove, one long breakdown, the climax; often a short first breakdown. */
const trance: Form = (draw) => [
  intro(draw.pick([16, 32, 32, 48])),
  drop(draw.pick([16, 32])),
  ...(draw.chance(0.4) ? [breakdown(draw.pick([8, 16])), drop(draw.pick([16, 32]))] : []),
  breakdown(draw.pick([16, 24, 32, 32, 48, 64, 96])),
  build(draw.pick([8, 16, 16])),
  drop(draw.pick([32, 48])),
  ...(draw.chance(0.3) ? [breakdown(8), build(8), drop(32)] : []),
  outro(draw.pick([16, 32, 32])),
];

const progressive: Form = (draw) => [
  intro(draw.pick([16, 32])),
  drop(32),
  breakdown(draw.pick([16, 24])),
  ...(draw.chance(0.5) ? [build(8)] : []),
  drop(32),
  breakdown(draw.pick([16, 32])),
  build(draw.pick([8, 16])),
  drop(draw.pick([32, 48])),
  outro(draw.pick([16, 32])),
];

const psy: Form = (draw) => [
  intro(draw.pick([8, 16, 32])),
  drop(draw.pick([32, 48, 64])),
  breakdown(draw.pick([4, 8])),
  ...(draw.chance(0.5) ? [build(4)] : []),
  drop(draw.pick([32, 64])),
  breakdown(draw.pick([16, 32])),
  build(draw.pick([8, 8, 16])),
  drop(draw.pick([48, 64])),
  outro(draw.pick([8, 16])),
];

const techno: Form = (draw) => [
  intro(draw.pick([16, 32])),
  drop(draw.pick([48, 64])),
  breakdown(draw.pick([8, 16])),
  ...(draw.chance(0.6) ? [build(8)] : []),
  drop(draw.pick([32, 64])),
  ...(draw.chance(0.5) ? [breakdown(8), drop(32)] : []),
  outro(draw.pick([16, 32])),
];

const drumAndBass: Form = (draw) => [
  intro(draw.pick([16, 32])),
  build(draw.pick([8, 16])),
  drop(draw.pick([48, 64])),
  breakdown(draw.pick([16, 32])),
  build(16),
  drop(draw.pick([48, 64])),
  outro(draw.pick([16, 32])),
];

const FORMS: Readonly<Record<SongStyle, Form>> = {
  trance,
  progressive,
  psy,
  techno,
  house: progressive,
  hard: trance,
  'drum and bass': drumAndBass,
  breaks: drumAndBass,
};

/**
 * One song in seven has four bars more or less somewhere: a longer fill, a shorter break. One in ten begins inside a
 * phrase.
 */
function withOddities(sections: FormSection[], draw: Draw): FormSection[] {
  if (draw.chance(0.1)) sections[0] = intro(sections[0].bars - 4);
  if (!draw.chance(0.15)) return sections;
  const odd = draw.whole(1, sections.length - 2);
  return sections.map(({ kind, bars }, i) => ({
    kind,
    bars: i === odd ? Math.max(4, bars + draw.pick([-4, 4])) : bars,
  }));
}
