import type { FeatureGroup, Lever } from '../analysis/feature-catalogue.ts';
import { featureById } from '../analysis/features.ts';
import type { GapDocument, GapRow } from '../store/gap-document.ts';
import { severityOf } from '../gap/yardstick.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { Fix } from '../store/plan-document.ts';
import type { FeatureMove } from './predict/plan-effect.ts';
import { MOST_FIXES } from './solve/solver.ts';

/** Something wrong whose cause is known, but that nothing can be written for. */
export interface CausedAdvice {
  /** The track it is about. */
  track: string;
  /** The stem's file; empty for the main track. */
  stem: string;
  /** Where, what, and what to do. */
  sentence: string;
  why: string;
  /** Groups of features it speaks of: nothing more general is said of them. */
  answers: readonly FeatureGroup[];
}

/** Advice in the form plans keep. */
function adviceFix(
  { track, stem, sentence, why }: Pick<CausedAdvice, 'track' | 'stem' | 'sentence' | 'why'>,
  place: number,
  styleDelta: number,
): Fix {
  return {
    id: `f${String(place + 1)}`,
    kind: 'advice',
    ...{ track, stem, device: '', insert: false, changes: [], sentence, why },
    predicted: { styleDeltaAfter: styleDelta, benefit: 0, features: [] },
    confidence: 0,
    risk: 'low',
    advice: true,
  };
}

/**
 * Large gaps that no knob of this plan answers, as sentences for a person: nothing is written. One per group of
 * features, the worst first.
 *
 * @param moved what the plan does to each feature: a gap that it closes needs no advice
 * @param caused advice whose cause is known, which comes first
 * @param plan its style delta afterwards and the number of its fixes, which the advice follows
 */
export function adviceFor(
  gap: GapDocument,
  moved: readonly FeatureMove[],
  caused: readonly CausedAdvice[],
  plan: { styleDelta: number; fixes: number },
): Fix[] {
  const severityAfter = new Map(
    moved.map(({ row, after }) => [featureKey(row.feature.id, row.scope), severityOf(row, after)] as const),
  );
  const isClosed = ({ feature, scope }: GapRow): boolean =>
    Math.abs(severityAfter.get(featureKey(feature, scope)) ?? LARGE_SEVERITY) < LARGE_SEVERITY;
  const seen = new Set<string>(caused.flatMap(({ answers }) => answers));
  const general = gap.gaps
    .filter((row) => !isClosed(row))
    .filter((row) => Math.abs(row.severity) >= LARGE_SEVERITY && leverOf(row) !== undefined)
    .sort((a, b) => Math.abs(b.severity) * Math.sqrt(b.weight) - Math.abs(a.severity) * Math.sqrt(a.weight))
    .filter((row) => {
      const group = featureById(row.feature)?.group ?? row.feature;
      if (seen.has(group)) return false;
      seen.add(group);
      return true;
    })
    .map((row) => ({
      ...{ track: '', stem: '', why: row.sentence },
      sentence: `${row.label}: ${HINTS[leverOf(row) ?? 'composition']}`,
    }));
  return [...caused, ...general]
    .slice(0, Math.min(MOST_FIXES - plan.fixes, Math.max(MOST_ADVICE, caused.length)))
    .map((one, i) => adviceFix(one, plan.fixes + i, plan.styleDelta));
}

/** From here on a gap is no matter of taste: two spreads outside what the references share. */
const LARGE_SEVERITY = 2;
const MOST_ADVICE = 3;

/** Levers that a plan can pull on stems. */
const OURS: ReadonlySet<Lever> = new Set(['fader', 'eq', 'width', 'pan']);

/**
 * Who can answer the gap: `undefined` where a fix of this plan could. Absolute loudness is the master's, faders or not.
 */
function leverOf({ feature }: GapRow): AdviceLever | undefined {
  const row = featureById(feature);
  if (row === undefined) return undefined;
  if (row.group === 'loudness') return row.levers.includes('master') ? 'master' : 'dynamics';
  if (row.levers.some((lever) => OURS.has(lever))) return undefined;
  return (['dynamics', 'arrangement', 'composition', 'master'] as const).find((lever) => row.levers.includes(lever));
}

type AdviceLever = 'master' | 'dynamics' | 'arrangement' | 'composition';

const HINTS: Readonly<Record<AdviceLever, string>> = {
  master: 'set it on the master (limiter drive, output), not with the faders.',
  dynamics: 'look at compression and sidechain by ear; no fader or EQ changes it.',
  arrangement: 'a question of arrangement; decide by ear whether you want it closer.',
  composition: 'a choice of the composition; leave it if it is meant.',
};
