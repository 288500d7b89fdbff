import type { Draw } from './draw.ts';
import { type Voice } from './stems-part.ts';
import { filtered, gated, saw, shaped, unison, type Wave } from './stems-synth.ts';

export function fatSaws(
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

export const hall = (draw: Draw): readonly [number, number] => [draw.between(0.05, 0.4), draw.between(1, 3)];

export const wash = (draw: Draw): readonly [number, number] => [draw.between(0.2, 0.8), draw.between(2, 5)];
