import type { YardstickRow } from '../../gap/yardstick.ts';
import type { CausedAdvice } from '../advice.ts';
import { featureMovesBetween } from '../predict/plan-effect.ts';
import type { StemContext } from '../stem-context.ts';
import { reasonOf } from '../wording/reason.ts';
import type { RenderedMove } from './plan-rendered.ts';

/** A move that was proved by a render but that nothing can be written for, as advice with its size. */
export function renderedAdvice(
  { candidate, size, before, after }: RenderedMove,
  rows: readonly YardstickRow[],
  contexts: readonly StemContext[],
): CausedAdvice {
  const moved = featureMovesBetween(rows, before, after);
  return {
    track: candidate.track,
    stem: contexts.find(({ index }) => index === candidate.stem)?.file ?? '',
    sentence: `${candidate.track}: ${candidate.phrase(size)}.`,
    why: reasonOf(moved, candidate.about),
    answers: candidate.answers ?? [],
  };
}
