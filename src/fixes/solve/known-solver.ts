import { isDeepStrictEqual } from 'node:util';
import type { AnalysisDocument } from '../../store/analysis-document.ts';
import type { LoudSection } from '../loud-section.ts';
import type { MasterChain } from '../master-chain.ts';
import type { MixModel } from '../mix-model.ts';
import type { LowEndRoles } from '../predict/kick-balance.ts';
import { Solver, type SolveRequest } from './solver.ts';

/** What the predictor of a request was made of, see `MixPredictor`. */
export interface PredictedFrom {
  model: MixModel;
  analysis: AnalysisDocument;
  masterChain: MasterChain;
  lowEnd: LowEndRoles;
}

/**
 * A solver for a request: the one that answered the last request for the same passage, if that asked the very same, and
 * a new one else. So a plan for another amount seeks nothing: how much of a plan is taken is none of the solver's
 * business.
 *
 * What was asked is compared value by value, all of it, which takes some hundredths of a second. A taste cannot be
 * compared so; it is the same as long as the producer has answered nothing (`TasteView.answers`).
 *
 * @param passage the solver is kept as long as somebody holds it: without the sound of its stems a plan cannot be made
 *   quickly anyhow. Without one nothing is kept
 * @param from of the request's predictor
 */
export function knownSolver(passage: LoudSection | undefined, request: SolveRequest, from: PredictedFrom): Solver {
  const { taste } = request;
  const asked = { ...request, predictor: undefined, taste: undefined, ...from };
  const known = passage && KNOWN.get(passage);
  const question = known && QUESTIONS.get(known);
  if (known !== undefined && question !== undefined && isSame(question, { asked, taste })) return known;
  const solver = new Solver(request);
  QUESTIONS.set(solver, { asked, taste });
  if (passage !== undefined) knowSolver(passage, solver);
  return solver;
}

/** Keeps a solver of `knownSolver` with a passage, for whoever has had it seek before the passage was read. */
export function knowSolver(passage: LoudSection, solver: Solver): void {
  KNOWN.set(passage, solver);
}

interface Question {
  asked: unknown;
  taste: SolveRequest['taste'];
}

const KNOWN = new WeakMap<LoudSection, Solver>();
/** What each was made for. */
const QUESTIONS = new WeakMap<Solver, Question>();

function isSame(one: Question, other: Question): boolean {
  return isSameTaste(one.taste, other.taste) && isDeepStrictEqual(one.asked, other.asked);
}

function isSameTaste(one: SolveRequest['taste'], other: SolveRequest['taste']): boolean {
  return one === other || (one.answers !== undefined && one.answers === other.answers);
}
