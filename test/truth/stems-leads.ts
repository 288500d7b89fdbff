import { fatSaws, hall, wash } from './melodic-sounds.ts';
import { anthem, chordMelody, melody, slowMelody } from './stems-lines.ts';
import { both, tonal } from './stems-part.ts';
import { type StemRecipe } from './stems-recipe.ts';
import { driven, filtered, fm, gated, pulse, saw, shaped, together, unison, type Wave } from './stems-synth.ts';

const { min, sin, PI } = Math;

export const LEAD_RECIPES: readonly StemRecipe[] = [
  tonal({
    role: 'lead',
    name: 'supersaw melody',
    isHeldOut: false,
    octave: [4, 5],
    lines: [melody, slowMelody, chordMelody],
    room: wash,
    voice: (draw) => fatSaws(draw, [5, 7], [8, 35], 0.008, 0.05, [5000, 14_000]),
  }),
  tonal({
    role: 'lead',
    name: 'supersaw anthem',
    isHeldOut: false,
    octave: [3, 4],
    lines: [anthem],
    room: hall,
    voice: (draw) => fatSaws(draw, [3, 7], [8, 30], 0.006, 0.04, [5000, 15_000]),
  }),
  tonal({
    role: 'lead',
    name: 'slow saws in a hall',
    isHeldOut: false,
    octave: [4, 5],
    lines: [slowMelody, melody, chordMelody],
    room: hall,
    echo: [3, 0.4],
    voice: (draw) => fatSaws(draw, [1, 7], [5, 35], draw.between(0.005, 0.04), 0.1, [3000, 12_000]),
  }),
  tonal({
    role: 'lead',
    name: 'square with vibrato',
    isHeldOut: false,
    octave: [4, 5],
    lines: [melody],
    echo: [3, 0.35],
    voice: (draw) => {
      const [depth, rate, cut] = [draw.between(0.001, 0.008), draw.between(4, 6.5), draw.between(2500, 9000)];
      return (_, hz, seconds) =>
        both(
          shaped(
            filtered(
              pulse((t) => hz * (1 + depth * sin(2 * PI * rate * t)), seconds, 0.4),
              'low',
              cut,
            ),
            gated(seconds, 0.01, 0.04),
          ),
        );
    },
  }),
  tonal({
    role: 'lead',
    name: 'brass of two operators',
    isHeldOut: false,
    octave: [4, 5],
    lines: [melody, anthem],
    room: hall,
    voice: (draw) => {
      const index = draw.between(1.5, 4);
      return (_, hz, seconds) =>
        both(
          shaped(
            fm(hz, 1, (t) => index * min(1, t / 0.04), seconds),
            gated(seconds, 0.02, 0.05),
          ),
        );
    },
  }),
  tonal({
    role: 'lead',
    name: 'distorted saw',
    isHeldOut: false,
    octave: [3, 5],
    lines: [melody],
    echo: [3, 0.3],
    voice: (draw) => {
      const [drive, cut, q] = [draw.between(1, 5), draw.between(3000, 9000), draw.between(0.7, 3)];
      return (_, hz, seconds) =>
        both(
          shaped(
            filtered(
              driven(together([1, saw(hz, seconds)], [0.7, saw(1.006 * hz, seconds, 0.4)]), drive),
              'low',
              cut,
              q,
            ),
            gated(seconds, 0.005, 0.03),
          ),
        );
    },
  }),
  tonal({
    role: 'lead',
    name: 'moving pulses in fifths',
    isHeldOut: true,
    octave: [4, 5],
    lines: [melody],
    room: hall,
    voice: (draw) => {
      const rate = draw.between(0.5, 3);
      return (own, hz, seconds) => {
        const side = (phase: number): Wave =>
          shaped(
            filtered(
              together(
                [1, pulse(hz, seconds, (t) => 0.5 + 0.35 * sin(2 * PI * (rate * t + phase)), own.next())],
                [0.6, pulse(1.498 * hz, seconds, 0.5, own.next())],
              ),
              'low',
              8000,
            ),
            gated(seconds, 0.01, 0.05),
          );
        return { left: side(0), right: side(0.25) };
      };
    },
  }),
  tonal({
    role: 'lead',
    name: 'hoover',
    isHeldOut: true,
    octave: [3, 4],
    lines: [melody, anthem],
    room: hall,
    voice: (draw) => {
      const cents = draw.between(10, 30);
      return (own, hz, seconds) => {
        const { left, right } = unison(
          own,
          (f, phase) =>
            together(
              [0.6, saw(f, seconds, phase)],
              [0.5, pulse(0.5 * f, seconds, (t) => 0.5 + 0.3 * sin(9 * t), phase)],
            ),
          hz,
          4,
          cents,
          0.7,
        );
        const finish = (wave: Wave): Wave => shaped(wave, gated(seconds, 0.01, 0.05));
        return { left: finish(left), right: finish(right) };
      };
    },
  }),
];
