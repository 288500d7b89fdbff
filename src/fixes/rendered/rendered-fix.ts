import type { Decibels } from '../../dsp/units.ts';
import { styleDeltaOf, type YardstickRow } from '../../gap/yardstick.ts';
import type { Fix } from '../../store/plan-document.ts';
import { chanceToImprove } from '../fix-confidence.ts';
import { featureMovesBetween, promiseOf, type FeatureMove } from '../plan-effect.ts';
import type { StemContext } from '../stem-context.ts';
import type { TasteView } from '../taste-view.ts';
import type { RenderedMove } from './plan-rendered.ts';

export interface RenderedFixContext {
  id: string;
  rows: readonly YardstickRow[];
  contexts: readonly StemContext[];
  taste: TasteView;
  /** How far the stems are from explaining the bounce, and what is taken off the trust for it. */
  residualDb: Decibels;
  trust: number;
  /** Why the fix is there, in words. */
  reasonOf(moved: readonly FeatureMove[]): string;
}

/** As many as a person reads and believes. */
const FEATURES_SHOWN = 4;

/** A rendered move in the form plans keep. */
export function renderedFix({ candidate, size, before, after }: RenderedMove, context: RenderedFixContext): Fix {
  const { rows, taste } = context;
  const placement = candidate.place(size);
  const [deltaBefore, deltaAfter] = [styleDeltaOf(rows, before), styleDeltaOf(rows, after)];
  const benefit = deltaBefore - deltaAfter;
  const moved = featureMovesBetween(rows, before, after);
  const relative = Math.abs(size) / candidate.typicalSize;
  const trust = taste.modelTrust(candidate.model);
  const improves = chanceToImprove(benefit, moved, context.residualDb, trust) * context.trust;
  const accepted = taste.acceptance({
    kind: candidate.kind,
    role: candidate.role,
    relativeSize: relative,
    benefit: deltaBefore === 0 ? 0 : benefit / deltaBefore,
    risk: candidate.risk(size),
  });
  const because = [accepted, taste.sizeFactor(candidate.kind, candidate.role), trust].map((learned) => learned.because);
  return {
    id: context.id,
    kind: candidate.kind,
    track: candidate.track,
    stem: context.contexts.find(({ index }) => index === candidate.stem)?.file ?? '',
    device: placement.device,
    insert: placement.insert,
    ...(placement.insertBefore !== undefined && { insertBefore: placement.insertBefore }),
    changes: placement.changes,
    ...(candidate.sidechainFrom !== undefined && { sidechainFrom: candidate.sidechainFrom }),
    sentence: `${candidate.track}: ${candidate.phrase(size)} (${placement.spot}).${handSentence(candidate.sidechainFrom, placement.device)}`,
    why: context.reasonOf(moved),
    predicted: {
      styleDeltaAfter: deltaAfter,
      benefit,
      features: moved
        .slice(0, FEATURES_SHOWN)
        .filter(({ relief }) => relief > 0)
        .map(promiseOf),
    },
    confidence: improves * accepted.value,
    chances: { improves, accepted: accepted.value, because: because.filter((words) => words !== '').join(' ') },
    size: { value: size, relative },
    model: candidate.model,
    propensity: 1,
    risk: candidate.risk(size),
    advice: false,
  };
}

function handSentence(sidechainFrom: string | undefined, device: string): string {
  if (sidechainFrom === undefined) return '';
  return ` Then choose ${sidechainFrom}, Post Mixer, as the ${device}'s sidechain input by hand: until then it hears nothing.`;
}
