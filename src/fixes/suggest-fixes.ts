import type { MaskedPair, StemMasking } from '../analysis/masking.ts';
import type { StemDefects } from '../analysis/stem-defects.ts';
import { styleDeltaOf, type Yardstick } from '../gap/yardstick.ts';
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
import type { HearAloneRequest } from './hear-alone.ts';
import type { HeardPassage } from './hear-passage.ts';
import type { LoudSection } from './loud-section.ts';
import { returnedShareOf, type MasterChain } from './master-chain.ts';
import type { MixModel } from './mix-model.ts';
import { featureMovesBetween, PlanEffect, promisesOf } from './predict/plan-effect.ts';
import { MixPredictor } from './predict/predict.ts';
import { StemMoments } from './predict/stem-moments.ts';
import { provenInOrder } from './solve/proven-in-order.ts';
import { putForward } from './put-forward.ts';
import { raisedTruePeak } from './raised-true-peak.ts';
import { asHeardAlone, soundsAlone, type AloneSound } from './rendered/fixes-alone.ts';
import { oddDucks } from './rendered/odd-ducks.ts';
import { planRendered } from './rendered/plan-rendered.ts';
import { renderedFix } from './rendered/rendered-fix.ts';
import { squashedStems } from './rendered/squashed-stems.ts';
import { UntouchedPassage } from './rendered/untouched-passage.ts';
import { withoutRise, type RenderedPart } from './rendered/without-rise.ts';
import { knownSolver, knowSolver } from './solve/known-solver.ts';
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
  /** When each stem plays and how loud, see `stemCourse`, by its track's name; without one all moments are alike. */
  courses?: ReadonlyMap<string, Float64Array> | undefined;
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
export function suggestFixes(request: SuggestRequest): PlanDocument {
  const { loudSection, masterChain, model } = request;
  const passage = loudSection && UntouchedPassage.of(loudSection, masterChain, model);
  const draft = drafted(request, searchFixes(request), passage);
  return planOf(request, draft, withAllRendered(request, draft), heardAlone(request, draft));
}

/** What other threads can do for a plan. */
export interface OtherThreads {
  /** The loudest passage, where it has been heard before. */
  known?: HeardPassage | undefined;
  /** Else what a thread that has begun to hear it will tell, see `hearPassage`; a song may have none. */
  coming?: Promise<HeardPassage> | undefined;
  /** See `hearAlone`. */
  hearAlone: (asked: HearAloneRequest) => Promise<(AloneSound | undefined)[]>;
}

/**
 * The same plan in less time: another thread hears the loudest passage while moves are sought in this one, and
 * each fix alone while the plan is rendered as a whole.
 */
export async function suggestInThreads(
  request: Omit<SuggestRequest, 'loudSection'>,
  { known, coming, hearAlone }: OtherThreads,
): Promise<PlanDocument> {
  const { masterChain, model, snapshot } = request;
  const [heard, searched] = await Promise.all([
    known ?? coming,
    meanwhile(() => searchFixes({ ...request, loudSection: known?.section })),
  ]);
  if (heard !== undefined && searched.solver !== undefined) knowSolver(heard.section, searched.solver);
  const passage = heard && UntouchedPassage.of(heard.section, masterChain, model, heard.mastered);
  const draft = drafted(request, searched, passage);
  const { linear, contexts } = draft;
  const isHeard = passage !== undefined && linear.length > 0;
  const [sounds, rendered] = await Promise.all([
    isHeard ? hearAlone({ ...passage.heard, fixes: linear, contexts, snapshot }) : [],
    meanwhile(() => withAllRendered(request, draft)),
  ]);
  return planOf(request, draft, rendered, sounds);
}

/** What this thread does once what it has asked of others has been handed to them. */
function meanwhile<Result>(work: () => Result): Promise<Result> {
  return Promise.resolve().then(work);
}

/** What is planned before anything of it is heard. */
interface Draft {
  contexts: readonly StemContext[];
  /** Stems that a compressor has not made what they are. */
  movable: readonly StemContext[];
  /** For people, of the stems. */
  notes: readonly string[];
  effect: PlanEffect;
  /** Where it is known what plays when. */
  moments: StemMoments | undefined;
  passage: UntouchedPassage | undefined;
  /** Moves and what is written of them, in the same order. */
  moves: readonly Move[];
  linear: readonly Fix[];
  /** How many of them mend what is broken, from the first. */
  given: number;
  byHand: readonly CausedAdvice[];
  squashed: readonly CausedAdvice[];
}

function drafted(request: SuggestRequest, searched: Searched, passage: UntouchedPassage | undefined): Draft {
  const { yardstick, masterChain, stems, taste, amount, only } = request;
  const { contexts, notes, effect, moments, mended, solver } = searched;
  // An offset lifts the floor between the hits, and a cut waveform flattens them: neither is a compressor's doing.
  const unbroken = contexts.filter(({ index }) => !mended.bent.has(index));
  const mayMoveDynamics = only?.includes('dynamics') ?? true;
  const squashed = passage && mayMoveDynamics ? squashedStems(unbroken, passage) : [];
  // One that ducks too deep is too quiet by its ducking, and one that does not duck too loud: no fader is for it.
  const ducked = passage && mayMoveDynamics ? oddDucks(unbroken, passage).filter(({ fault }) => fault !== 'late') : [];
  const movable = contexts.filter(({ track }) => !squashed.some((one) => one.track === track.name));
  const given = [...mended.moves.keys()];
  // The solver sees all stems, so that no other one is moved for what was done to the tone of these. Where one stands
  // is no compressor's doing.
  const isJudged = ({ stem, kind }: Move): boolean =>
    !mended.coloured.has(stem) &&
    (FIX_KINDS[kind].category === 'stereo' ||
      (movable.some(({ index }) => index === stem) && !ducked.some((odd) => odd.stem.index === stem)));
  const found = solver?.solve().filter(isJudged) ?? [];
  const sized = scaled(found, amount, contexts);
  const solved = provenInOrder(sized, effect, solver?.beliefs(sized) ?? [], given);
  const moves = [...given, ...solved];
  const findings = new Map([...mended.moves, ...mended.answeredBy(solved)]);
  const alternatives = [...given.map(() => undefined), ...(solver?.alternatives(solved) ?? [])];
  const pairs = worstPairs(request.masking);
  const roleOf = (name: string): StemRole | undefined => stems.find(({ track }) => track === name)?.role;
  const linear = linearFixes(moves, alternatives, {
    ...{ contexts, effect, chain: masterChain, taste, yardstick, findings },
    beliefs: byMove(solved, solver?.beliefs(solved)),
    explained: byMove(solved, solver?.explained(solved)),
    roomFor: (move) => makesRoom(move, contextOf(move.stem, contexts).name, pairs, roleOf),
  });
  return {
    ...{ contexts, movable, notes, effect, moments, passage, moves, linear, squashed },
    given: given.length,
    byHand: mended.byHand(solved),
  };
}

/** What is heard of each linear fix alone, in this thread. */
function heardAlone({ snapshot }: SuggestRequest, { passage, linear, contexts }: Draft): (AloneSound | undefined)[] {
  if (passage === undefined || linear.length === 0) return [];
  const { mastered, bandCentreHz } = passage;
  return soundsAlone({ passage: mastered, bandCentreHz, fixes: linear, contexts, snapshot });
}

/** The plan with what only renders tell; it has no linear fixes where the master is broken. */
function withAllRendered(request: SuggestRequest, draft: Draft): WithRendered {
  const { effect, moves, linear, given } = draft;
  const { rows } = request.yardstick;
  const planned = withoutRise((kept) => withRendered(request, draft, kept), {
    ...{ linear: linear.length, rows },
    most: effect.styleDelta([]) + (given > 0 ? MOST_HEARD_WORSE : 0),
  });
  const isBroken = planned.masterFaultDb >= BROKEN_MASTER_DB;
  return isBroken && moves.length > 0 ? { ...withRendered(request, draft, 0), isBroken } : { ...planned, isBroken };
}

/** @param sounds of the draft's linear fixes, each alone, in their order */
function planOf(
  request: SuggestRequest,
  draft: Draft,
  rendered: WithRendered,
  sounds: readonly (AloneSound | undefined)[],
): PlanDocument {
  const { analysis, gap, yardstick, masterChain, stems, amount, only, now, id } = request;
  const { contexts, notes, effect, moments, moves, linear, squashed, byHand } = draft;
  const { rows } = yardstick;
  const before = effect.styleDelta([]);
  const { caused, values, isBroken } = rendered;
  const fixes = [
    ...linear.slice(0, rendered.kept).map((fix, i) =>
      asHeardAlone(fix, sounds.at(i), effect.values([moves[i]]), {
        ...{ analysis, rows },
        ratios: moments?.ratios(effect.responses([moves[i]])),
      }),
    ),
    ...rendered.fixes,
  ];
  const predicted = styleDeltaOf(rows, values);
  const moved = featureMovesBetween(rows, effect.values([]), values);
  const tuning = (only?.includes('tone') ?? true) ? kickTuningAdvice(analysis, contexts) : [];
  const advice = adviceFor(gap, moved, [...byHand, ...squashed, ...caused, ...tuning], {
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
      ...peakNotes(raisedTruePeak(effect.values([]), values, rows)),
      ...planNotes([...fixes, ...squashed, ...caused], { chain: masterChain, amount, styleDelta: before, stems }),
      ...notes,
    ],
  };
}

/** What moves are sought by, and what comes of it. */
interface Searched extends Pick<Draft, 'contexts' | 'notes' | 'effect' | 'moments'> {
  mended: Mends;
  /** Has sought already; `undefined` where the stems do not explain the bounce. */
  solver: Solver | undefined;
}

/** Seeks the moves that most likely undo what is wrong, which is half of the work of a plan. */
function searchFixes(request: SuggestRequest): Searched {
  const { analysis, yardstick, model, masterChain, snapshot, stems, taste, only } = request;
  const { contexts, notes } = stemContexts(model, stems, snapshot, request.lockedTracks ?? [], request.defects);
  const lowEnd = lowEndRoles(model, stems);
  const returned = returnedShareOf(masterChain);
  const predictor = new MixPredictor(model, analysis, returned, lowEnd);
  const { rows, variation, pooledVariation = variation } = yardstick;
  const ofReferences = rows.map((row) => row.ofReferences ?? row);
  const effect = new PlanEffect(predictor, rows, contexts);
  const moments = request.courses && StemMoments.of(model, analysis, request.courses, returned);
  const mended = mends(request, contexts, effect);
  const given = [...mended.moves.keys()];
  if (masterChain.trust === 'none') return { contexts, notes, effect, moments, mended, solver: undefined };
  const solver = knownSolver(
    request.loudSection,
    { ...{ predictor, taste, only, given }, rows: ofReferences, variation: pooledVariation, stems: contexts },
    { model, analysis, masterChain, lowEnd },
  );
  solver.solve();
  return { contexts, notes, effect, moments, mended, solver };
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
  /** Stems whose level is bent by what is broken in them, and those that only a person can bring their tone back. */
  bent: ReadonlySet<number>;
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
    bent: new Set(found.filter(({ bendsLevel }) => bendsLevel).map(({ stem }) => stem.index)),
    coloured: new Set(left.filter(({ colours }) => colours).map(({ stem }) => stem.index)),
  };
}

/** The least that a style delta is shown by. */
const MOST_WORSE = 0.01;
/**
 * What is broken in a stem shows there, and is mended though renders promise the mix a little less for it: what a
 * limiter makes of an offset they miss by a third of a decibel in many rows, 0.04 in all where nothing came of it.
 */
const MOST_HEARD_WORSE = 0.05;

interface WithRendered extends RenderedPart {
  /** Whether the master distorts too much to judge the mix through it. */
  isBroken: boolean;
}

/** What only a render of the loudest passage can find and tell, beside the first linear fixes; nothing without one. */
function withRendered(
  request: SuggestRequest,
  { passage, linear, moves, effect, moments, movable }: Draft,
  kept: number,
): RenderedPart {
  const { analysis, yardstick, model, masterChain, snapshot, stems, taste, amount, only } = request;
  const predicted = effect.values(moves.slice(0, kept));
  if (passage === undefined || masterChain.trust === 'none')
    return { kept, fixes: [], caused: [], values: predicted, masterFaultDb: 0 };
  const { rows } = yardstick;
  const plan = planRendered({
    ...{ untouched: passage, analysis, rows, model, snapshot, stems, taste, amount, predicted },
    ratios: moments?.ratios(effect.responses(moves.slice(0, kept))),
    contexts: movable,
    fixes: linear.slice(0, kept),
    room: only?.includes('dynamics') === false ? 0 : MOST_FIXES - kept,
  });
  const fixes = plan.moves.map((move, i) =>
    renderedFix(move, {
      id: `f${String(kept + i + 1)}`,
      ...{ yardstick, contexts: movable, taste, chain: masterChain },
      routesSidechains: request.routesSidechains ?? true,
    }),
  );
  return {
    ...{ kept, fixes },
    caused: only?.includes('dynamics') === false ? [] : plan.advice,
    values: plan.values,
    masterFaultDb: plan.masterFaultDb,
    unheld: plan.unheldValues && { fixes: fixes.slice(0, -1), values: plan.unheldValues },
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
