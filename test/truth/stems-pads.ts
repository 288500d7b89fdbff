import { fatSaws, wash } from './melodic-sounds.ts';
import { heldChords } from './stems-lines.ts';
import { both, tonal } from './stems-part.ts';
import { type StemRecipe } from './stems-recipe.ts';
import {
  filtered,
  gated,
  harmonyOf,
  midiHz,
  noise,
  pulse,
  saw,
  shaped,
  sine,
  StemTape,
  together,
  type Wave,
} from './stems-synth.ts';

const { floor, sin, PI } = Math;

export const PAD_RECIPES: readonly StemRecipe[] = [
  tonal({
    role: 'pad',
    name: 'soft saws',
    isHeldOut: false,
    octave: [3, 4],
    lines: [heldChords],
    room: wash,
    shotSeconds: 4,
    voice: (draw) => fatSaws(draw, [3, 6], [6, 20], draw.between(0.2, 0.9), 0.5, [700, 4000]),
  }),
  tonal({
    role: 'pad',
    name: 'string ensemble',
    isHeldOut: false,
    octave: [3, 4],
    lines: [heldChords],
    room: wash,
    shotSeconds: 4,
    voice: (draw) => {
      const [attack, cut] = [draw.between(0.1, 0.5), draw.between(2500, 7000)];
      return (own, hz, seconds) => {
        const side = (rate: number): Wave => {
          const phase = own.next();
          return shaped(
            filtered(
              saw((t) => hz * (1 + 0.004 * sin(2 * PI * (rate * t + phase))), seconds, phase),
              'low',
              cut,
            ),
            gated(seconds, attack, 0.4),
          );
        };
        return { left: together([1, side(5.1)], [1, side(0.7)]), right: together([1, side(4.6)], [1, side(0.9)]) };
      };
    },
  }),
  tonal({
    role: 'pad',
    name: 'organ of sines',
    isHeldOut: false,
    octave: [3, 4],
    lines: [heldChords],
    room: wash,
    shotSeconds: 4,
    voice: (draw) => {
      const weights = [1, 2, 3, 4, 6].map((n) => [draw.between(0.1, 1) / n, n] as const);
      const attack = draw.between(0.05, 0.5);
      return (_, hz, seconds) =>
        both(
          shaped(
            together(...weights.map(([weight, n]) => [weight, sine(n * hz, seconds)] as const)),
            gated(seconds, attack, 0.3),
          ),
        );
    },
  }),
  {
    role: 'pad',
    name: 'air over a drone',
    isHeldOut: false,
    loop: (draw, seconds) => {
      const hz = midiHz(draw.whole(40, 60));
      const air = (): Wave =>
        filtered(
          filtered(noise(draw, seconds), 'band', (t) => 900 + 500 * sin(t / 2), 0.6),
          'low',
          4000,
        );
      const drone = (): Wave =>
        filtered(
          together(
            [0.5, saw(hz * draw.between(0.997, 1.003), seconds, draw.next())],
            [0.5, saw(1.5 * hz * draw.between(0.997, 1.003), seconds, draw.next())],
          ),
          'low',
          (t) => 800 + 400 * sin(t),
        );
      const share = draw.between(0.1, 0.8);
      return new StemTape(seconds)
        .addBoth(together([share, air()], [1 - share, drone()]), together([share, air()], [1 - share, drone()]), 0)
        .finish(draw, wash(draw), true);
    },
  },
  tonal({
    role: 'pad',
    name: 'moving pulses',
    isHeldOut: true,
    octave: [3, 4],
    lines: [heldChords],
    room: wash,
    shotSeconds: 4,
    voice: (draw) => {
      const [rate, cut] = [draw.between(0.1, 0.8), draw.between(800, 3000)];
      return (own, hz, seconds) => {
        const side = (): Wave => {
          const phase = own.next();
          return shaped(
            filtered(
              pulse(hz, seconds, (t) => 0.5 + 0.4 * sin(2 * PI * (rate * t + phase)), phase),
              'low',
              (t) => cut * (1 + 0.5 * sin(t)),
            ),
            gated(seconds, 0.4, 0.6),
          );
        };
        return { left: side(), right: side() };
      };
    },
  }),
  {
    role: 'pad',
    name: 'cloud of grains',
    isHeldOut: true,
    loop: (draw, seconds) => {
      const { degree, chord } = harmonyOf(draw);
      const tape = new StemTape(seconds);
      const length = draw.between(0.25, 0.6);
      for (let t = 0; t < seconds - length; t += 0.02) {
        const hz = midiHz(degree(chord(floor(t / 3)) + draw.pick([0, 2, 4, 7, 9]), draw.pick([3, 4, 4])));
        tape.add(
          shaped(together([1, sine(hz, length)], [0.3, sine(2 * hz, length)]), (u) => sin((PI * u) / length) ** 2),
          t,
          draw.between(0.3, 1),
          draw.between(-0.8, 0.8),
        );
      }
      return tape.finish(draw, wash(draw), true);
    },
  },
];

/** Leads, plucks and arpeggios, pads. */
