import type { Normal } from '../dsp/units.ts';
import { chanceToTake } from './acceptance-model.ts';
import { ACCEPTANCE_PRIOR } from './acceptance-prior.ts';
import type { Outcome } from './outcomes.ts';

/** A kind of change on a role of stem, upwards or downwards: narrower basses. */
export interface Way {
  kind: string;
  role: string;
  direction: 1 | -1;
}

/** What a producer's own ways of mixing have to do with the answers. */
export interface OwnWays {
  /** How likely a change that way suits what the producer means. */
  suits(way: Way): Normal;
  /** Whether more than one refusal says so, and it is likelier against what is meant than not. */
  isAgainst(way: Way): boolean;
  /** How likely the change of an answered fix did not suit, its answer known: so much the liking did not decide. */
  blame(outcome: Outcome): Normal;
}

/**
 * Which ways of changing a stem are against what a producer means, by the answers to all changes that way.
 *
 * A bass that is meant to be wide is narrow of nothing: each plan would narrow it at another frequency, and no feature
 * is refused twice. So the way itself is asked. Either it is against what is meant, and then only a share s of such
 * changes suits, those for a fault on top of what is meant; or all of them suit. With a fix right as it is taken to be
 * and liking h of that kind of change on that stem,
 *
 *     P(taken) = (1 − ε)·P(right)·h·s + ε/2  if it is against,  the same with s = 1 if not,
 *     odds(against) = odds(a) · Π P(answer | against) / P(answer | not),
 *     suits = 1 − P(against)·(1 − s).
 *
 * An answer is explained by liking, meaning, a wrong fix and the coin together: `blame` is the share of it that falls
 * to meaning, and the liking is learned from the rest (`Taste` asks both in turn, which is expectation maximisation).
 *
 * @param outcomes of one profile
 * @param liking P(taken) of such a change on such a stem, whatever it is for, by one who thinks about it
 * @param rightness P(right) of a fix of which a plan says that it improves with this chance
 */
export function ownWaysOf(
  outcomes: readonly Outcome[],
  liking: (outcome: Outcome) => Normal,
  rightness: (improves: Normal) => Normal,
): OwnWays {
  const logOdds = new Map<string, number>();
  const oddsOf = (way: Way): number => logOdds.get(nameOf(way)) ?? logOddsOf(meaningOf(way.kind).against);
  const told = outcomes.map((outcome) => {
    const { about, accepted, weight } = outcome;
    const way = wayOf(outcome);
    const { suitsAnyway } = meaningOf(about.kind);
    const wanted = rightness(about.stated ?? about.improves) * liking(outcome);
    const taken = chanceToTake(wanted, ACCEPTANCE_PRIOR.careless);
    const takenAgainst = chanceToTake(wanted * suitsAnyway, ACCEPTANCE_PRIOR.careless);
    const [odds, unsuited] =
      accepted === 1
        ? [takenAgainst / taken, (1 - suitsAnyway) * SLIP]
        : [(1 - takenAgainst) / (1 - taken), (1 - suitsAnyway) * (1 - SLIP)];
    logOdds.set(nameOf(way), oddsOf(way) + weight * Math.log(odds));
    return { outcome, way, unsuited: unsuited / (accepted === 1 ? takenAgainst : 1 - takenAgainst) };
  });
  const blames = new Map(
    told.map(({ outcome, way, unsuited }) => [outcome, chanceOf(oddsOf(way)) * unsuited] as const),
  );
  return {
    suits: (way) => 1 - chanceOf(oddsOf(way)) * (1 - meaningOf(way.kind).suitsAnyway),
    isAgainst: (way) => {
      const refused = told.filter((one) => one.outcome.accepted === 0 && nameOf(one.way) === nameOf(way));
      return refused.length >= LEAST_REFUSALS && oddsOf(way) > 0;
    },
    blame: (outcome) => blames.get(outcome) ?? 0,
  };
}

/** Which way the fix of an outcome goes. */
export function wayOf({ about: { kind, role, size } }: Pick<Outcome, 'about'>): Way {
  return { kind, role, direction: size < 0 ? -1 : 1 };
}

/** One refusal may be a whim, and nobody is told what he means by it. */
const LEAST_REFUSALS = 2;
/** Of those who do not want a fix so many take it all the same. */
const SLIP = ACCEPTANCE_PRIOR.careless / 2;

/** What is expected of a kind of change before any answer. */
interface Meaning {
  /** Kinds with the same word change the same: one way is asked for all of them. */
  changes?: string;
  /** How often a change is against what is meant, and how often it suits all the same. */
  against: Normal;
  suitsAnyway: Normal;
}

/**
 * Counted among 1 412 fixes of plans for simulated producers (`npm run bench:learning`: the first plans of 240 from
 * seed 1101, those before the twentieth answer of some 50 from seed 1001): how wide and how loud a stem is meant is a
 * producer's own far more often than a bump. How often people mean so is not known; the simulated ones have a level or
 * a width of their own on one or two stems of nine.
 */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  width: { changes: 'sides', against: 0.33, suitsAnyway: 0.26 },
  'width at level': { changes: 'sides', against: 0.33, suitsAnyway: 0.26 },
  fader: { against: 0.16, suitsAnyway: 0.45 },
};
const OF_OTHERS: Meaning = { against: 0.05, suitsAnyway: 0.68 };

function meaningOf(kind: string): Meaning {
  return MEANINGS[kind] ?? OF_OTHERS;
}

function nameOf({ kind, role, direction }: Way): string {
  return `${meaningOf(kind).changes ?? kind}\n${role}\n${String(direction)}`;
}

function logOddsOf(chance: Normal): number {
  return Math.log(chance / (1 - chance));
}

function chanceOf(logOdds: number): Normal {
  return 1 / (1 + Math.exp(-logOdds));
}
