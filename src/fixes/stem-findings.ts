import type { StemDefects } from '../analysis/stem-defects.ts';
import type { CausedAdvice } from './advice.ts';
import type { Move } from './fix-kind.ts';
import { clippedFinding } from './findings/clipped.ts';
import { dcOffsetFinding } from './findings/dc-offset.ts';
import { hotLevelFinding } from './findings/hot-level.ts';
import { invertedSideFinding } from './findings/inverted-side.ts';
import { noiseFloorFinding } from './findings/noise-floor.ts';
import { rumbleFinding } from './findings/rumble.ts';
import { MAIN_INDEX, type StemContext } from './stem-context.ts';

/** Something wrong with one stem that its own sound tells, whatever the references are like. */
export interface StemFinding {
  stem: StemContext;
  /** What mends it in the set; `undefined` where only a person can. */
  move: Move | undefined;
  /** What a person does instead: the end of a sentence after the track's name. */
  byHand: string;
  /** The evidence, with its numbers: one sentence. */
  why: string;
  /** Whether it adds to the tone of the stem: until it is mended, no fader and no equaliser is for that. */
  colours: boolean;
  /** Whether it bends how the level moves: until it is mended, that tells of no compressor. */
  bendsLevel: boolean;
  /** Where several moves may mend it: whether one that the gap asks for does. */
  mendedBy?: (move: Move) => boolean;
}

/** One way in which a stem can be broken. A new one is a file under `findings/` and a row here. */
export type FindingKind = (stem: StemContext, defects: StemDefects) => StemFinding | undefined;

/** What stands first is mended first: a level says nothing while a waveform is cut off. */
const FINDING_KINDS: readonly FindingKind[] = [
  clippedFinding,
  invertedSideFinding,
  dcOffsetFinding,
  noiseFloorFinding,
  rumbleFinding,
  hotLevelFinding,
];

/**
 * Everything that is broken in stems that may be changed. What is broken in the bounce is the business of the main
 * track's own fixes.
 *
 * @param defects by the name of the track; stems without are not judged
 */
export function findInStems(stems: readonly StemContext[], defects: ReadonlyMap<string, StemDefects>): StemFinding[] {
  return stems
    .filter(({ index }) => index !== MAIN_INDEX)
    .flatMap((stem) => {
      const own = defects.get(stem.name);
      return own === undefined ? [] : FINDING_KINDS.flatMap((find) => find(stem, own) ?? []);
    });
}

/** What is left to a person, as advice. */
export function adviceOnFinding({ stem, byHand, why }: StemFinding): CausedAdvice {
  const track = stem.track.name;
  return { track, stem: stem.file, sentence: `${track}: ${byHand}`, why, answers: [] };
}
