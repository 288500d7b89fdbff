import path from 'node:path';
import type { FixView, HeadlineView, StripSettings, StripView, ToneView } from '../../device/messages.ts';
import type { Bounces } from '../../src/assistant/bounces.ts';
import type { PlanState } from '../../src/assistant/plan-state.ts';
import { signedWithUnit, withUnit } from '../../src/dsp/spoken-units.ts';
import type { BridgePlace } from '../../src/live/bridge-protocol.ts';
import type { Fix } from '../../src/store/plan-document.ts';
import type { GapDocument } from '../../src/store/gap-document.ts';
import type { ReportDocument } from '../../src/store/report-document.ts';
import { displayText } from '../views/display-text.ts';

/** All that the strip's view is made of. */
export interface DeskState {
  settings: StripSettings;
  place: BridgePlace;
  profiles: StripView['profiles'];
  clusters: readonly string[];
  bounces: Bounces | undefined;
  /** The plan at hand; on a track only with that track's fixes. */
  plan: PlanState | undefined;
  fixes: readonly Fix[];
  /** The set sounds as before the plan, to compare; by how many decibels the main fader was moved to match. */
  comparing: { matchDb: number | undefined } | undefined;
  shown: number;
  /** What is under way. */
  job: { status: string; progress: StripView['progress']; canCancel: boolean } | undefined;
  /** What stands in the way, or what was noticed. */
  word: { phase: 'error' | 'waiting'; status: string; hint: string } | undefined;
}

/** What the strip shows of the desk as it stands. */
export function stripView(state: DeskState): StripView {
  const { settings, place, profiles, clusters, bounces, plan, fixes, shown, job } = state;
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
    place: { kind: place.kind, track: place.track },
    notice: place.others > 0 ? 'Another Coproducer is in this set; each works alone.' : '',
    profiles,
    clusters: { names: clusters, chosen: settings.cluster, nearest: report?.before.cluster ?? '' },
    bounces: bouncesView(settings, bounces),
    score: gap === undefined ? null : { style: Math.round(gap.styleScore), delta: gap.styleDelta },
    headline: gap === undefined ? [] : gap.headline.map(headlineView),
    tone: report === undefined ? null : toneView(report),
    fix: fix && plan ? fixView(fix, shown, fixes.length, plan) : null,
    can: {
      main: isFree || job.canCancel,
      apply: isFree && canApply(fix),
      'apply-all': isFree && fixes.some(canApply),
      skip: isFree && stateOfFix === 'open' && !fix.advice,
      undo: isFree && isApplied,
      ab: isFree && isApplied,
      next: fixes.length > 1,
      previous: fixes.length > 1,
      report: plan !== undefined,
    },
    hear: !isApplied ? null : state.comparing ? 'before' : 'after',
  };
}

/** The status line, and the one thing to do. */
function sentence({
  settings,
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
    return {
      phase: 'plan',
      status: fixes.length === 1 ? '1 fix' : `${fixes.length} fixes`,
      hint: 'Apply what you like, then bounce again.',
    };
  }
  if (settings.folder === '') return { phase: 'ready', status: 'Ready', hint: 'Choose the folder with your bounces.' };
  if (!bounces) return { phase: 'waiting', status: 'Waiting for a bounce', hint: '' };
  return { phase: 'ready', status: 'Ready', hint: 'Press Analyze & Suggest.' };
}

function bouncesView({ folder }: StripSettings, bounces: Bounces | undefined): StripView['bounces'] {
  if (folder === '') return { name: '', detail: '' };
  const count = bounces?.stems.length;
  return { name: path.basename(folder), detail: count === undefined ? '' : count === 1 ? '1 stem' : `${count} stems` };
}

/** The two words of each axis. */
const WORDS: Readonly<Record<HeadlineView['axis'], readonly [less: string, more: string]>> = {
  loudness: ['too soft', 'too loud'],
  brightness: ['too dark', 'too bright'],
  bass: ['too little', 'too much'],
  width: ['too narrow', 'too wide'],
};

function headlineView({ axis, value, unit, band, severity }: GapDocument['headline'][number]): HeadlineView {
  const difference = value < band[0] ? value - band[0] : value > band[1] ? value - band[1] : 0;
  const word = severity === 0 ? 'in range' : WORDS[axis][severity < 0 ? 0 : 1];
  return { axis, difference, unit, severity, word };
}

/** The curve of the drop, where most of the energy is, else of the whole. */
function toneView({ tone }: ReportDocument): ToneView | null {
  const curve = tone.find(({ scope }) => scope === 'drop') ?? tone.find(({ scope }) => scope === 'whole') ?? tone[0];
  if (curve === undefined) return null;
  return {
    points: curve.points.map(({ centreHz, low, high, before, after }) => ({
      hz: centreHz,
      low,
      high,
      value: before,
      ...(after !== undefined && { after }),
    })),
  };
}

function fixView(fix: Fix, shown: number, count: number, { states, report }: PlanState): FixView {
  const verified = report.verification?.fixes.find(({ id }) => id === fix.id);
  const before = shown === 0 ? report.before.styleDelta : fix.predicted.styleDeltaAfter + fix.predicted.benefit;
  return {
    id: fix.id,
    position: shown + 1,
    count,
    where: fix.track,
    what: whatOf(fix),
    howMuch: howMuchOf(fix),
    why: fix.why,
    effect: verified?.verdict ?? `Style delta ${before.toFixed(2)} → ${fix.predicted.styleDeltaAfter.toFixed(2)}`,
    state: states.get(fix.id) ?? 'open',
    advice: fix.advice,
  };
}

/** `EQ Eight band 3`, `Mixer Volume`. */
function whatOf({ device, changes, advice }: Fix): string {
  if (advice) return 'Advice';
  const bands = new Set(changes.flatMap(({ parameter }) => /^(\d) .* [AB]$/.exec(parameter)?.[1] ?? []));
  if (bands.size > 0) return `${device} band ${[...bands].join(', ')}`;
  return `${device} ${changes[0]?.parameter ?? ''}`.trim();
}

/** `−3.0 dB at 200 Hz`, `−4.0 dB → −5.5 dB`. */
function howMuchOf({ changes, sentence, advice }: Fix): string {
  if (advice) return sentence;
  const gain = changes.find(({ parameter }) => / Gain [AB]$/.test(parameter));
  const frequency = changes.find(({ parameter }) => / Frequency [AB]$/.test(parameter));
  if (gain && typeof gain.to === 'number') {
    const at = typeof frequency?.to === 'number' ? ` at ${withUnit(frequency.to, 'Hz')}` : '';
    return `${withUnit(gain.to, 'dB')}${at}`;
  }
  const [first] = changes;
  return first === undefined ? '' : `${displayText(first.from, first.unit)} → ${displayText(first.to, first.unit)}`;
}
