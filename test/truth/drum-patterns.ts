import type { Draw } from './draw.ts';
import { type Pattern } from './stems-recipe.ts';

export const steps =
  (marks: (step: number, bar: number) => boolean, gain: (draw: Draw) => number = () => 1): Pattern =>
  (draw, { times }) =>
    times(marks).map((seconds) => ({ seconds, gain: gain(draw) }));

export const fourFloor = steps((s) => s % 4 === 0);
export const fourFloorWithFill = steps((s, bar) => s % 4 === 0 || (s >= 14 && bar % 4 === 3));
export const fourFloorWithBreak = steps((s, bar) => s % 4 === 0 && bar % 4 !== 3);
export const backbeat = steps((s) => s % 8 === 4);
export const backbeatWithGhosts: Pattern = (draw, { times }) => [
  ...times((s) => s % 8 === 4).map((seconds) => ({ seconds, gain: 1 })),
  ...times((s) => s === 7 || s === 15).map((seconds) => ({ seconds, gain: draw.between(0.1, 0.4) })),
];
export const roll: Pattern = (_, { times, seconds: length }) =>
  times((s, bar) => s % (bar % 4 < 2 ? 4 : bar % 4 === 2 ? 2 : 1) === 0).map((seconds) => ({
    seconds,
    gain: 0.3 + (0.7 * seconds) / length,
  }));
export const swelling =
  (every: number): Pattern =>
  (_, { times, seconds: length }) =>
    times((s) => s % every === 0).map((seconds) => ({ seconds, gain: 0.2 + (0.8 * seconds) / length }));
export const swellingSixteenths = swelling(1);
export const swellingEighths = swelling(2);
export const offbeats = steps((s) => s % 4 === 2);
export const sixteenths = steps(
  () => true,
  (draw) => draw.between(0.4, 1),
);
export const eighths = steps(
  (s) => s % 2 === 0,
  (draw) => draw.between(0.6, 1),
);
export const openAndClosed: Pattern = (draw, { times }) =>
  times(() => true).map((seconds, n) => ({
    seconds,
    gain: n % 4 === 2 ? 1 : draw.between(0.15, 0.5),
    hit: n % 4 === 2 ? 1 : 0,
  }));
export const onceABar = steps((s) => s === 0);
/** A figure of a bar, drawn once and repeated; every hit of a sort of its own. */
export const figure =
  (density: number): Pattern =>
  (draw, { times }) => {
    const bar = Array.from({ length: 16 }, () => ({
      on: draw.chance(density),
      gain: draw.between(0.4, 1),
      hit: draw.whole(0, 7),
      pan: draw.between(-0.4, 0.4),
    }));
    if (!bar.some(({ on }) => on)) bar[3].on = true;
    return times(() => true).flatMap((seconds, n) => {
      const { on, ...hit } = bar[n % 16];
      return on ? [{ seconds, ...hit }] : [];
    });
  };
export const tomFill: Pattern = (_, { times }) =>
  times((s, bar) => (bar % 2 === 1 ? s >= 8 : s % 8 === 6)).map((seconds, n) => ({ seconds, gain: 1, hit: n >> 1 }));
