import { Draw } from './draw.ts';
import type { Shot, SongBus } from './song-bus.ts';
import { STEPS_PER_BAR, type SongClock } from './song-clock.ts';
import type { Layer, Stretch } from './song-layers.ts';
import type { DrumPattern, SongRecipe } from './song-recipe.ts';
import { clap, conga, drawKick, hat, kick, shaker, snare } from './song-voices.ts';

/** Adds the drums to a bus, if there is one, and returns the times of the kicks. */
export function playDrums(
  bus: SongBus | undefined,
  recipe: SongRecipe,
  clock: SongClock,
  stretches: readonly Stretch[],
): number[] {
  const rate = recipe.sampleRateHz;
  const draw = new Draw(recipe.seed, 'drums');
  const kickSeconds: number[] = [];
  const kit = {
    kick: kick(rate, drawKick(draw), draw),
    clap: recipe.drums === 'four' ? clap(rate, draw) : snare(rate, draw),
    snare: snare(rate, draw),
    hats: hat(rate, draw.between(0.008, 0.03), draw),
    'open hat': hat(rate, draw.between(0.04, 0.12), draw),
    ride: hat(rate, 0.2, draw),
    shaker: shaker(rate, draw),
    percussion: conga(rate, draw.between(200, 500)),
  };
  const patterns = drawPatterns(recipe.drums, draw);
  const gains = drawGains(draw);
  const hit = (shot: Shot, seconds: number, gain: number, pan = 0): void => bus?.add(shot, seconds, gain, pan);
  for (const stretch of stretches) {
    const gap = drawGap(stretch, recipe, draw);
    for (let bar = stretch.startBar; bar < stretch.startBar + stretch.bars; bar++) {
      const last = bar === stretch.startBar + stretch.bars - 1;
      for (let step = 0; step < STEPS_PER_BAR; step++) {
        const seconds = clock.stepSeconds(bar * STEPS_PER_BAR + step);
        const silent = last && step >= STEPS_PER_BAR - gap.steps;
        for (const layer of DRUM_LAYERS) {
          if (!stretch.layers.has(layer) || (silent && layer === 'kick')) continue;
          const strength = patterns[layer][((bar % 2) * STEPS_PER_BAR + step) % patterns[layer].length];
          if (strength === 0) continue;
          hit(kit[layer], seconds, gains[layer] * strength, layer === 'percussion' ? 0.4 : 0);
          if (layer === 'kick') kickSeconds.push(seconds);
        }
        if (silent && gap.fill && stretch.layers.has('kick')) hit(kit.snare, seconds, 0.15 + 0.02 * step);
      }
    }
    if (stretch.layers.has('roll')) playRoll(hit, kit.snare, stretch, clock);
  }
  return kickSeconds;
}

type DrumLayer = Extract<Layer, 'kick' | 'clap' | 'hats' | 'open hat' | 'ride' | 'shaker' | 'percussion'>;
const DRUM_LAYERS: readonly DrumLayer[] = ['kick', 'clap', 'hats', 'open hat', 'ride', 'shaker', 'percussion'];

/** Strength at each sixteenth of one or two bars. */
type Pattern = readonly number[];

function drawPatterns(drums: DrumPattern, draw: Draw): Record<DrumLayer, Pattern> {
  const loop = (density: number): Pattern =>
    Array.from({ length: 2 * STEPS_PER_BAR }, () => (draw.chance(density) ? draw.between(0.3, 1) : 0));
  const sixteenths = draw.pick([
    [0.3, 0.7, 0.4, 0.7],
    [0.6, 0.6, 0.6, 0.6],
    [0.2, 0.5, 0, 0.5],
    [1, 0, 1, 0],
  ]);
  return {
    kick: KICKS[drums],
    clap: hits(16, 4, 12),
    hats: sixteenths,
    'open hat': drums === 'four' ? hits(4, 2) : hits(8, 6),
    ride: draw.pick([hits(4, 0), hits(2, 0), hits(4, 2)]),
    shaker: [0.4, 0.6, 1, 0.6],
    percussion: loop(draw.between(0.15, 0.4)),
  };
}

/** A pattern of so many steps with hits of full strength at some. */
function hits(length: number, ...steps: readonly number[]): Pattern {
  return Array.from({ length }, (_, step) => (steps.includes(step) ? 1 : 0));
}

const KICKS: Readonly<Record<DrumPattern, Pattern>> = {
  four: hits(4, 0),
  'drum and bass': hits(32, 0, 10, 16, 26, 29),
  breaks: hits(32, 0, 6, 10, 16, 18, 27),
};

function drawGains(draw: Draw): Record<DrumLayer, number> {
  const hats = draw.between(0.05, 0.2);
  return {
    kick: draw.between(0.6, 0.95),
    clap: draw.between(0.15, 0.4),
    hats,
    'open hat': hats * draw.between(0.8, 1.6),
    ride: hats * 0.7,
    shaker: draw.between(0.05, 0.12),
    percussion: draw.between(0.08, 0.25),
  };
}

/** The end of some phrases leaves the kick out for one, two or four beats; half of these gaps have a fill. */
function drawGap(stretch: Stretch, recipe: SongRecipe, draw: Draw): { steps: number; fill: boolean } {
  const [gap, steps, fill] = [draw.chance(recipe.fills), draw.pick([4, 4, 8, 16]), draw.chance(0.5)];
  return gap || (stretch.endsSection && fill) ? { steps, fill } : { steps: 0, fill: false };
}

type Hit = (shot: Shot, seconds: number, gain: number) => void;

/** Beats, then eighths, then sixteenths, louder and louder, by how open the build is. */
function playRoll(hit: Hit, shot: Shot, { startBar, bars, openness: [from, to] }: Stretch, clock: SongClock): void {
  const steps = bars * STEPS_PER_BAR;
  for (let step = 0; step < steps; step++) {
    const open = from + (to - from) * (step / steps);
    const every = open < 0.55 ? 4 : open < 0.8 ? 2 : 1;
    if (step % every === 0) hit(shot, clock.stepSeconds(startBar * STEPS_PER_BAR + step), 0.05 + 0.2 * open ** 2);
  }
}
