import type { Draw } from './draw.ts';

const { floor } = Math;

/** Notes of a bass, a melody or chords, on sixteenths. */
export type Line = (draw: Draw, steps: number, chord: (bar: number) => number) => Event[];

export interface Event {
  /** In sixteenths from the start. */
  step: number;
  length: number;
  degrees: readonly number[];
  accent?: boolean;
}
const bars = (steps: number): number[] => Array.from({ length: Math.ceil(steps / 16) }, (_, bar) => bar);

export const rolling: Line = (draw, steps, chord) =>
  Array.from({ length: steps }, (_, step) => step)
    .filter((step) => step % 4 !== 0)
    .map((step) => ({
      step,
      length: draw.between(0.7, 0.9),
      degrees: [chord(floor(step / 16)) - 7],
      accent: step % 4 === 2,
    }));
export const offbeat: Line = (draw, steps, chord) => {
  const length = draw.between(1.2, 2);
  return Array.from({ length: floor(steps / 4) }, (_, n) => ({
    step: 4 * n + 2,
    length,
    degrees: [chord(floor(n / 4)) - 7],
  }));
};
export const gallop: Line = (_, steps, chord) =>
  Array.from({ length: steps }, (_unused, step) => step)
    .filter((step) => step % 4 === 2 || step % 4 === 3)
    .map((step) => ({ step, length: 0.9, degrees: [chord(floor(step / 16)) - 7] }));
export const heldRoots: Line = (_, steps, chord) =>
  bars(steps).map((bar) => ({ step: 16 * bar, length: 15.5, degrees: [chord(bar) - 7] }));
export const bassFigure: Line = (draw, steps, chord) => {
  const marks = draw.shuffled([0, 2, 3, 5, 6, 8, 10, 11, 13, 14]).slice(0, draw.whole(5, 8));
  return bars(steps).flatMap((bar) =>
    marks.map((mark) => ({
      step: 16 * bar + mark,
      length: draw.between(1, 2),
      degrees: [chord(bar) - 7 + (mark === 14 ? 7 : 0)],
    })),
  );
};
/** A melody of a few notes a bar, drawn for two bars and repeated over the chords. */
export const melody: Line = (draw, steps, chord) => {
  const motif: { step: number; length: number; degree: number }[] = [];
  for (let step = 0; step < 32;) {
    const length = draw.pick([1, 2, 2, 2, 3, 4, 4, 6]);
    if (!draw.chance(0.12)) motif.push({ step, length: length * draw.between(0.85, 1), degree: draw.whole(0, 7) });
    step += length;
  }
  return Array.from({ length: Math.ceil(steps / 32) }, (_, n) =>
    motif.map(({ step, length, degree }) => ({ step: 32 * n + step, length, degrees: [degree + (chord(2 * n) % 3)] })),
  ).flat();
};
const triad = (root: number): number[] => [root, root + 2, root + 4];
export const heldChords: Line = (draw, steps, chord) => {
  const length = draw.pick([1, 2]);
  return bars(steps)
    .filter((bar) => bar % length === 0)
    .map((bar) => ({
      step: 16 * bar,
      length: 16 * length,
      degrees: [...triad(chord(bar)), ...(draw.chance(0.4) ? [chord(bar) + 7] : [])],
    }));
};
export const anthem: Line = (draw, steps, chord) => {
  const rhythm = draw.pick([
    [0, 3, 6, 10, 12],
    [0, 3, 6, 8, 11, 14],
    [0, 4, 7, 10, 12],
  ]);
  return bars(steps).flatMap((bar) =>
    rhythm.map((step, i) => ({
      step: 16 * bar + step,
      length: ((rhythm[i + 1] ?? 16) - step) * 0.92,
      degrees: triad(chord(bar) + (i % 2)),
    })),
  );
};
export const arpeggio: Line = (draw, steps, chord) => {
  const order = draw.pick([
    [0, 2, 4, 7],
    [0, 4, 2, 7, 4, 9],
    [7, 4, 2, 0],
    [0, 7, 4, 9],
  ]);
  const every = draw.pick([1, 1, 2]);
  return Array.from({ length: floor(steps / every) }, (_, n) => ({
    step: n * every,
    length: draw.between(0.8, 1.6) * every,
    degrees: [chord(floor((n * every) / 16)) + order[n % order.length]],
    accent: n % 4 === 0,
  }));
};
export const stabs: Line = (draw, steps, chord) => {
  const rhythm = draw.pick([
    [2, 6, 10, 14],
    [0, 3, 6, 9, 12],
    [0, 3, 6, 10, 13],
  ]);
  return bars(steps).flatMap((bar) =>
    rhythm.map((step) => ({ step: 16 * bar + step, length: 1.5, degrees: triad(chord(bar)) })),
  );
};

/** Few long notes over the chords. */
export const slowMelody: Line = (draw, steps, chord) => {
  const motif = [0, 8, 12, 16, 24].filter((step) => step === 0 || draw.chance(0.7));
  const degrees = motif.map(() => draw.whole(0, 7));
  return Array.from({ length: Math.ceil(steps / 32) }, (_, n) =>
    motif.map((step, i) => ({
      step: 32 * n + step,
      length: ((motif[i + 1] ?? 32) - step) * 0.95,
      degrees: [degrees[i] + (chord(2 * n) % 3)],
    })),
  ).flat();
};

/** A melody in chords: its note above, the rest of the triad below. */
export const chordMelody: Line = (draw, steps, chord) =>
  draw
    .pick([melody, slowMelody])(draw, steps, chord)
    .map((event) => ({
      ...event,
      degrees: [event.degrees[0], event.degrees[0] - 3, event.degrees[0] - 5],
    }));
