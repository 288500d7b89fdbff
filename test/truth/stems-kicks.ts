import { figure, fourFloor, fourFloorWithBreak, fourFloorWithFill } from './drum-patterns.ts';
import { click, mono, sweptSine } from './drum-sounds.ts';
import { drum, type StemRecipe } from './stems-recipe.ts';
import { driven, falling, filtered, fm, gated, noise, shaped, sine, together, triangle } from './stems-synth.ts';

const { exp } = Math;

export const KICK_RECIPES: readonly StemRecipe[] = [
  drum(
    { role: 'kick', name: 'swept sine with click', isHeldOut: false },
    (draw) =>
      mono(
        driven(
          together([1, sweptSine(draw, 40, 62, draw.between(0.05, 0.18))], [draw.between(0, 0.4), click(draw, 0.003)]),
          draw.between(0.2, 3),
        ),
      ),
    [fourFloor, fourFloorWithFill, fourFloorWithBreak],
  ),
  drum(
    { role: 'kick', name: 'hard layered', isHeldOut: false },
    (draw) => {
      const body = shaped(
        triangle((t) => draw0(t), 0.5),
        falling(draw.between(0.06, 0.14)),
      );
      function draw0(t: number): number {
        return 48 * (1 + 7 * exp(-t / 0.012));
      }
      return mono(
        filtered(
          driven(
            together([2, body], [0.5, filtered(click(draw, 0.008), 'band', draw.between(2500, 5000), 1)]),
            draw.between(2, 6),
          ),
          'low',
          draw.between(5000, 14_000),
        ),
      );
    },
    [fourFloor, fourFloorWithBreak],
  ),
  drum(
    { role: 'kick', name: 'long low drum', isHeldOut: false },
    (draw) =>
      mono(
        together([1, sweptSine(draw, 42, 58, draw.between(0.18, 0.32))], [draw.between(0.02, 0.2), click(draw, 0.001)]),
      ),
    [fourFloor, fourFloorWithFill, figure(0.25)],
  ),
  drum(
    { role: 'kick', name: 'short and dry', isHeldOut: false },
    (draw) => {
      const hz = draw.between(48, 75);
      const tone = shaped(
        sine((t) => hz + 180 / (1 + 120 * t), 0.3),
        falling(draw.between(0.03, 0.07)),
      );
      return mono(together([1, tone], [draw.between(0.1, 0.5), filtered(click(draw, 0.005), 'high', 1500)]));
    },
    [fourFloor, fourFloorWithFill],
    (draw) => [draw.chance(0.5) ? draw.between(0, 0.1) : 0, 0.4],
  ),
  drum(
    { role: 'kick', name: 'ringing filter', isHeldOut: true },
    (draw) => {
      const spike = shaped(noise(draw, 0.5), falling(0.002));
      const hz = draw.between(45, 60);
      return mono(
        driven(
          filtered(spike, 'band', (t) => hz * (1 + 4 * exp(-t / 0.02)), draw.between(12, 30)).map((v) => 20 * v),
          1.5,
        ),
      );
    },
    [fourFloor, fourFloorWithFill],
  ),
  drum(
    { role: 'kick', name: 'frequency modulation', isHeldOut: true },
    (draw) => {
      const length = 0.45;
      const modulated = shaped(
        fm(draw.between(45, 58), draw.between(0.5, 1.5), (t) => 9 * exp(-t / 0.025), length),
        falling(draw.between(0.08, 0.15)),
      );
      return mono(together([1, shaped(modulated, gated(length, 0.001, 0.03))], [0.15, click(draw, 0.002)]));
    },
    [fourFloor, fourFloorWithBreak],
    (draw) => [draw.between(0, 0.06), 0.3],
  ),
];
