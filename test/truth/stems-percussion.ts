import type { Draw } from './draw.ts';
import { figure, offbeats, tomFill } from './drum-patterns.ts';
import { clapNoise, click, metal, sweptSine } from './drum-sounds.ts';
import { drum, type Hit, type Pattern, type StemRecipe } from './stems-recipe.ts';
import { type Clock, falling, filtered, fm, noise, pulse, shaped, sine, together, type Wave } from './stems-synth.ts';

const { exp } = Math;

const skin = (draw: Draw, hz: number, decay: number): Wave =>
  together(
    [
      1,
      shaped(
        sine((t) => hz * (1 + 0.25 * exp(-t / 0.03)), 5 * decay),
        falling(decay),
      ),
    ],
    [0.25, filtered(click(draw, 0.004), 'band', 3 * hz, 1)],
  );

/** A whole beat in one stem. */
function breakLoop(draw: Draw, kick: Wave, snare: Wave, hat: Wave): Hit[] {
  const tilt = draw.between(0.5, 1);
  return [kick, hat.map((v) => 0.5 * tilt * v), snare.map((v) => 0.8 * v), hat.map((v) => 0.3 * v)].map((left) => ({
    left,
  }));
}

const beat: Pattern = (draw, clock) => {
  const second = draw.pick([10, 7, 6, 11]);
  return [
    ...hitsAt(clock, (s) => s === 0 || s === second, 0),
    ...hitsAt(clock, (s) => s % 8 === 4, 2),
    ...hitsAt(clock, (s) => s % 2 === 0, 1),
    ...hitsAt(clock, (s) => s % 4 === 3, 3),
  ];
};

function hitsAt({ times }: Clock, marks: (step: number) => boolean, hit: number): ReturnType<Pattern> {
  return times(marks).map((seconds) => ({ seconds, gain: 1, hit }));
}

/** A beat has no single sound. */
function beatOnly({ role, name, isHeldOut, loop }: StemRecipe): StemRecipe {
  return { role, name, isHeldOut, loop };
}

export const PERCUSSION_RECIPES: readonly StemRecipe[] = [
  drum(
    { role: 'percussion', name: 'hand drums', isHeldOut: false },
    (draw) => {
      const hz = draw.between(170, 380);
      return [1, 1.33, 1.7].map((ratio) => ({ left: skin(draw, ratio * hz, draw.between(0.03, 0.09)) }));
    },
    [figure(0.45), figure(0.3)],
    (draw) => [draw.between(0, 0.2), 0.6],
  ),
  drum(
    { role: 'percussion', name: 'toms', isHeldOut: false },
    (draw) => {
      const hz = draw.between(80, 120);
      return [1.9, 1.6, 1.3, 1].map((ratio) => ({ left: skin(draw, ratio * hz, draw.between(0.1, 0.2)) }));
    },
    [tomFill, figure(0.25)],
    (draw) => [draw.between(0, 0.2), 0.8],
  ),
  drum(
    { role: 'percussion', name: 'wood and rim', isHeldOut: false },
    (draw) => {
      const hz = draw.between(700, 2200);
      return [1, 1.26].map((ratio) => ({
        left: filtered(shaped(noise(draw, 0.15), falling(0.004)), 'band', ratio * hz, draw.between(8, 25)),
      }));
    },
    [figure(0.35), figure(0.25)],
    (draw) => [draw.between(0, 0.2), 0.5],
  ),
  beatOnly(
    drum(
      { role: 'percussion', name: 'broken beat', isHeldOut: false },
      (draw) =>
        breakLoop(
          draw,
          sweptSine(draw, 50, 70, 0.09),
          together([1, clapNoise(draw, 1500, 0.8, 0.07)], [0.5, sweptSine(draw, 190, 210, 0.04)]),
          filtered(click(draw, 0.03), 'high', 7000),
        ),
      [beat],
      (draw) => [draw.between(0, 0.1), 0.4],
    ),
  ),
  drum(
    { role: 'percussion', name: 'drums and rattles', isHeldOut: false },
    (draw) => [
      { left: skin(draw, draw.between(180, 300), 0.06) },
      { left: filtered(shaped(noise(draw, 0.1), falling(0.03)), 'high', 5000) },
      { left: skin(draw, draw.between(300, 500), 0.04) },
    ],
    [figure(0.7), figure(0.5)],
  ),
  drum(
    { role: 'percussion', name: 'skins, rims and a shaker', isHeldOut: false },
    (draw) => [
      { left: skin(draw, draw.between(160, 420), draw.between(0.04, 0.1)) },
      {
        left: filtered(shaped(noise(draw, 0.12), falling(draw.between(0.01, 0.03))), 'high', draw.between(4000, 8000)),
      },
      {
        left: filtered(shaped(noise(draw, 0.15), falling(0.005)), 'band', draw.between(900, 2500), draw.between(4, 15)),
      },
      { left: skin(draw, draw.between(250, 600), draw.between(0.03, 0.08)) },
    ],
    [figure(0.8), figure(0.55), figure(0.4)],
    (draw) => [draw.between(0, 0.3), draw.between(0.4, 1.2)],
  ),
  drum(
    { role: 'percussion', name: 'tuned metal', isHeldOut: false },
    (draw) => {
      const hz = draw.between(600, 1800);
      const decay = draw.between(0.04, 0.15);
      return [1, 1.5].map((ratio) => ({
        left: together(
          ...[1, 1.48, 2.09, 3.7].map(
            (mode, i) => [1 / (i + 1), shaped(sine(hz * ratio * mode, 5 * decay), falling(decay))] as const,
          ),
          [0.3, filtered(click(draw, 0.002), 'high', 2000)],
        ),
      }));
    },
    [figure(0.35), figure(0.25), offbeats],
    (draw) => [draw.between(0, 0.2), 0.6],
  ),
  drum(
    { role: 'percussion', name: 'modes of a membrane', isHeldOut: true },
    (draw) => {
      const hz = draw.between(130, 320);
      return [1, 1.25, 1.5].map((pitch) => ({
        left: together(
          ...[1, 1.59, 2.14, 2.3, 2.65].map(
            (mode, i) => [0.8 / (i + 1), shaped(sine(hz * pitch * mode, 0.5), falling(0.09 / (1 + 0.6 * i)))] as const,
          ),
          [0.2, click(draw, 0.002)],
        ),
      }));
    },
    [figure(0.45), figure(0.35)],
    (draw) => [draw.between(0, 0.15), 0.5],
  ),
  drum(
    { role: 'percussion', name: 'cowbell and clave', isHeldOut: true },
    (draw) => [
      {
        left: filtered(
          shaped(together([0.5, pulse(540, 0.3)], [0.5, pulse(800, 0.3)]), falling(draw.between(0.03, 0.08))),
          'band',
          1600,
          1,
        ),
      },
      { left: shaped(sine(draw.between(1900, 2600), 0.1), falling(0.015)) },
    ],
    [figure(0.35), figure(0.25)],
  ),
  beatOnly(
    drum(
      { role: 'percussion', name: 'another beat', isHeldOut: true },
      (draw) => {
        const kick = shaped(
          fm(55, 1, (t) => 5 * exp(-t / 0.02), 0.3),
          falling(0.08),
        );
        const snare = filtered(shaped(noise(draw, 0.3), falling(0.06)), 'band', 2200, 0.6);
        return breakLoop(draw, kick, snare, filtered(shaped(metal(draw, 0.2), falling(0.03)), 'high', 6500));
      },
      [beat],
    ),
  ),
];
