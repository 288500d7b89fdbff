import { dirname } from 'node:path';
import type { StripView } from '../../device/messages.ts';
import { NO_SETTINGS } from '../../device/messages.ts';
import { stripView } from '../../node/max/strip-view.ts';
import { SameThread } from '../../node/threads/same-thread.ts';
import { findBounces } from '../../src/assistant/bounces.ts';
import { findPlan } from '../../src/assistant/plans.ts';
import { readPlanState } from '../../src/assistant/plan-state.ts';
import { openHome } from '../../src/store/home.ts';
import type { ReportDocument } from '../../src/store/report-document.ts';
import { SILENT } from '../../src/store/progress.ts';

/**
 * What the strip on the main track shows of the plan that a demo has made, as the program would say it: nothing is
 * applied yet.
 */
export async function demoStripView(homeFolder: string): Promise<StripView> {
  const workshop = {
    home: await openHome(homeFolder),
    workers: new SameThread(),
    progress: SILENT,
    signal: undefined,
    now: () => new Date(),
  };
  const { plan, file } = await findPlan(workshop, undefined);
  const state = await readPlanState(workshop, file);
  // The demo has applied and verified everything; the strip is shown as it stands before that.
  const report = { ...state!.report, tone: state!.report.tone.map(withoutAfter) };
  delete report.verification;
  delete report.after;
  const folder = dirname(plan.mix);
  return stripView({
    settings: { ...NO_SETTINGS, folder },
    place: { kind: 'main', track: 'Main' },
    instances: 1,
    profiles: { names: [plan.target.profile], chosen: plan.target.profile },
    clusters: [],
    bounces: await findBounces(folder, plan.mix),
    plan: { ...state!, report, states: new Map(plan.fixes.map(({ id }) => [id, 'open'])), applied: [] },
    fixes: plan.fixes,
    canUndo: false,
    comparing: undefined,
    shown: 0,
    job: undefined,
    word: undefined,
    isRecording: false,
  });
}

type Curve = ReportDocument['tone'][number];

function withoutAfter(curve: Curve): Curve {
  const points = curve.points.map((point) => {
    const { after, ...before } = point;
    return after === undefined ? point : before;
  });
  return { ...curve, points };
}
