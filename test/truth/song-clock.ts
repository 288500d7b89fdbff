import { Draw } from './draw.ts';
import type { SongRecipe, TempoChange } from './song-recipe.ts';

/** Sixteenths in a bar. */
export const STEPS_PER_BAR = 16;
const STEPS_PER_BEAT = 4;

/** When each sixteenth of a song sounds. */
export interface SongClock {
  bars: number;
  /** Time of a bar line. */
  barSeconds(bar: number): number;
  /** Time of a sixteenth, swung; steps count from bar 0 and may be fractions. */
  stepSeconds(step: number): number;
}

/** Tempo is constant within a sixteenth; a ramp goes evenly from one tempo to the next. */
export function songClock(recipe: SongRecipe): SongClock {
  const bars = recipe.sections.reduce((sum, section) => sum + section.bars, 0);
  const steps = (bars + 2) * STEPS_PER_BAR;
  const starts = new Float64Array(steps + 1);
  const draw = new Draw(recipe.seed, 'clock');
  let stretch = 1;
  starts[0] = recipe.leadingSeconds;
  for (let step = 0; step < steps; step++) {
    if (recipe.drift > 0 && step % STEPS_PER_BEAT === 0) {
      // Pulled back to the tempo, so that it wanders by a few deviations and not away.
      stretch = 1 + 0.95 * (stretch - 1) + recipe.drift * draw.between(-1, 1);
    }
    const tempoBpm = tempoAt(recipe.tempoBpm, recipe.tempoMap, step / STEPS_PER_BAR);
    starts[step + 1] = starts[step] + (15 / tempoBpm) * stretch;
  }
  const at = (step: number): number => {
    const whole = Math.max(0, Math.min(steps - 1, Math.floor(step)));
    return starts[whole] + (step - whole) * (starts[whole + 1] - starts[whole]);
  };
  return {
    bars,
    barSeconds: (bar) => at(bar * STEPS_PER_BAR),
    // A full triplet comes at 4/3 instead of 1 sixteenth.
    stepSeconds: (step) => at(step + (Math.floor(step) % 2 === 1 ? recipe.swing / 3 : 0)),
  };
}

/** Tempo at a bar of a song that begins at `startBpm`. */
export function tempoAt(startBpm: number, changes: readonly TempoChange[], bar: number): number {
  let tempoBpm = startBpm;
  for (const change of changes) {
    if (bar < change.bar) break;
    const ramp = change.rampBars ?? 0;
    const share = ramp > 0 ? Math.min(1, (bar - change.bar) / ramp) : 1;
    tempoBpm += share * (change.tempoBpm - tempoBpm);
  }
  return tempoBpm;
}
