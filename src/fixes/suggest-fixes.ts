import type { MaskedPair, StemMasking } from '../analysis/masking.ts';
import type { StemDefects } from '../analysis/stem-defects.ts';
import { styleDeltaOf, type Yardstick, type YardstickRow } from '../gap/yardstick.ts';
import type { SetSnapshot } from '../live/live-set.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { GapDocument } from '../store/gap-document.ts';
import type { Fix, PlanDocument } from '../store/plan-document.ts';
import type { StemMapping, StemRole } from '../store/stem-map-document.ts';
import type { Decibels, Percent } from '../dsp/units.ts';
import { adviceFor, type CausedAdvice } from './advice.ts';
import type { FixCategory, Move } from './fix-kind.ts';
import { FIX_KINDS } from './fix-kinds.ts';
import { kickTuningAdvice } from './kick-tuning.ts';
import type { LowEndRoles } from './predict/kick-balance.ts';
import { linearFixes } from './linear-fixes.ts';
import type { LoudSection } from './loud-section.ts';
import type { MasteredRequest, MasteredSound } from './measure-mastered.ts';
import { returnedShareOf, type MasterChain } from './master-chain.ts';
import type { MixModel } from './mix-model.ts';
import { featureMovesBetween, PlanEffect, promisesOf } from './predict/plan-effect.ts';
import { MixPredictor } from './predict/predict.ts';
import { provenInOrder } from './solve/proven-in-order.ts';
import { putForward } from './put-forward.ts';
import { raisedTruePeak } from './raised-true-peak.ts';
import { FixesAlone } from './rendered/fixes-alone.ts';
import { oddDucks } from './rendered/odd-ducks.ts';
import { planRendered } from './rendered/plan-rendered.ts';
import { renderedFix } from './rendered/rendered-fix.ts';
import { squashedStems } from './rendered/squashed-stems.ts';
import { UntouchedPassage } from './rendered/untouched-passage.ts';
import { knownSolver } from './solve/known-solver.ts';
import { MOST_FIXES, type Solver } from './solve/solver.ts';
import { contextOf, type StemContext } from './stem-context.ts';
import { adviceOnFinding, findInStems, type StemFinding } from './stem-findings.ts';
import { stemContexts } from './stem-contexts.ts';
import type { TasteView } from './taste-view.ts';
import { makesRoom } from './wording/makes-room.ts';
import { peakNotes, planNotes } from './wording/plan-notes.ts';

/** Everything a plan is made from. */
export interface SuggestRequest {
  /** The bounce as measured, and its gap. */
  analysis: AnalysisDocument;
  gap: GapDocument;
  yardstick: Yardstick;
  model: MixModel;
  masterChain: MasterChain;
  snapshot: SetSnapshot;
  /** Whether the set can choose what a sidechain hears; else the plan asks a person to. True unless told. */
  routesSidechains?: boolean;
  stems: readonly StemMapping[];
  taste: TasteView;
  /** 0–100: how much of the full plan. Sizes scale with it; switches come in at half. */
  amount: Percent;
  /** Tracks that must not be touched. */
  lockedTracks?: readonly string[];
  /** What each stem shows of itself, by its track's name; what is not there is not judged. */
  defects?: ReadonlyMap<string, StemDefects> | undefined;
  /** How the stems cover each other; without it no fix says whom it makes room for. */
  masking?: StemMasking | undefined;
  /** The loudest passage of the stems; without it nothing is planned or predicted that only a render tells. */
  loudSection?: LoudSection | undefined;
  /** Kinds of fix that are wanted; all if undefined. */
  only?: readonly FixCategory[] | undefined;
  now: Date;
  /** The plan's id. */
  id: string;
}

/**
 * Makes a plan: at most eight fixes, each predicted to shrink the gap, in the order of their worth, or none and the
 * reason.
 *
 * Stems that do not explain the bounce give no plan: what is predicted from them would be about another song.
 */
export function suggestFixes(request: SuggestRequest, searched: Searched = searchFixes(request)): PlanDocument {
  const { analysis, gap, yardstick, masterChain, snapshot, stems, taste, amount, only, now, id } = request;
  const { contexts, notes, effect, mended, passage, solver } = searched;
  const { rows } = yardstick;
  const before = effect.styleDelta([]);
  // An offset lifts the floor between the hits, and a cut waveform flattens them: neither is a compressor's doing.
  const unbroken = contexts.filter(({ index }) => !mended.stems.has(index));
  const mayMoveDynamics = only?.includes('dynamics') ?? true;
  const squashed = passage && mayMoveDynamics ? squashedStems(unbroken, passage) : [];
  // One that ducks too deep is too quiet by its ducking, and one that does not duck too loud: no fader is for it.
  const ducked = passage && mayMoveDynamics ? oddDucks(unbroken, passage).filter(({ fault }) => fault !== 'late') : [];
  const movable = contexts.filter(({ track }) => !squashed.some((one) => one.track === track.name));
  const given = [...mended.moves.keys()];
  // The solver sees all stems, so that no other one is moved for what was done to the tone of these.
  const isJudged = ({ stem }: Move): boolean =>
    !mended.coloured.has(stem) &&
    movable.some(({ index }) => index === stem) &&
    !ducked.some((odd) => odd.stem.index === stem);
  const found = solver?.solve().filter(isJudged) ?? [];
  const sized = scaled(found, amount, contexts);
  const solved = provenInOrder(sized, effect, solver?.beliefs(sized) ?? [], given);
  const moves = [...given, ...solved];
  const findings = new Map([...mended.moves, ...mended.answeredBy(solved)]);
  const alternatives = [...given.map(() => undefined), ...(solver?.alternatives(solved) ?? [])];
  const pairs = worstPairs(request.masking);
  const roleOf = (name: string): StemRole | undefined => stems.find(({ track }) => track === name)?.role;
  const alone = passage && new FixesAlone({ untouched: passage, analysis, rows, contexts, snapshot });
  const linear = linearFixes(moves, alternatives, {
    ...{ contexts, effect, chain: masterChain, taste, yardstick, findings },
    beliefs: byMove(solved, solver?.beliefs(solved)),
    explained: byMove(solved, solver?.explained(solved)),
    roomFor: (move) => makesRoom(move, contextOf(move.stem, contexts).name, pairs, roleOf),
  }).map((fix, i) => alone?.heard(fix, effect.values([moves[i]])) ?? fix);
  const planned = withoutRise(
    (kept) => withRendered(request, passage, linear.slice(0, kept), effect.values(moves.slice(0, kept)), movable),
    { linear: linear.length, rows, most: before + (given.length > 0 ? MOST_WORSE : 0) },
  );
  const isBroken = planned.masterFaultDb >= BROKEN_MASTER_DB;
  const { fixes, caused, values } =
    isBroken && linear.length > 0 ? withRendered(request, passage, [], effect.values([]), movable) : planned;
  const predicted = styleDeltaOf(yardstick.rows, values);
  const moved = featureMovesBetween(yardstick.rows, effect.values([]), values);
  const tuning = (only?.includes('tone') ?? true) ? kickTuningAdvice(analysis, contexts) : [];
  const advice = adviceFor(gap, moved, [...mended.byHand(solved), ...squashed, ...caused, ...tuning], {
    styleDelta: predicted,
    fixes: fixes.length,
  });
  return {
    schema: 'coproducer.plan/1',
    id,
    createdAt: now.toISOString(),
    mix: analysis.file,
    stems: stems
      .filter(({ leftOut }) => leftOut === '')
      .map(({ file, track, role, trackConfidence }) => ({ file, track, role, confidence: trackConfidence })),
    target: {
      profile: yardstick.profile,
      cluster: yardstick.cluster,
      references: [...yardstick.references],
    },
    amount,
    styleDelta: { before, predicted },
    predicted: promisesOf(effect.promisable(moved, moves)),
    fixes: [...putForward(fixes), ...advice],
    masterChain: {
      gainDb: masterChain.gainDb,
      residualDb: masterChain.residualDb,
      sentence: masterChain.sentence,
    },
    notes: [
      ...(isBroken ? [BROKEN_MASTER] : []),
      ...peakNotes(raisedTruePeak(effect.values([]), values, yardstick.rows)),
      ...planNotes([...fixes, ...squashed, ...caused], { chain: masterChain, amount, styleDelta: before, stems }),
      ...notes,
    ],
  };
}

/** What a plan is made of before anything of it is heard. */
export interface Searched {
  contexts: readonly StemContext[];
  /** For people, of the stems. */
  notes: readonly string[];
  effect: PlanEffect;
  mended: Mends;
  /** The loudest passage, as it was bounced. */
  passage: UntouchedPassage | undefined;
  /** Has sought already; `undefined` where the stems do not explain the bounce. */
  solver: Solver | undefined;
}

/**
 * The search for the moves that most likely undo what is wrong, which is half of the work of a plan, while another
 * thread finds what the master makes of the loudest passage.
 *
 * @param measure `measureMastered`, wherever it runs; not asked where it is known or nothing comes of it
 */
export async function searchWhileMastered(
  request: SuggestRequest,
  measure: (asked: MasteredRequest) => Promise<MasteredSound>,
): Promise<Searched> {
  const { loudSection, masterChain, model } = request;
  const isHeard = loudSection !== undefined && masterChain.trust !== 'none';
  const passage = isHeard ? UntouchedPassage.of(loudSection, masterChain, model) : undefined;
  const [, searched] = await Promise.all([
    passage?.masterBy(measure),
    Promise.resolve().then(() => searchFixes(request)),
  ]);
  return searched;
}

/** The same by itself. */
function searchFixes(request: SuggestRequest): Searched {
  const { analysis, yardstick, model, masterChain, snapshot, stems, taste, only } = request;
  const { contexts, notes } = stemContexts(model, stems, snapshot, request.lockedTracks ?? [], request.defects);
  const lowEnd = lowEndRoles(model, stems);
  const predictor = new MixPredictor(model, analysis, returnedShareOf(masterChain), lowEnd);
  const { rows, variation, pooledVariation = variation } = yardstick;
  const ofReferences = rows.map((row) => row.ofReferences ?? row);
  const effect = new PlanEffect(predictor, rows, contexts);
  const mended = mends(request, contexts, effect);
  const given = [...mended.moves.keys()];
  const passage = request.loudSection && UntouchedPassage.of(request.loudSection, masterChain, model);
  if (masterChain.trust === 'none') return { contexts, notes, effect, mended, passage, solver: undefined };
  const solver = knownSolver(
    request.loudSection,
    { ...{ predictor, taste, only, given }, rows: ofReferences, variation: pooledVariation, stems: contexts },
    { model, analysis, masterChain, lowEnd },
  );
  solver.solve();
  return { contexts, notes, effect, mended, passage, solver };
}

/**
 * From here on a clipped or over-driven master adds so much of its own to tone and width that nobody can tell it from
 * faults of the mix: half of what such masters are driven too hard by, and above what limiters are argued about.
 */
const BROKEN_MASTER_DB: Decibels = 2.5;
const BROKEN_MASTER =
  'The master distorts too much to judge the mix through it: mend it first, bounce again, and suggest anew.';

/** Pairs of the kind of section in which masking matters, the drop; else of the whole. */
function worstPairs(masking: StemMasking | undefined): readonly MaskedPair[] {
  const scopes = masking?.scopes ?? [];
  return (scopes.find(({ scope }) => scope === 'drop') ?? scopes.at(0))?.pairs ?? [];
}

interface Mends {
  moves: ReadonlyMap<Move, string>;
  /** Moves that the gap asks for and that mend something, too, each with its evidence. */
  answeredBy: (solved: readonly Move[]) => ReadonlyMap<Move, string>;
  /** What is left to a person once these moves are made. */
  byHand: (solved: readonly Move[]) => readonly CausedAdvice[];
  /** Every stem that something is broken in, and of these the ones that only a person can bring their tone back. */
  stems: ReadonlySet<number>;
  coloured: ReadonlySet<number>;
}

/**
 * What is broken in single stems: the moves that mend it, each with its evidence, and what is left to a person. A move
 * that would take the mix further from its references is left to a person, too.
 */
function mends(
  { defects, masterChain, amount, only }: SuggestRequest,
  contexts: readonly StemContext[],
  effect: PlanEffect,
): Mends {
  const found = findInStems(contexts, defects ?? new Map<string, StemDefects>());
  const before = effect.styleDelta([]);
  const mayMove = ({ move }: StemFinding): boolean =>
    move !== undefined &&
    masterChain.trust !== 'none' &&
    (only?.includes(FIX_KINDS[move.kind].category) ?? true) &&
    effect.styleDelta([move]) <= before + MOST_WORSE;
  // All of them are switches.
  const moves = found.flatMap((finding) =>
    finding.move === undefined || amount < SWITCH_AMOUNT || !mayMove(finding)
      ? []
      : [[finding.move, finding.why] as const],
  );
  const left = found.filter((finding) => !mayMove(finding));
  const answers = ({ stem, mendedBy }: StemFinding, solved: readonly Move[]): Move[] =>
    solved.filter((move) => move.stem === stem.index && mendedBy?.(move) === true);
  return {
    moves: new Map(moves),
    answeredBy: (solved) =>
      new Map(left.flatMap((finding) => answers(finding, solved).map((move) => [move, finding.why] as const))),
    byHand: (solved) => left.filter((finding) => answers(finding, solved).length === 0).map(adviceOnFinding),
    stems: new Set(found.map(({ stem }) => stem.index)),
    coloured: new Set(left.filter(({ colours }) => colours).map(({ stem }) => stem.index)),
  };
}

/** The least that a style delta is shown by. */
const MOST_WORSE = 0.01;

/**
 * The plan with as many of its linear moves as the whole gap stands: what only a render tells, loudness, peaks and
 * crest, may add to it more than they take away, and a plan never promises a rise.
 */
function withoutRise(
  planWith: (kept: number) => WithRendered,
  { linear, rows, most }: { linear: number; rows: readonly YardstickRow[]; most: number },
): WithRendered {
  let plan = planWith(linear);
  for (let kept = linear - 1; kept >= 0 && styleDeltaOf(rows, plan.values) > most; kept--) plan = planWith(kept);
  return plan;
}

interface WithRendered {
  fixes: readonly Fix[];
  caused: readonly CausedAdvice[];
  values: ReadonlyMap<string, number>;
  masterFaultDb: Decibels;
}

/** The plan with what only a render of the loudest passage can find and tell; as it is without one. */
function withRendered(
  request: SuggestRequest,
  passage: UntouchedPassage | undefined,
  linear: readonly Fix[],
  predicted: ReadonlyMap<string, number>,
  contexts: readonly StemContext[],
): WithRendered {
  const { analysis, yardstick, model, masterChain, snapshot, stems, taste, amount, only } = request;
  if (passage === undefined || masterChain.trust === 'none')
    return { fixes: linear, caused: [], values: predicted, masterFaultDb: 0 };
  const { rows } = yardstick;
  const plan = planRendered({
    ...{ untouched: passage, analysis, rows, model, snapshot, stems, taste, amount, contexts, predicted },
    fixes: linear,
    room: only?.includes('dynamics') === false ? 0 : MOST_FIXES - linear.length,
  });
  const rendered = plan.moves.map((move, i) =>
    renderedFix(move, {
      id: `f${String(linear.length + i + 1)}`,
      ...{ yardstick, contexts, taste, chain: masterChain, routesSidechains: request.routesSidechains ?? true },
    }),
  );
  return {
    fixes: [...linear, ...rendered],
    caused: only?.includes('dynamics') === false ? [] : plan.advice,
    values: plan.values,
    masterFaultDb: plan.masterFaultDb,
  };
}

/** Which stems are kick and bass, by their places in the model. */
export function lowEndRoles(model: MixModel, stems: readonly StemMapping[]): LowEndRoles {
  const places = (...roles: readonly StemRole[]): Set<number> =>
    new Set(
      model.stems.flatMap((name, index) =>
        stems.some(({ track, role }) => track === name && roles.includes(role)) ? [index] : [],
      ),
    );
  return { kicks: places('kick'), basses: places('bass', 'acid') };
}

function byMove<Value>(moves: readonly Move[], values: readonly Value[] = []): ReadonlyMap<Move, Value> {
  return new Map(values.map((value, i) => [moves[i], value] as const));
}

/** Half of a switch is on. */
const SWITCH_AMOUNT: Percent = 50;

function scaled(moves: readonly Move[], amount: Percent, contexts: readonly StemContext[]): Move[] {
  return moves.flatMap((move) => {
    const kind = FIX_KINDS[move.kind];
    if (!kind.sized) return amount >= SWITCH_AMOUNT ? [move] : [];
    const scaledMove = kind.rounded({ ...move, size: (move.size * amount) / 100 }, contextOf(move.stem, contexts));
    return scaledMove.size === 0 ? [] : [scaledMove];
  });
}
