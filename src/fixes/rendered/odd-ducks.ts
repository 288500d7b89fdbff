import type { NoteDucking } from '../../analysis/note-ducking.ts';
import { median } from '../../dsp/statistics.ts';
import type { Decibels, Milliseconds } from '../../dsp/units.ts';
import type { StemRole } from '../../store/stem-map-document.ts';
import type { StemContext } from '../stem-context.ts';
import type { StemFacts } from './stem-facts.ts';
import type { StemReadings } from './stem-readings.ts';

/** Depth and release of a dip that goes with the kick. */
type Ducking = Pick<Exclude<StemFacts['ducking'], string>, 'depthDb' | 'releaseMs'>;

/** A stem that ducks unlike all the others that hold notes. */
export interface OddDuck {
  stem: StemContext;
  fault: 'missing' | 'deep' | 'late';
  own: Ducking;
  /** Medians over the siblings. */
  usual: Ducking;
  siblings: readonly string[];
}

/** What holds notes; drums, voices and effects duck as they please. */
const SIBLING_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['bass', 'acid', 'pad', 'lead', 'pluck']);

/** One sibling is no rule. */
const FEWEST_SIBLINGS = 2;
/** What dips by more has a sidechain, see `sidechainKind`. */
const DUCKED_DB: Decibels = 2.5;
/** And of the siblings this many do. */
const MOST_DUCK = 2 / 3;

/*
 * Measured on 17 ducked stems of four songs (`scripts/bench/fixes`): one that lost its sidechain reads 0.0 to 0.5 dB
 * where the others duck by 3.9 to 7.7; clean ones lie within 2.5 dB and a factor of 1.4 in release of their siblings.
 */
const MISSING_SHARE = 0.3;
/** Of a line that rests on the beat, with the error of reading its notes added: half of what the others have. */
const MOST_OF_NOTES = 0.5;
const DEEP_DB: Decibels = 4;
const DEEP_FACTOR = 1.6;
const LATE_FACTOR = 1.7;
const LATE_MS: Milliseconds = 60;

/**
 * Finds the stems that do not duck under the kick though their siblings do, that duck far deeper, or that come back
 * far later. A mix hardly shows any of it. Nothing is said where fewer than two siblings duck alike, or a third of
 * them do not: then it may be meant. A rolling bass, which rests on the beat, is told by its notes and can only be
 * found missing.
 *
 * @param readings where the ducking cannot be told, the stem is no witness
 */
export function oddDucks(stems: readonly StemContext[], readings: Pick<StemReadings, 'factsOf'>): OddDuck[] {
  const holding = stems.filter(({ role }) => SIBLING_ROLES.has(role));
  const known = holding.flatMap((stem) => {
    const ducking = readings.factsOf(stem.index)?.ducking;
    return ducking === undefined || typeof ducking === 'string' ? [] : [{ stem, ducking }];
  });
  return holding.flatMap((stem): OddDuck[] => {
    const others = known.filter((other) => other.stem !== stem);
    const ducked = others.filter((other) => other.ducking.depthDb > DUCKED_DB);
    if (ducked.length < FEWEST_SIBLINGS || ducked.length < MOST_DUCK * others.length) return [];
    const usual = {
      depthDb: median(ducked.map((other) => other.ducking.depthDb)),
      releaseMs: median(ducked.map((other) => other.ducking.releaseMs)),
    };
    // Of two, one of which is odd itself, the middle lies where neither is.
    const agreeing = ducked.filter((other) => faultOf(other.ducking, usual) === undefined);
    if (agreeing.length < FEWEST_SIBLINGS || agreeing.length < MOST_DUCK * others.length) return [];
    const siblings = agreeing.map((other) => other.stem.name);
    const own = known.find((one) => one.stem === stem)?.ducking;
    if (own === undefined) {
      const notes = readings.factsOf(stem.index)?.noteDucking(usual.releaseMs);
      if (notes === undefined || notes.depthDb + notes.errorDb > MOST_OF_NOTES * usual.depthDb) return [];
      return [{ stem, fault: 'missing', own: ofNotes(notes, usual), usual, siblings }];
    }
    const fault = faultOf(own, usual);
    return fault === undefined ? [] : [{ stem, fault, own, usual, siblings }];
  });
}

/** How a stem ducks that is to be like its siblings; `undefined` where that cannot be told. */
export function duckingLike(
  index: number,
  usual: Ducking,
  readings: Pick<StemReadings, 'factsOf'>,
): Ducking | undefined {
  const facts = readings.factsOf(index);
  if (facts === undefined) return undefined;
  if (typeof facts.ducking !== 'string') return facts.ducking;
  const notes = facts.noteDucking(usual.releaseMs);
  return notes && ofNotes(notes, usual);
}

function ofNotes({ depthDb }: NoteDucking, { releaseMs }: Ducking): Ducking {
  return { depthDb: Math.max(0, depthDb), releaseMs };
}

function faultOf(own: Ducking, usual: Ducking): OddDuck['fault'] | undefined {
  if (own.depthDb < MISSING_SHARE * usual.depthDb) return 'missing';
  if (own.depthDb > Math.max(usual.depthDb + DEEP_DB, DEEP_FACTOR * usual.depthDb)) return 'deep';
  if (own.depthDb < DUCKED_DB) return undefined;
  return own.releaseMs > Math.max(usual.releaseMs + LATE_MS, LATE_FACTOR * usual.releaseMs) ? 'late' : undefined;
}
