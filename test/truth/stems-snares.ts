import { backbeat, backbeatWithGhosts, roll, swellingEighths, swellingSixteenths } from './drum-patterns.ts';
import { clapNoise, click, mono, scattered, sweptSine } from './drum-sounds.ts';
import { drum, type StemRecipe } from './stems-recipe.ts';
import { falling, filtered, gated, noise, shaped, sine, together, triangle, type Wave } from './stems-synth.ts';

const { exp } = Math;

export const SNARE_RECIPES: readonly StemRecipe[] = [
  drum(
    { role: 'snare', name: 'clap of bursts', isHeldOut: false },
    (draw) => mono(clapNoise(draw, draw.between(900, 2200), draw.between(0.8, 2), draw.between(0.03, 0.12))),
    [backbeat, backbeatWithGhosts],
    (draw) => [draw.between(0, 0.3), draw.between(0.4, 1.5)],
  ),
  drum(
    { role: 'snare', name: 'two tones and noise', isHeldOut: false },
    (draw) => {
      const hz = draw.between(160, 230);
      const tone = together(
        [0.7, sweptSine(draw, hz, hz + 1, 0.05)],
        [0.4, shaped(sine(1.8 * hz, 0.25), falling(0.04))],
      );
      const rattle = filtered(
        shaped(noise(draw, 0.5), falling(draw.between(0.05, 0.13))),
        'high',
        draw.between(1000, 3000),
      );
      return mono(together([draw.between(0.3, 0.9), tone], [1, rattle]));
    },
    [backbeat, roll, backbeatWithGhosts],
    (draw) => [draw.between(0, 0.25), draw.between(0.3, 1.2)],
  ),
  drum(
    { role: 'snare', name: 'clap over snare', isHeldOut: false },
    (draw) =>
      mono(
        together(
          [1, clapNoise(draw, draw.between(1100, 1800), 1, 0.08)],
          [0.6, shaped(filtered(noise(draw, 0.4), 'high', 2500), falling(0.09))],
          [0.5, shaped(sine(draw.between(180, 220), 0.2), falling(0.04))],
        ),
      ),
    [backbeat, roll],
    (draw) => [draw.between(0, 0.4), draw.between(0.5, 2)],
  ),
  drum(
    { role: 'snare', name: 'white noise snare', isHeldOut: false },
    (draw) => {
      const decay = draw.between(0.06, 0.16);
      return [
        {
          left: shaped(filtered(noise(draw, 0.6), 'high', draw.between(400, 1500)), falling(decay)),
          right: shaped(filtered(noise(draw, 0.6), 'high', 900), falling(decay)),
        },
      ];
    },
    [backbeat, roll],
    (draw) => [draw.between(0, 0.2), 0.8],
  ),
  drum(
    { role: 'snare', name: 'roll', isHeldOut: false },
    (draw) => {
      const hz = draw.between(170, 260);
      const tone = shaped(
        triangle((t) => hz * (1 + 0.5 * exp(-t / 0.01)), 0.2),
        falling(draw.between(0.03, 0.06)),
      );
      const rattle = filtered(
        shaped(noise(draw, 0.4), falling(draw.between(0.03, 0.1))),
        'band',
        draw.between(2500, 6000),
        0.5,
      );
      return mono(together([draw.between(0.4, 1), tone], [1, rattle]));
    },
    [roll, swellingSixteenths, swellingEighths],
    (draw) => [draw.between(0, 0.25), draw.between(0.3, 1.5)],
  ),
  drum(
    { role: 'snare', name: 'wild modulation', isHeldOut: true },
    (draw) => {
      const body = shaped(scattered(draw, draw.between(170, 240), 0.4), falling(draw.between(0.05, 0.1)));
      return mono(together([1, body], [0.4, filtered(click(draw, 0.05), 'high', 3000)]));
    },
    [backbeat, backbeatWithGhosts],
    (draw) => [draw.between(0, 0.2), 0.6],
  ),
  drum(
    { role: 'snare', name: 'clap in a gated room', isHeldOut: true },
    (draw) => {
      const length = draw.between(0.15, 0.3);
      const burst = clapNoise(draw, draw.between(1000, 1600), 1.2, 0.02);
      const room = (): Wave => shaped(filtered(noise(draw, length), 'band', 1500, 0.6), gated(length, 0.002, 0.03));
      return [{ left: together([1, burst], [0.4, room()]), right: together([1, burst], [0.4, room()]) }];
    },
    [backbeat, roll],
  ),
];
