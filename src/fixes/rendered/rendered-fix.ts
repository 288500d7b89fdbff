import { styleDeltaOf, type Yardstick } from '../../gap/yardstick.ts';
import type { Fix } from '../../store/plan-document.ts';
import { chanceOfReading, chanceToImprove, trustFactor } from '../confidence/fix-confidence.ts';
import type { MasterChain } from '../master-chain.ts';
import { featureMovesBetween, mainPromises, movesOf } from '../predict/plan-effect.ts';
import type { StemContext } from '../stem-context.ts';
import type { TasteView } from '../taste-view.ts';
import { byHand, routeByHand } from '../wording/by-hand.ts';
import { listenTo } from '../wording/listen-to.ts';
import { mainReason, reasonOf } from '../wording/reason.ts';
import { sideEffects } from '../wording/side-effects.ts';
import type { RenderedMove } from './plan-rendered.ts';
import { consideredCandidate } from './rendered-worth.ts';

export interface RenderedFixContext {
  id: string;
  yardstick: Yardstick;
  contexts: readonly StemContext[];
  taste: TasteView;
  chain: MasterChain;
  /** Whether the set can choose what a sidechain hears. */
  routesSidechains: boolean;
}

/** A rendered move in the form plans keep. */
export function renderedFix(
  { candidate, size, reading, before, after, propensity = 1 }: RenderedMove,
  context: RenderedFixContext,
): Fix {
  const { yardstick, chain, taste } = context;
  const { rows } = yardstick;
  const placement = candidate.place(size);
  const [deltaBefore, deltaAfter] = [styleDeltaOf(rows, before), styleDeltaOf(rows, after)];
  const benefit = deltaBefore - deltaAfter;
  const moved = featureMovesBetween(rows, before, after);
  const relative = Math.abs(size) / candidate.typicalSize;
  const trust = taste.modelTrust(candidate.model);
  const stated =
    candidate.chance ??
    (reading === undefined
      ? chanceToImprove(moved, chain.residualDb, trust) * trustFactor(chain)
      : chanceOfReading(reading, trust));
  const improves = taste.rightness(stated);
  const share = deltaBefore === 0 ? 0 : benefit / deltaBefore;
  const accepted = taste.acceptance(consideredCandidate(candidate, size, share));
  const because = [accepted, taste.sizeFactor(candidate.kind, candidate.role), trust].map((learned) => learned.because);
  const { device, insert, insertBefore, changes, spot } = placement;
  const where = { track: candidate.track, device, insert, ...(insertBefore !== undefined && { insertBefore }) };
  const why = reading && candidate.why?.(reading.before, reading.after);
  const { sidechainFrom } = candidate;
  const routed = { ...where, changes, ...(sidechainFrom !== undefined && { sidechainFrom }) };
  return {
    id: context.id,
    kind: candidate.kind,
    ...routed,
    stem: context.contexts.find(({ index }) => index === candidate.stem)?.file ?? '',
    ...(candidate.standing !== undefined && { standing: candidate.standing }),
    sentence: `${candidate.track}: ${candidate.phrase(size)} (${spot}).${context.routesSidechains ? '' : handSentence(sidechainFrom)}`,
    why: why ?? reasonOf(moved, candidate.about),
    byHand: byHand(routed),
    sideEffects: sideEffects(moved),
    listenTo: why === undefined ? listenTo(mainReason(moved, candidate.about).row, yardstick) : [],
    predicted: {
      styleDeltaAfter: deltaAfter,
      benefit,
      // What only holds a peak promises no change that a bounce could show.
      features: candidate.chance === undefined ? mainPromises(moved) : [],
      moves: movesOf(moved),
    },
    confidence: taste.confidence(improves * accepted.value),
    chances: { improves, stated, accepted: accepted.value, because: because.filter((words) => words !== '').join(' ') },
    size: { value: size, relative },
    model: candidate.model,
    propensity,
    risk: candidate.risk(size),
    advice: false,
    ...(candidate.chance !== undefined ? { serving: true } : reading !== undefined && { evident: true }),
  };
}

/** Where the set cannot do it. */
function handSentence(sidechainFrom: string | undefined): string {
  if (sidechainFrom === undefined) return '';
  return ` Then ${routeByHand(sidechainFrom)} by hand: until then it hears nothing.`;
}
