import type { Draw } from './draw.ts';
import type { Line } from './stems-lines.ts';
import type { StemRecipe } from './stems-recipe.ts';
import { clockOf, echoed, harmonyOf, midiHz, StemTape, type Wave } from './stems-synth.ts';

const { floor, min } = Math;

/** One note: its pitch, length and how hard it is struck. */
export type Voice = (draw: Draw, hz: number, seconds: number, accent: boolean) => { left: Wave; right: Wave };

export interface Part extends Pick<StemRecipe, 'role' | 'name' | 'isHeldOut'> {
  octave: readonly [number, number];
  lines: readonly Line[];
  voice: (draw: Draw) => Voice;
  room?: (draw: Draw) => readonly [wet: number, seconds: number];
  echo?: readonly [steps: number, feedback: number];
  /** Length of a single note, where its role can be told. */
  shotSeconds?: number;
}

/** A line played by a voice, in a room, often turned down by the kick. */
export function tonal({ octave, lines, voice, room = () => [0, 1], echo, shotSeconds, ...head }: Part): StemRecipe {
  const recipe: StemRecipe = {
    ...head,
    loop: (draw, seconds) => {
      const { step, beat } = clockOf(draw, seconds);
      const { degree, chord } = harmonyOf(draw);
      const at = draw.whole(...octave);
      const tape = new StemTape(seconds);
      const play = voice(draw);
      for (const event of draw.pick(lines)(draw, floor(seconds / step), chord)) {
        const length = min(event.length * step, seconds - event.step * step);
        for (const note of event.degrees) {
          if (length <= 0.02) continue;
          const { left, right } = play(draw, midiHz(degree(note, at)), length, event.accent ?? false);
          tape.addBoth(left, right, event.step * step, (event.accent ?? false) ? 1 : 0.8);
        }
      }
      if (echo !== undefined) echoed(tape, echo[0] * step, draw.between(0, 1.6 * echo[1]));
      if (draw.chance(0.5)) tape.ducked(beat, draw.between(2, 14), draw.between(0.05, 0.2));
      return tape.finish(draw, room(draw), true);
    },
  };
  if (shotSeconds === undefined) return recipe;
  return {
    ...recipe,
    shot: (draw) => {
      const { left, right } = voice(draw)(
        draw,
        midiHz(harmonyOf(draw).degree(draw.whole(0, 6), draw.whole(...octave))),
        shotSeconds,
        false,
      );
      return new StemTape(shotSeconds + 0.5).addBoth(left, right, draw.between(0, 0.02)).finish(draw, room(draw), true);
    },
  };
}

export const both = (wave: Wave): { left: Wave; right: Wave } => ({ left: wave, right: wave });
