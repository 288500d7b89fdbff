import { featureRange, featureValue, spokenScope } from '../gap/gap-sentences.ts';
import { severityOf, styleDeltaOf, type Yardstick } from '../gap/yardstick.ts';
import type { SetSnapshot } from '../live/live-set.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { GapDocument } from '../store/gap-document.ts';
import type { Fix, PlanDocument } from '../store/plan-document.ts';
import type { StemMapping, StemRole } from '../store/stem-map-document.ts';
import type { Percent } from '../dsp/units.ts';
import { adviceFor } from './advice.ts';
import { aimOf, chanceToImprove, consideredFix, riskOf } from './fix-confidence.ts';
import type { FixCategory, FixKindName, Move } from './fix-kind.ts';
import { FIX_KINDS } from './fix-kinds.ts';
import { returnedShareOf, type MasterChain } from './master-chain.ts';
import type { LowEndRoles } from './kick-balance.ts';
import type { MixModel } from './mix-model.ts';
import { featureMovesBetween, PlanEffect, promiseOf, promisesOf, type FeatureMove } from './plan-effect.ts';
import { MixPredictor } from './predict.ts';
import type { LoudSection } from './loud-section.ts';
import { provenInOrder } from './proven-in-order.ts';
import { planRendered } from './rendered/plan-rendered.ts';
import { renderedFix } from './rendered/rendered-fix.ts';
import { alternativesTo, MOST_FIXES, solve } from './solve.ts';
import type { StemContext } from './stem-context.ts';
import { stemContexts } from './stem-contexts.ts';
import type { TasteView } from './taste-view.ts';
import { byHand } from './wording/by-hand.ts';
import { listenTo } from './wording/listen-to.ts';
import { sideEffects } from './wording/side-effects.ts';

/** Everything a plan is made from. */
export interface SuggestRequest {
  /** The bounce as measured, and its gap. */
  analysis: AnalysisDocument;
  gap: GapDocument;
  yardstick: Yardstick;
  model: MixModel;
  masterChain: MasterChain;
  snapshot: SetSnapshot;
  stems: readonly StemMapping[];
  taste: TasteView;
  /** 0–100: how much of the full plan. Sizes scale with it; switches come in at half. */
  amount: Percent;
  /** Tracks that must not be touched. */
  lockedTracks?: readonly string[];
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
  const { analysis, gap, yardstick, model, masterChain, snapshot, stems, taste, amount, only, now, id } = request;
  const { contexts, notes } = stemContexts(model, stems, snapshot, request.lockedTracks ?? []);
  const predictor = new MixPredictor(model, analysis, returnedShareOf(masterChain), lowEndRoles(model, stems));
  const effect = new PlanEffect(predictor, yardstick.rows, contexts);
  const before = effect.styleDelta([]);
  const { rows, variation } = yardstick;
  const problem = { predictor, rows, variation, stems: contexts, taste, only };
  const moves = masterChain.trust === 'none' ? [] : provenInOrder(scaled(solve(problem), amount, contexts), effect);
  const alternatives = alternativesTo(problem, moves);
  const linear = fixesOf(moves, alternatives, contexts, effect, masterChain, taste, yardstick);
  const { fixes, values } = withRendered(request, linear, effect.values(moves), contexts);
  const predicted = styleDeltaOf(yardstick.rows, values);
  const moved = featureMovesBetween(yardstick.rows, effect.values([]), values);
  const advice = adviceFor(gap, moved, { styleDelta: predicted, fixes: fixes.length });
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
    predicted: promisesOf(moved),
    fixes: [...fixes, ...advice],
    masterChain: {
      gainDb: masterChain.gainDb,
      residualDb: masterChain.residualDb,
      sentence: masterChain.sentence,
    },
    notes: [...summary(fixes, masterChain, amount, before), ...leftOutNotes(stems), ...notes],
  };
}

/** The plan with what only a render of the loudest passage can find and tell; as it is without one. */
function withRendered(
  { loudSection, analysis, yardstick, model, masterChain, snapshot, stems, taste, amount }: SuggestRequest,
  linear: readonly Fix[],
  predicted: ReadonlyMap<string, number>,
  contexts: readonly StemContext[],
): { fixes: readonly Fix[]; values: ReadonlyMap<string, number> } {
  if (loudSection === undefined || masterChain.trust === 'none') return { fixes: linear, values: predicted };
  const { rows } = yardstick;
  const plan = planRendered({
    section: loudSection,
    ...{ analysis, rows, model, chain: masterChain, snapshot, stems, taste, amount, contexts, predicted },
    fixes: linear,
    room: MOST_FIXES - linear.length,
  });
  const rendered = plan.moves.map((move, i) =>
    renderedFix(move, {
      id: `f${String(linear.length + i + 1)}`,
      ...{ rows, contexts, taste, reasonOf },
      residualDb: masterChain.residualDb,
      trust: masterChain.trust === 'poor' ? POOR_TRUST : 1,
    }),
  );
  return { fixes: [...linear, ...rendered], values: plan.values };
}

function lowEndRoles(model: MixModel, stems: readonly StemMapping[]): LowEndRoles {
  const places = (...roles: readonly StemRole[]): Set<number> =>
    new Set(
      model.stems.flatMap((name, index) =>
        stems.some(({ track, role }) => track === name && roles.includes(role)) ? [index] : [],
      ),
    );
  return { kicks: places('kick'), basses: places('bass', 'acid') };
}

/** Half of a switch is on. */
const SWITCH_AMOUNT: Percent = 50;

function scaled(moves: readonly Move[], amount: Percent, contexts: readonly StemContext[]): Move[] {
  return moves.flatMap((move) => {
    const kind = FIX_KINDS[move.kind];
    if (!kind.sized) return amount >= SWITCH_AMOUNT ? [move] : [];
    const scaledMove = kind.rounded({ ...move, size: (move.size * amount) / 100 }, stemOf(move, contexts));
    return scaledMove.size === 0 ? [] : [scaledMove];
  });
}

function fixesOf(
  moves: readonly Move[],
  alternatives: readonly (Move | undefined)[],
  contexts: readonly StemContext[],
  effect: PlanEffect,
  chain: MasterChain,
  taste: TasteView,
  yardstick: Yardstick,
): Fix[] {
  const takenBands = new Map<string, Set<number>>();
  const before = effect.styleDelta([]);
  return moves.map((move, i) => {
    const kind = FIX_KINDS[move.kind];
    const stem = stemOf(move, contexts);
    const taken = takenBands.get(stem.track.id) ?? new Set<number>();
    takenBands.set(stem.track.id, taken);
    const placement = kind.place(move, stem, taken);
    for (const { parameter } of placement.changes) {
      const band = EQ_BAND.exec(parameter);
      if (band !== null) taken.add(Number(band[1]));
    }
    const benefit = before - effect.styleDelta([move]);
    const moved = mostTellingFirst(effect.featureMoves([move]), move);
    const trust = taste.modelTrust(kind.model);
    const improves =
      chanceToImprove(benefit, moved, chain.residualDb, trust) * (chain.trust === 'poor' ? POOR_TRUST : 1);
    const accepted = taste.acceptance({
      ...consideredFix(move, kind, stem, before === 0 ? 0 : benefit / before),
      ...(moved.length === 0 ? {} : { aim: aimOf(moved[0]) }),
    });
    const because = [accepted, taste.sizeFactor(kind.name, stem.role), trust].map((learned) => learned.because);
    const { device, insert, insertBefore, changes, spot } = placement;
    const where = { track: stem.track.name, device, insert, ...(insertBefore !== undefined && { insertBefore }) };
    const alternative = alternativeOf(alternatives[i], moves, i, stem, effect, taken);
    return {
      id: `f${String(i + 1)}`,
      kind: kind.name,
      ...where,
      stem: stem.file,
      changes,
      sentence: `${stem.track.name}: ${kind.phrase(move, stem)} (${spot}).`,
      why: reasonOf(moved),
      byHand: byHand({ ...where, changes }),
      sideEffects: sideEffects(
        effect.lastMoves(
          moves.filter((other) => other !== move),
          move,
        ),
      ),
      listenTo: listenTo(mainReason(moved).row, yardstick),
      ...(alternative !== undefined && { alternative }),
      predicted: {
        styleDeltaAfter: effect.styleDelta(moves.slice(0, i + 1)),
        benefit,
        features: moved
          .slice(0, FEATURES_SHOWN)
          .filter(({ relief }) => relief > 0)
          .map(promiseOf),
      },
      confidence: improves * accepted.value,
      chances: { improves, accepted: accepted.value, because: because.filter((words) => words !== '').join(' ') },
      size: { value: move.size, relative: kind.sized ? Math.abs(move.size) / kind.typicalSize : 1 },
      model: kind.model,
      propensity: move.propensity ?? 1,
      risk: riskOf(move, kind, stem),
      advice: false,
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
/** A person reads the first and believes the third. */
const FEATURES_SHOWN = 4;
/** With stems that explain only most of the bounce, a fix is worth a second listen. */
const POOR_TRUST = 0.7;

/** A feature of the fix's own kind that is relieved by at least this share of the most relieved one explains the fix better. */
const TELLING_SHARE = 0.3;

const STEREO_KINDS: ReadonlySet<FixKindName> = new Set(['width', 'pan', 'bass mono']);

/**
 * Brings the feature that explains a move to the front: a cut of a harsh mono lead also widens the mix at that place, but nobody cuts it for
 * that.
 */
function mostTellingFirst(moved: FeatureMove[], { kind }: Move): FeatureMove[] {
  const [most] = moved;
  const telling = moved.find(
    ({ row, relief }) =>
      (row.feature.group === 'stereo') === STEREO_KINDS.has(kind) && relief >= TELLING_SHARE * most.relief,
  );
  return telling === undefined ? moved : [telling, ...moved.filter((other) => other !== telling)];
}

/** The feature that explains a fix best. */
function mainReason(moved: readonly FeatureMove[]): FeatureMove {
  return moved.reduce((best, one) => (tellingRelief(one) > tellingRelief(best) ? one : best));
}

/** Why the fix is there: the feature that explains it best, against the references. */
function reasonOf(moved: readonly FeatureMove[]): string {
  const main = mainReason(moved);
  const { feature, scope, band, sorted } = main.row;
  const isHigh = severityOf(main.row, main.before) > 0;
  const others = sorted.filter((value) => (isHigh ? value < main.before : value > main.before)).length;
  const share =
    sorted.length === 0
      ? ''
      : `, ${isHigh ? 'higher' : 'lower'} than in ${shareOf(others, sorted.length)} of your references`;
  const also = moved.filter((one) => one !== main && one.relief > main.relief / 3).length;
  return (
    `${feature.label}${spokenScope(scope)}: ${isHigh ? feature.tooHigh : feature.tooLow}, ${featureValue(feature, main.before)}${share} ` +
    `(yours ${featureRange(feature, band)}); about ${featureValue(feature, main.after)} after this fix` +
    `${also > 0 ? `, which helps ${String(also)} more ${also === 1 ? 'feature' : 'features'}` : ''}.`
  );
}

/**
 * How well a feature tells why. Loudness moves with every change and says nothing of what was wrong; a correlation says
 * the same as the width beside it, in a harder word.
 */
function tellingRelief({ row, relief }: FeatureMove): number {
  if (row.feature.group === 'loudness') return relief / 10;
  return row.feature.id.startsWith('stereo.correlation') ? relief / 3 : relief;
}

function shareOf(count: number, all: number): string {
  return count === all ? 'all' : `${String(Math.round((100 * count) / all))} %`;
}

function summary(fixes: readonly Fix[], chain: MasterChain, amount: Percent, before: number): string[] {
  if (chain.trust === 'none') return [`No fixes: ${chain.sentence}`];
  const trust = [
    ...(before > FAR_STYLE_DELTA ? [FAR_SENTENCE] : []),
    ...(chain.trust === 'poor' ? [chain.sentence] : []),
  ];
  if (fixes.length > 0) return trust;
  if (amount === 0) return ['Amount 0 asks for no change.', ...trust];
  const why =
    before === 0
      ? 'every measured feature lies inside your references'
      : 'no change of a fader, pan, width or EQ would bring it noticeably closer to your references';
  return [`No change needed: ${why}.`, ...trust];
}

/**
 * A finished track of the library's own kind stands at 0.3 to 0.9, one with several bad faults at up to 1.2. Beyond,
 * the mix is of another kind, and what is typical of the references may be wrong for it.
 */
const FAR_STYLE_DELTA = 1.5;
const FAR_SENTENCE =
  'The mix is unlike all of these references, so the plan may ask for what does not suit it: compare with closer ones (--reference, --cluster).';

function leftOutNotes(stems: readonly StemMapping[]): string[] {
  return stems.filter(({ leftOut }) => leftOut !== '').map(({ track, leftOut }) => `${track}: ${leftOut}`);
}

function stemOf(move: Move, contexts: readonly StemContext[]): StemContext {
  const stem = contexts.find(({ index }) => index === move.stem);
  if (stem === undefined) throw new RangeError(`The plan moves stem ${String(move.stem)}, which may not be changed.`);
  return stem;
}
