import type { Draw } from './draw.ts';
import type { StemRecipe } from './stems-recipe.ts';
import {
  driven,
  falling,
  filtered,
  fm,
  gated,
  harmonyOf,
  midiHz,
  noise,
  plucked,
  pulse,
  saw,
  shaped,
  sine,
  StemTape,
  together,
  unison,
  type Wave,
} from './stems-synth.ts';

const { exp, floor, max, min, sin, PI } = Math;

import { both, tonal, type Voice } from './stems-part.ts';
import { anthem, arpeggio, chordMelody, heldChords, melody, slowMelody, stabs } from './stems-lines.ts';

function fatSaws(
  draw: Draw,
  voices: readonly [number, number],
  cents: readonly [number, number],
  attack: number,
  release: number,
  cut: readonly [number, number],
): Voice {
  const [count, detune, spread, low] = [
    draw.whole(...voices),
    draw.between(...cents),
    draw.between(0.4, 1),
    draw.between(...cut),
  ];
  return (own, hz, seconds) => {
    const { left, right } = unison(own, (f, phase) => saw(f, seconds, phase), hz, count, detune, spread);
    const finish = (wave: Wave): Wave => shaped(filtered(wave, 'low', low), gated(seconds, attack, release));
    return { left: finish(left), right: finish(right) };
  };
}

const hall = (draw: Draw): readonly [number, number] => [draw.between(0.05, 0.4), draw.between(1, 3)];

const wash = (draw: Draw): readonly [number, number] => [draw.between(0.2, 0.8), draw.between(2, 5)];

const leads: StemRecipe[] = [
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

const plucks: StemRecipe[] = [
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

const pads: StemRecipe[] = [
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
export const MELODIC_RECIPES: readonly StemRecipe[] = [...leads, ...plucks, ...pads];
