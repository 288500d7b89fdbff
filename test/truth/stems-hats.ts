import { eighths, offbeats, onceABar, openAndClosed, sixteenths, steps } from './drum-patterns.ts';
import { metal, mono } from './drum-sounds.ts';
import { drum, type StemRecipe } from './stems-recipe.ts';
import { falling, filtered, fm, gated, noise, pulse, shaped, sine, together, type Wave } from './stems-synth.ts';

const { exp } = Math;

export const HAT_RECIPES: readonly StemRecipe[] = [
  drum(
    { role: 'hats', name: 'bright noise', isHeldOut: false },
    (draw) => {
      const cut = draw.between(2500, 9500);
      return [draw.between(0.01, 0.03), draw.between(0.06, 0.2)].map((decay) => ({
        left: filtered(shaped(noise(draw, 6 * decay), falling(decay)), 'high', cut),
      }));
    },
    [openAndClosed, sixteenths, eighths],
  ),
  drum(
    { role: 'hats', name: 'open off the beat', isHeldOut: false },
    (draw) =>
      mono(
        filtered(
          shaped(noise(draw, 0.4), (t) => exp(-t / 0.15) * gated(0.22, 0.001, 0.02)(t)),
          'high',
          draw.between(2500, 9000),
        ),
      ),
    [offbeats],
    (draw) => [draw.between(0, 0.1), 0.5],
  ),
  drum(
    { role: 'hats', name: 'six squares', isHeldOut: false },
    (draw) =>
      [draw.between(0.015, 0.04), draw.between(0.1, 0.3)].map((decay) => ({
        left: filtered(shaped(filtered(metal(draw, 5 * decay), 'band', 9500, 1), falling(decay)), 'high', 7000, 1),
      })),
    [openAndClosed, sixteenths, offbeats],
  ),
  drum(
    { role: 'hats', name: 'crash and ride', isHeldOut: false },
    (draw) => {
      const long = draw.between(0.4, 1.2);
      const side = (): Wave =>
        shaped(
          filtered(
            together([0.6, noise(draw, 4 * long)], [0.7, metal(draw, 4 * long)]),
            'high',
            draw.between(1500, 6000),
          ),
          falling(long),
        );
      return [{ left: side(), right: side() }];
    },
    [onceABar, steps((s) => s % 4 === 0), eighths],
    (draw) => [draw.between(0, 0.15), 1],
  ),
  drum(
    { role: 'hats', name: 'shaker', isHeldOut: false },
    (draw) => {
      const attack = draw.between(0.01, 0.03);
      return mono(
        shaped(filtered(noise(draw, 0.12), 'band', draw.between(3500, 9000), draw.between(0.8, 1.5)), (t) =>
          t < attack ? t / attack : exp(-(t - attack) / 0.025),
        ),
      );
    },
    [sixteenths, eighths],
  ),
  drum(
    { role: 'hats', name: 'ring of two tones', isHeldOut: true },
    (draw) =>
      [0.03, draw.between(0.08, 0.2)].map((decay) => {
        const [a, b] = [sine(draw.between(3900, 5200), 5 * decay), pulse(draw.between(5400, 7300), 5 * decay)];
        return {
          left: filtered(
            shaped(together([1, a.map((v, i) => v * b[i])], [0.5, noise(draw, 5 * decay)]), falling(decay)),
            'high',
            6500,
          ),
        };
      }),
    [openAndClosed, sixteenths],
  ),
  drum(
    { role: 'hats', name: 'coarse samples', isHeldOut: true },
    (draw) => {
      const hold = draw.whole(2, 4);
      const decay = draw.between(0.02, 0.12);
      let value = 0;
      return mono(
        filtered(
          noise(draw, 6 * decay).map((v, i) => (value = i % hold === 0 ? v : value) * exp(-i / 44_100 / decay)),
          'high',
          draw.between(5500, 8000),
        ),
      );
    },
    [offbeats, eighths, sixteenths],
  ),
  drum(
    { role: 'hats', name: 'bell of a ride', isHeldOut: true },
    (draw) =>
      mono(
        shaped(
          filtered(together([0.5, fm(draw.between(3200, 4400), 2.76, 3, 1.2)], [0.6, noise(draw, 1.2)]), 'high', 5000),
          falling(draw.between(0.2, 0.4)),
        ),
      ),
    [steps((s) => s % 4 === 0), eighths],
  ),
];
