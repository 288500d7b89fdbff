import type { Draw } from './draw.ts';
import type { Hit } from './stems-recipe.ts';
import { falling, filtered, gated, noise, pulse, shaped, sine, together, type Wave } from './stems-synth.ts';

const { exp, max } = Math;

export const mono = (left: Wave): Hit[] => [{ left }];
export const click = (draw: Draw, seconds: number): Wave => shaped(noise(draw, seconds * 6), falling(seconds));

export function sweptSine(draw: Draw, lowHz: number, highHz: number, decaySeconds: number): Wave {
  const hz = draw.between(lowHz, highHz);
  const ratio = draw.between(2, 10);
  const sweep = draw.between(0.006, 0.04);
  const length = 5 * decaySeconds;
  return shaped(
    sine((t) => hz * (1 + ratio * exp(-t / sweep)), length),
    (t) => exp(-t / decaySeconds) * gated(length, 0.0005, 0.02)(t),
  );
}

/** Six squares that have nothing to do with each other, as in the drum machines of 1980. */
export function metal(draw: Draw, seconds: number): Wave {
  const base = draw.between(0.8, 1.4);
  return together(
    ...[263, 400, 421, 474, 587, 845].map((hz) => [0.3, pulse(hz * base, seconds, 0.5, draw.next())] as const),
  );
}

/** A tone whose phase is thrown about by noise: a band of noise around it. */
export function scattered(draw: Draw, hz: number, seconds: number): Wave {
  const restless = filtered(noise(draw, seconds), 'low', 3000);
  return restless.map((value, i) => Math.sin((2 * Math.PI * hz * i) / 44_100 + 6 * value));
}

export function clapNoise(draw: Draw, centreHz: number, q: number, tail: number): Wave {
  const gaps = [0, draw.between(0.008, 0.012), draw.between(0.018, 0.024)];
  const burst = shaped(noise(draw, 6 * tail), (t) =>
    max(...gaps.map((gap, i) => (t < gap ? 0 : exp(-(t - gap) / (i === 2 ? tail : 0.004))))),
  );
  return filtered(burst, 'band', centreHz, q);
}
