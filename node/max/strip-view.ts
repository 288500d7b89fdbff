import path from 'node:path';
import type { DevicePlace, HeadlineView, StripSettings, StripView } from '../../device/messages.ts';
import type { Bounces } from '../../src/assistant/bounces.ts';
import type { PlanState } from '../../src/assistant/plan-state.ts';
import { signedWithUnit } from '../../src/dsp/spoken-units.ts';
import { partedFixes, promisedDelta } from '../../src/fixes/put-forward.ts';
import type { Fix } from '../../src/store/plan-document.ts';
import type { GapDocument } from '../../src/store/gap-document.ts';
import type { ReportDocument, ReportPart } from '../../src/store/report-document.ts';
import { fixView } from './fix-view.ts';
import { headlineOfMix, headlineOfPart, toneView } from './measured-views.ts';
import type { Comparison } from './standing-plan.ts';
import type { StripWord } from './strip-word.ts';

/** All that the view of one instance is made of. */
export interface DeskState {
  settings: StripSettings;
  place: DevicePlace;
  /** How many Coproducers are in the set. */
  instances: number;
  profiles: StripView['profiles'];
  clusters: readonly string[];
  bounces: Bounces | undefined;
  /** The plan at hand. */
  plan: PlanState | undefined;
  /** Those of the place. */
  fixes: readonly Fix[];
  /** Whether something that can be taken back there stands in the set. */
  canUndo: boolean;
  comparing: Comparison | undefined;
  shown: number;
  /** What is under way. */
  job: { status: string; progress: StripView['progress']; canCancel: boolean } | undefined;
  word: StripWord | undefined;
  isRecording: boolean;
}

/** What the strip shows of the desk as it stands. */
export function stripView(state: DeskState): StripView {
  const { settings, place, instances, profiles, clusters, bounces, plan, fixes, canUndo, shown, job } = state;
  const report = plan?.report;
  const gap = report?.after ?? report?.before;
  const fix = fixes[shown];
  const isFree = job === undefined;
  const isApplied = (plan?.applied.length ?? 0) > 0;
  const stateOfFix = fix && plan?.states.get(fix.id);
  const canApply = (one: Fix | undefined): boolean => {
    const is = one && plan?.states.get(one.id);
    return one !== undefined && !one.advice && is !== 'applied' && is !== 'verified';
  };
  return {
    ...sentence(state),
    progress: job?.progress ?? null,
    mainAction: job?.canCancel === true ? 'cancel' : 'analyze',
    place,
    notice: instances > 1 ? `${instances} Coproducers in this set share one plan.` : '',
    profiles,
    clusters: { names: clusters, chosen: settings.cluster, nearest: report?.before.cluster ?? '' },
    bounces: bouncesView(settings, bounces),
    score: gap === undefined ? null : { style: Math.round(gap.styleScore), delta: gap.styleDelta },
    headline: gap === undefined ? [] : headlineAt(place, gap, report?.parts),
    tone: report === undefined ? null : toneView(report, partAt(place, report.parts)),
    fix: fix && plan ? fixView(fix, shown, fixes.length, plan) : null,
    can: {
      main: isFree || job.canCancel,
      apply: isFree && canApply(fix),
      'apply-all': isFree && partedFixes(fixes).forward.some(canApply),
      skip: isFree && stateOfFix === 'open' && !fix.advice,
      undo: isFree && canUndo,
      ab: isFree && isApplied,
      next: fixes.length > 1,
      previous: fixes.length > 1,
      report: plan !== undefined,
      record: state.isRecording || (isFree && place.kind === 'main'),
    },
    hear: !isApplied ? null : state.comparing ? 'before' : 'after',
    isRecording: state.isRecording,
  };
}

/** Of the stem whose track the place is. */
function partAt({ kind, track }: DevicePlace, parts: ReportDocument['parts']): ReportPart | undefined {
  return kind === 'main' ? undefined : parts?.find((part) => part.track === track);
}

/** Nothing on a track of which there is no stem: the mix's would be taken for the track's. */
function headlineAt(place: DevicePlace, { headline }: GapDocument, parts: ReportDocument['parts']): HeadlineView[] {
  if (place.kind === 'main') return headlineOfMix(headline);
  const part = partAt(place, parts);
  return part === undefined ? [] : headlineOfPart(headline, part, parts!.length);
}

/** The status line, and the one thing to do. */
function sentence({
  settings,
  place,
  bounces,
  profiles,
  plan,
  fixes,
  comparing,
  job,
  word,
}: DeskState): Pick<StripView, 'phase' | 'status' | 'hint'> {
  if (job) return { phase: 'analysing', status: job.status, hint: '' };
  if (word) return word;
  if (comparing) {
    const match =
      comparing.matchDb === undefined ? '' : `At the same loudness (Main ${signedWithUnit(comparing.matchDb, 'dB')}). `;
    return { phase: 'plan', status: 'Compare: before', hint: `${match}Press A/B to go back.` };
  }
  if (profiles.names.length === 0) {
    return {
      phase: 'waiting',
      status: 'No profile yet',
      hint: 'Learn your references first: see INSTALL.md in the Coproducer folder.',
    };
  }
  if (plan) {
    if (place.kind === 'track' && partAt(place, plan.report.parts) === undefined) {
      return { phase: 'plan', status: 'No bounce of this track', hint: 'Drop its file here, then analyze again.' };
    }
    if (fixes.length === 0) return { phase: 'plan', status: 'No change is needed', hint: '' };
    if (plan.report.verification) {
      return { phase: 'plan', status: 'Verified', hint: plan.report.verification.sentence };
    }
    if (plan.applied.length > 0) {
      return {
        phase: 'plan',
        status: 'Applied: bounce again',
        hint: 'Export the same tracks; the new bounce is noticed.',
      };
    }
    const { forward, aside } = partedFixes(fixes);
    return {
      phase: 'plan',
      status: `${forward.length === 1 ? '1 fix' : `${forward.length} fixes`}${place.kind === 'main' ? promiseOf(plan) : ''}`,
      hint:
        aside.length === 0
          ? 'Apply what you like, then bounce again.'
          : `Apply what you like; ${aside.length} more ${aside.length === 1 ? 'is' : 'are'} possible.`,
    };
  }
  if (settings.folder === '') return { phase: 'ready', status: 'Ready', hint: 'Choose the folder with your bounces.' };
  if (!bounces) return { phase: 'waiting', status: 'Waiting for a bounce', hint: '' };
  return { phase: 'ready', status: 'Ready', hint: 'Press Analyze & Suggest.' };
}

/** What all that is put forward is to take off the gap: `, about −60 %`. */
function promiseOf({ plan }: PlanState): string {
  const { before } = plan.styleDelta;
  const share = before > 0 ? Math.round(100 * (1 - promisedDelta(plan) / before)) : 0;
  return share > 0 ? `, about −${share} %` : '';
}

function bouncesView({ folder }: StripSettings, bounces: Bounces | undefined): StripView['bounces'] {
  if (folder === '') return { name: '', detail: '' };
  const count = bounces?.stems.length;
  return { name: path.basename(folder), detail: count === undefined ? '' : count === 1 ? '1 stem' : `${count} stems` };
}
