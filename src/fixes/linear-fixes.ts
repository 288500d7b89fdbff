import type { Normal } from '../dsp/units.ts';
import type { Yardstick } from '../gap/yardstick.ts';
import type { Fix } from '../store/plan-document.ts';
import {
  aimOf,
  chanceToMove,
  consideredFix,
  FINDING_CHANCE,
  riskOf,
  trustFactor,
} from './confidence/fix-confidence.ts';
import type { Move } from './fix-kind.ts';
import { FIX_KINDS } from './fix-kinds.ts';
import type { MasterChain } from './master-chain.ts';
import { mainPromises, movesOf, type FeatureMove, type PlanEffect } from './predict/plan-effect.ts';
import { boostsInWords, statedChance } from './confidence/stated-chance.ts';
import { contextOf, type StemContext } from './stem-context.ts';
import type { TasteView } from './taste-view.ts';
import { byHand } from './wording/by-hand.ts';
import { listenTo } from './wording/listen-to.ts';
import { mainReason, reasonOf } from './wording/reason.ts';
import { sideEffects } from './wording/side-effects.ts';

export interface LinearFixesContext {
  contexts: readonly StemContext[];
  effect: PlanEffect;
  chain: MasterChain;
  taste: TasteView;
  yardstick: Yardstick;
  /** Moves that mend what is broken in a stem, and the evidence of it: that is why they are made, not the gap. */
  findings: ReadonlyMap<Move, string>;
  /** How sure it is of each other move that it is for something wrong, see `Solver.beliefs`. */
  beliefs: ReadonlyMap<Move, Normal>;
  /** Share of each such move in what all of them explain, see `Solver.explained`. */
  explained: ReadonlyMap<Move, Normal>;
  /** Whom a move makes room for, as a sentence with a blank in front of it, or nothing. */
  roomFor: (move: Move) => string;
}

/**
 * Moves in the form plans keep: where they land, what they write, why, and what they are predicted to do.
 *
 * @param alternatives another way to what each move does, in the same order
 */
export function linearFixes(
  moves: readonly Move[],
  alternatives: readonly (Move | undefined)[],
  { contexts, effect, chain, taste, yardstick, findings, beliefs, explained, roomFor }: LinearFixesContext,
): Fix[] {
  const takenBands = new Map<string, Set<number>>();
  const before = effect.styleDelta([]);
  return moves.map((move, i) => {
    const kind = FIX_KINDS[move.kind];
    const stem = contextOf(move.stem, contexts);
    const taken = takenBands.get(stem.track.id) ?? new Set<number>();
    takenBands.set(stem.track.id, taken);
    const placement = kind.place(move, stem, taken);
    for (const { parameter } of placement.changes) {
      const band = EQ_BAND.exec(parameter);
      if (band !== null) taken.add(Number(band[1]));
    }
    const benefit = before - effect.styleDelta([move]);
    const after = effect.styleDelta(moves.slice(0, i + 1));
    const step = effect.styleDelta(moves.slice(0, i)) - after;
    const moved = mostTellingFirst(effect.featureMoves([move]), move);
    const trust = taste.modelTrust(kind.model);
    const finding = findings.get(move);
    // What a move is for may only show once the others are made: a pan leaves a level, a cut a hole.
    const added = effect.lastMoves(
      moves.filter((other) => other !== move),
      [move],
    );
    const reckoned =
      finding === undefined
        ? chanceToMove(mainReason(moved), chain.residualDb, trust) * trustFactor(chain) * (beliefs.get(move) ?? 1)
        : undefined;
    const { device, insert, insertBefore, changes, spot } = placement;
    const sentence = `${stem.track.name}: ${kind.phrase(move, stem)} (${spot}).`;
    const stated =
      reckoned === undefined
        ? FINDING_CHANCE
        : statedChance(reckoned, { kind: kind.name, boosts: boostsInWords(sentence) });
    const improves = taste.rightness(stated);
    const accepted = taste.acceptance({
      ...consideredFix(move, kind, stem, before === 0 ? 0 : step / before),
      ...(moved.length === 0 ? {} : { aim: aimOf(moved[0]) }),
      direction: move.size < 0 ? -1 : 1,
    });
    const because = [accepted, taste.sizeFactor(kind.name, stem.role), trust].map((learned) => learned.because);
    const share = explained.get(move);
    const where = { track: stem.track.name, device, insert, ...(insertBefore !== undefined && { insertBefore }) };
    const alternative = alternativeOf(alternatives[i], moves, i, stem, effect, taken);
    return {
      id: `f${String(i + 1)}`,
      kind: kind.name,
      ...where,
      stem: stem.file,
      changes,
      sentence,
      why: `${finding ?? reasonOf(moved)}${roomFor(move)}`,
      byHand: byHand({ ...where, changes }),
      sideEffects: sideEffects(added),
      listenTo: finding === undefined ? listenTo(mainReason(moved).row, yardstick) : [],
      ...(alternative !== undefined && { alternative }),
      predicted: {
        styleDeltaAfter: after,
        benefit,
        step,
        ...(share !== undefined && { explained: share }),
        features: mainPromises(effect.promisable(moved, [move])),
        moves: movesOf(effect.lastMoves(moves.slice(0, i), [move])),
      },
      confidence: taste.confidence(improves * accepted.value),
      chances: {
        ...{ improves, stated, accepted: accepted.value, because: because.filter((words) => words !== '').join(' ') },
        ...(reckoned !== undefined && { reckoned }),
      },
      size: { value: move.size, relative: kind.sized ? Math.abs(move.size) / kind.typicalSize : 1 },
      model: kind.model,
      propensity: move.propensity ?? 1,
      risk: riskOf(move, kind, stem),
      advice: false,
      ...(finding !== undefined && { evident: true }),
    };
  });
}

/** An alternative as plans keep it, where it shrinks the gap in the place of the move it stands for. */
function alternativeOf(
  move: Move | undefined,
  moves: readonly Move[],
  at: number,
  stem: StemContext,
  effect: PlanEffect,
  taken: ReadonlySet<number>,
): Fix['alternative'] {
  if (move === undefined) return undefined;
  const others = moves.filter((_, i) => i !== at);
  const benefit = effect.styleDelta(others) - effect.styleDelta([...others, move]);
  if (benefit <= 0) return undefined;
  const kind = FIX_KINDS[move.kind];
  const { device, insert, insertBefore, changes, spot } = kind.place(move, stem, taken);
  return {
    kind: kind.name,
    device,
    insert,
    ...(insertBefore !== undefined && { insertBefore }),
    changes,
    sentence: `or ${kind.phrase(move, stem)} (${spot})`,
    benefit,
  };
}

/** The number of the band in `3 Gain A`. */
const EQ_BAND = /^(\d) .* A$/u;

/**
 * A feature of the fix's own kind that is relieved by at least this share of the most relieved one explains the fix
 * better.
 */
const TELLING_SHARE = 0.3;

/**
 * Brings the feature that explains a move to the front: a cut of a harsh mono lead also widens the mix at that place,
 * but nobody cuts it for that.
 */
function mostTellingFirst(moved: FeatureMove[], { kind }: Move): FeatureMove[] {
  const [most] = moved;
  const telling = moved.find(
    ({ row, relief }) =>
      (row.feature.group === 'stereo') === (FIX_KINDS[kind].category === 'stereo') &&
      relief >= TELLING_SHARE * most.relief,
  );
  return telling === undefined ? moved : [telling, ...moved.filter((other) => other !== telling)];
}
