import { hall } from './melodic-sounds.ts';
import { arpeggio, melody, stabs } from './stems-lines.ts';
import { both, tonal } from './stems-part.ts';
import { type StemRecipe } from './stems-recipe.ts';
import {
  falling,
  filtered,
  fm,
  gated,
  plucked,
  pulse,
  saw,
  shaped,
  sine,
  together,
  unison,
  type Wave,
} from './stems-synth.ts';

const { exp, max } = Math;

export const PLUCK_RECIPES: readonly StemRecipe[] = [
  tonal({
    role: 'pluck',
    name: 'filtered saw',
    isHeldOut: false,
    octave: [3, 5],
    lines: [arpeggio, stabs],
    room: hall,
    echo: [3, 0.35],
    shotSeconds: 0.5,
    voice: (draw) => {
      const [sweep, decay, amp] = [
        300 * 2 ** draw.between(1.5, 4.5),
        draw.between(0.03, 0.25),
        draw.between(0.05, 0.45),
      ];
      const [isSaw, voices, spread] = [draw.chance(0.5), draw.whole(1, 4), draw.between(0, 1)];
      return (own, hz, seconds) => {
        const { left, right } = unison(
          own,
          (f, phase) => (isSaw ? saw(f, max(0.3, seconds), phase) : pulse(f, max(0.3, seconds), 0.5, phase)),
          hz,
          voices,
          12,
          spread,
        );
        const finish = (wave: Wave): Wave =>
          shaped(
            filtered(wave, 'low', (t) => 300 + sweep * exp(-t / decay)),
            falling(amp),
          );
        return { left: finish(left), right: finish(right) };
      };
    },
  }),
  tonal({
    role: 'pluck',
    name: 'string',
    isHeldOut: false,
    octave: [3, 4],
    lines: [arpeggio, stabs],
    room: hall,
    shotSeconds: 0.8,
    voice: (draw) => {
      const brightness = draw.between(0.4, 0.9);
      return (own, hz) => both(shaped(plucked(own, hz, 0.7, brightness), gated(0.7, 0.001, 0.1)));
    },
  }),
  tonal({
    role: 'pluck',
    name: 'bell',
    isHeldOut: false,
    octave: [4, 5],
    lines: [arpeggio, melody],
    room: hall,
    shotSeconds: 0.9,
    voice: (draw) => {
      const [ratio, index, decay] = [draw.pick([1.41, 2.76, 3.5, 4]), draw.between(0.8, 3), draw.between(0.1, 0.3)];
      return (_, hz) =>
        both(
          shaped(
            fm(hz, ratio, (t) => index * exp(-t / decay), 4 * decay),
            falling(decay),
          ),
        );
    },
  }),
  tonal({
    role: 'pluck',
    name: 'piano of partials',
    isHeldOut: false,
    octave: [3, 4],
    lines: [stabs, arpeggio],
    room: hall,
    shotSeconds: 0.9,
    voice: (draw) => {
      const decay = draw.between(0.2, 0.45);
      return (_, hz, seconds) =>
        both(
          shaped(
            together(
              ...[1, 2, 3, 4, 5, 6, 7].map(
                (n) =>
                  [
                    1 / n ** 1.3,
                    shaped(sine(hz * n * Math.sqrt(1 + 0.0004 * n * n), seconds + 0.15), falling(decay / n ** 0.5)),
                  ] as const,
              ),
            ),
            gated(seconds + 0.15, 0.002, 0.12),
          ),
        );
    },
  }),
  tonal({
    role: 'pluck',
    name: 'square arpeggio',
    isHeldOut: false,
    octave: [4, 5],
    lines: [arpeggio],
    echo: [3, 0.4],
    shotSeconds: 0.4,
    voice: (draw) => {
      const [decay, width] = [draw.between(0.04, 0.12), draw.between(0.15, 0.5)];
      return (_, hz) =>
        both(
          shaped(
            filtered(pulse(hz, 6 * decay, width), 'low', (t) => 600 + 4000 * exp(-t / decay)),
            falling(decay),
          ),
        );
    },
  }),
  tonal({
    role: 'pluck',
    name: 'marimba',
    isHeldOut: true,
    octave: [4, 5],
    lines: [arpeggio],
    room: hall,
    shotSeconds: 0.5,
    voice: (draw) => {
      const decay = draw.between(0.07, 0.16);
      return (_, hz) =>
        both(
          together(
            [1, shaped(sine(hz, 5 * decay), falling(decay))],
            [0.3, shaped(sine(4 * hz, 2 * decay), falling(decay / 3))],
            [0.1, shaped(sine(9.2 * hz, decay), falling(decay / 8))],
          ),
        );
    },
  }),
  tonal({
    role: 'pluck',
    name: 'short supersaw',
    isHeldOut: true,
    octave: [3, 4],
    lines: [stabs, arpeggio],
    echo: [3, 0.3],
    shotSeconds: 0.4,
    voice: (draw) => {
      const decay = draw.between(0.04, 0.09);
      return (own, hz) => {
        const { left, right } = unison(own, (f, phase) => saw(f, 6 * decay, phase), hz, 7, 18, 0.8);
        return { left: shaped(left, falling(decay)), right: shaped(right, falling(decay)) };
      };
    },
  }),
];
