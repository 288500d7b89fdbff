import type { Draw } from './draw.ts';
import type { StemRecipe } from './stems-recipe.ts';
import {
  clockOf,
  driven,
  filtered,
  fm,
  gated,
  harmonyOf,
  midiHz,
  pulse,
  saw,
  shaped,
  sine,
  StemTape,
  together,
  triangle,
  unison,
  type Wave,
} from './stems-synth.ts';

const { exp, floor, max, min, sin, PI } = Math;

import { both, tonal } from './stems-part.ts';
import { bassFigure, gallop, heldRoots, offbeat, rolling } from './stems-lines.ts';

const basses: StemRecipe[] = [
  tonal({
    role: 'bass',
    name: 'rolling saw',
    isHeldOut: false,
    octave: [1, 2],
    lines: [rolling, gallop, offbeat],
    shotSeconds: 0.3,
    voice: (draw) => {
      const [base, sweep, decay, q, sub] = [
        draw.between(80, 300),
        draw.between(200, 1500),
        draw.between(0.04, 0.15),
        draw.between(0.7, 2),
        draw.between(0, 0.8),
      ];
      return (_, hz, seconds) => {
        const tone = filtered(saw(hz, seconds), 'low', (t) => base + sweep * exp(-t / decay), q);
        return both(shaped(together([1, tone], [sub, sine(hz, seconds)]), gated(seconds, 0.003, 0.01)));
      };
    },
  }),
  tonal({
    role: 'bass',
    name: 'square off the beat',
    isHeldOut: false,
    octave: [1, 2],
    lines: [offbeat, bassFigure],
    shotSeconds: 0.4,
    voice: (draw) => {
      const [cut, decay] = [draw.between(200, 1200), draw.between(0.15, 0.6)];
      return (_, hz, seconds) =>
        both(
          shaped(filtered(pulse(hz, seconds), 'low', cut), (t) => exp(-t / decay) * gated(seconds, 0.004, 0.015)(t)),
        );
    },
  }),
  tonal({
    role: 'bass',
    name: 'held sub',
    isHeldOut: false,
    octave: [1, 2],
    lines: [heldRoots, bassFigure, offbeat],
    shotSeconds: 0.8,
    voice: (draw) => {
      const drive = draw.between(0.05, 1.5);
      return (_, hz, seconds) => both(shaped(driven(sine(hz, seconds), drive), gated(seconds, 0.008, 0.03)));
    },
  }),
  tonal({
    role: 'bass',
    name: 'reese',
    isHeldOut: false,
    octave: [1, 2],
    lines: [heldRoots, bassFigure],
    voice: (draw) => {
      const [cents, cut, spread] = [draw.between(8, 30), draw.between(250, 1500), draw.between(0, 0.4)];
      return (own, hz, seconds) => {
        const { left, right } = unison(own, (f, phase) => saw(f, seconds, phase), hz, 3, cents, spread);
        const finish = (wave: Wave): Wave => shaped(filtered(wave, 'low', cut), gated(seconds, 0.01, 0.03));
        return { left: finish(left), right: finish(right) };
      };
    },
  }),
  tonal({
    role: 'bass',
    name: 'modulated',
    isHeldOut: false,
    octave: [1, 2],
    lines: [rolling, bassFigure, gallop],
    shotSeconds: 0.35,
    voice: (draw) => {
      const [ratio, index, decay] = [draw.pick([1, 2, 0.5]), draw.between(1, 5), draw.between(0.05, 0.25)];
      return (_, hz, seconds) =>
        both(
          shaped(
            fm(hz, ratio, (t) => index * exp(-t / decay), seconds),
            gated(seconds, 0.003, 0.015),
          ),
        );
    },
  }),
  tonal({
    role: 'bass',
    name: 'folded pulse',
    isHeldOut: true,
    octave: [1, 2],
    lines: [gallop, rolling, bassFigure],
    shotSeconds: 0.35,
    voice: (draw) => {
      const [gain, width] = [draw.between(1, 2.5), draw.between(0.1, 0.4)];
      return (_, hz, seconds) => {
        const folded = filtered(pulse(hz, seconds, width), 'low', 500).map((v) => sin(gain * v * PI * 0.5));
        return both(shaped(together([0.6, folded], [0.5, sine(hz, seconds)]), gated(seconds, 0.003, 0.015)));
      };
    },
  }),
  tonal({
    role: 'bass',
    name: 'warm triangle',
    isHeldOut: true,
    octave: [1, 2],
    lines: [heldRoots, offbeat, bassFigure],
    shotSeconds: 0.6,
    voice: (draw) => {
      const drive = draw.between(0.3, 3);
      return (_, hz, seconds) =>
        both(shaped(filtered(driven(triangle(hz, seconds), drive), 'low', 900), gated(seconds, 0.006, 0.04)));
    },
  }),
  tonal({
    role: 'bass',
    name: 'short psychedelic',
    isHeldOut: true,
    octave: [1, 2],
    lines: [rolling],
    shotSeconds: 0.15,
    voice: (draw) => {
      const [decay, q] = [draw.between(0.02, 0.05), draw.between(1, 2.5)];
      return (_, hz, seconds) => {
        const tone = filtered(
          filtered(saw(hz, seconds), 'low', (t) => 90 + 3500 * exp(-t / decay), q),
          'low',
          2500,
        );
        return both(shaped(tone, (t) => exp(-t / 0.09) * gated(seconds, 0.001, 0.005)(t)));
      };
    },
  }),
];

/** Acid: one voice that glides, with a resonant filter that every note opens and the bars move. */
function acid(
  name: string,
  isHeldOut: boolean,
  osc: (hz: (t: number) => number, seconds: number, draw: Draw) => Wave,
  filter: (wave: Wave, cut: (t: number) => number, draw: Draw) => Wave,
): StemRecipe {
  return {
    role: 'acid',
    name,
    isHeldOut,
    loop: (draw, seconds) => {
      const { step } = clockOf(draw, seconds);
      const { degree } = harmonyOf(draw);
      const octave = draw.whole(1, 2);
      const figure = Array.from({ length: 16 }, () => ({
        on: draw.chance(0.85),
        hz: midiHz(degree(draw.pick([0, 0, 0, 2, 4, 6, 7]), octave) + (draw.chance(0.2) ? 12 : 0)),
        slides: draw.chance(0.25),
        accent: draw.chance(0.3),
      }));
      const at = (t: number): number => floor(t / step);
      const [low, high, decay, sweepSeconds, phase] = [
        draw.between(150, 350),
        draw.between(3, 12),
        draw.between(0.06, 0.2),
        draw.between(6, 16),
        draw.next(),
      ];
      const pitch = (t: number): number => {
        const n = at(t);
        const [now, next] = [figure[n % 16], figure[(n + 1) % 16]];
        const into = t / step - n;
        return now.slides && into > 0.6 ? now.hz * (next.hz / now.hz) ** ((into - 0.6) / 0.4) : now.hz;
      };
      const cut = (t: number): number => {
        const { accent } = figure[at(t) % 16];
        const slow = 0.5 + 0.5 * sin(2 * PI * (t / sweepSeconds + phase));
        return low * (1 + 3 * slow) * (1 + high * (accent ? 1.6 : 0.8) * exp(-(t % step) / decay));
      };
      const level = (t: number): number => {
        const n = at(t);
        const { on, slides, accent } = figure[n % 16];
        if (!on) return 0;
        const into = t - n * step;
        return (accent ? 1 : 0.65) * min(1, into / 0.003) * (slides ? 1 : max(0, min(1, (0.75 * step - into) / 0.01)));
      };
      return new StemTape(seconds)
        .add(shaped(filter(osc(pitch, seconds, draw), cut, draw), level), 0)
        .finish(draw, [draw.chance(0.3) ? 0.1 : 0, 0.8]);
    },
  };
}

const acids: StemRecipe[] = [
  acid(
    'saw through a resonant low-pass',
    false,
    (hz, seconds) => saw(hz, seconds),
    (wave, cut, draw) => filtered(wave, 'low', cut, draw.between(5, 14)),
  ),
  acid(
    'square, distorted',
    false,
    (hz, seconds) => pulse(hz, seconds),
    (wave, cut, draw) => driven(filtered(wave, 'low', cut, draw.between(4, 10)), draw.between(1, 6)),
  ),
  acid(
    'two filters and drive between',
    true,
    (hz, seconds) => saw(hz, seconds),
    (wave, cut, draw) => {
      const q = draw.between(3, 6);
      return filtered(driven(filtered(wave, 'low', cut, q), 1), 'low', (t) => 1.2 * cut(t), q / 2);
    },
  ),
];

/** Basses and acid lines. */
export const BASS_RECIPES: readonly StemRecipe[] = [...basses, ...acids];
