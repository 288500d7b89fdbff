import type { Lever } from '../analysis/feature-catalogue.ts';
import { featureById } from '../analysis/features.ts';
import type { GapDocument, GapRow } from '../store/gap-document.ts';
import type { Fix } from '../store/plan-document.ts';

/**
 * Large gaps that no knob of this plan answers, as sentences for a person: nothing is written. One per group of features, the worst
 * first.
 *
 * @param after the mix once the plan is carried out: a gap that the plan closes needs no advice
 * @param firstNumber number of the first piece of advice in the plan's ids
 */
export function adviceFor(gap: GapDocument, after: number, room: number, firstNumber: number): Fix[] {
  const seen = new Set<string>();
  return gap.gaps
    .filter((row) => Math.abs(row.severity) >= LARGE_SEVERITY && leverOf(row) !== undefined)
    .sort((a, b) => Math.abs(b.severity) * Math.sqrt(b.weight) - Math.abs(a.severity) * Math.sqrt(a.weight))
    .filter((row) => {
      const group = featureById(row.feature)?.group ?? row.feature;
      if (seen.has(group)) return false;
      seen.add(group);
      return true;
    })
    .slice(0, Math.min(room, MOST_ADVICE))
    .map((row, i) => ({
      id: `f${String(firstNumber + i)}`,
      kind: 'advice',
      track: '',
      stem: '',
      device: '',
      insert: false,
      changes: [],
      sentence: `${row.label}: ${HINTS[leverOf(row) ?? 'composition']}`,
      why: row.sentence,
      predicted: { styleDeltaAfter: after, benefit: 0, features: [] },
      confidence: 0,
      risk: 'low',
      advice: true,
    }));
}

/** From here on a gap is no matter of taste: two spreads outside what the references share. */
const LARGE_SEVERITY = 2;
const MOST_ADVICE = 3;

/** Levers that a plan can pull on stems. */
const OURS: ReadonlySet<Lever> = new Set(['fader', 'eq', 'width', 'pan']);

/** Who can answer the gap: `undefined` where a fix of this plan could. Absolute loudness is the master's, faders or not. */
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
