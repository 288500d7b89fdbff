import type { Decibels } from '../../../src/dsp/units.ts';
import type { Fix, PlanDocument } from '../../../src/store/plan-document.ts';
import { MAIN, type DrawnFault } from './faults/planted-fault.ts';
import type { FaultOutcome, FixOutcome } from './outcome.ts';

/** Where a plan answers a fault. */
export function faultOutcome(fault: DrawnFault, plan: PlanDocument): FaultOutcome {
  const isOnTrack = (fix: Fix): boolean => stemOf(fix, plan) === fault.stem;
  const place = plan.fixes.findIndex((fix) => isOnTrack(fix) && fault.remedy.isAnsweredBy(fix));
  const error = place < 0 ? undefined : fault.remedy.errorOf?.(plan.fixes[place]);
  return {
    kind: fault.kind,
    linear: fault.linear,
    stem: fault.stem,
    words: fault.words,
    heard: fault.heard,
    stemPlace: plan.fixes.findIndex(isOnTrack),
    place,
    ...(error && { error }),
  };
}

/** @param changeOf by how much the error of a stem changed, in dB; `undefined` of what is no stem */
export function fixOutcome(
  fix: Fix,
  plan: PlanDocument,
  faulty: ReadonlySet<string>,
  changeOf: (stem: string) => Decibels | undefined,
): FixOutcome {
  const { kind, track, sentence, advice, chances } = fix;
  const stem = stemOf(fix, plan);
  const change = advice ? undefined : changeOf(stem);
  return {
    ...{ kind, track, sentence, advice, sizeDb: sizeOf(fix), onFaultyStem: faulty.has(stem) },
    ...(chances !== undefined && { chance: chances.improves }),
    ...(chances?.reckoned !== undefined && { reckoned: chances.reckoned }),
    ...(change !== undefined && Math.abs(change) > UNCHANGED_DB && { improved: change < 0 }),
  };
}

/** No judge hears less. */
const UNCHANGED_DB: Decibels = 0.01;

/** The stem a fix is on by the song's own name; `MAIN` for the master, and for advice that names no track. */
function stemOf({ track }: Fix, plan: PlanDocument): string {
  const file = plan.stems.find((stem) => stem.track === track)?.file;
  return file === undefined ? MAIN : (/Song ([^/\\]+)\.wav$/.exec(file)?.[1] ?? track);
}

function sizeOf({ changes }: Fix): number {
  const sizes = changes.map(({ parameter, from, to, unit }) => {
    if (typeof from !== 'number' || typeof to !== 'number') return 0;
    if (unit === 'dB' && parameter !== 'Threshold') return Math.abs(to - from);
    return parameter === 'Stereo Width' ? Math.abs(20 * Math.log10(Math.max(1, to) / Math.max(1, from))) : 0;
  });
  return Math.max(0, ...sizes);
}
