import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FixCategory } from '../fixes/fix-kind.ts';
import { estimateMasterChain } from '../fixes/master-chain.ts';
import { stemParts } from '../fixes/stem-parts.ts';
import { suggestInThreads } from '../fixes/suggest-fixes.ts';
import { EmbeddedSet } from '../live/embedded-set.ts';
import type { LiveSet, SetSnapshot } from '../live/live-set.ts';
import { featureKey } from '../store/analysis-document.ts';
import { throwIfCancelled } from '../store/failure.ts';
import { writeDocument } from '../store/json-document.ts';
import { planDocument, type PlanDocument } from '../store/plan-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import { reportDocument } from '../store/report-document.ts';
import type { StemMapDocument } from '../store/stem-map-document.ts';
import type { TargetRefinement } from '../gap/refine-yardstick.ts';
import { assignedEvent, drawnTargeting } from './targeting-trial.ts';
import { beginPassage } from './begin-passage.ts';
import { measureGap, type GapRequest } from './measure-gap.ts';
import { openSet } from './open-set.ts';
import { planFiles } from './plans.ts';
import { recordAfterwards, tidyEvents } from './record-events.ts';
import { makeReport } from './report.ts';
import { reportStems } from './report-stems.ts';
import { shownEvents } from './shown-fix.ts';
import { measuredEvent } from './measured-event.ts';
import { mapStems, writeStemMap, type StemTrack } from './stem-map.ts';
import { loadTaste } from './taste.ts';
import { weighStems } from './weigh-stems.ts';
import type { Workshop } from './workshop.ts';

export interface SuggestRequest extends GapRequest {
  /** Folder of the bounced tracks. */
  stems: string;
  /** 0–100. */
  amount: number;
  /** Tracks that must not be touched, by name. */
  lockedTracks?: readonly string[] | undefined;
  /** Kinds of fix that are wanted; all if undefined. */
  only?: readonly FixCategory[] | undefined;
  /** `live`, `osc`, or a file; undefined makes an embedded set from the stems. */
  set?: string | undefined;
  /** A stem map that a person has corrected. */
  stemMap?: string | undefined;
  /** Tracks of files, as a person has said them in the set. */
  stemTracks?: readonly StemTrack[] | undefined;
  /** Where to write the plan besides the home. */
  out?: string | undefined;
}

export interface Suggested {
  plan: PlanDocument;
  planFile: string;
  stemMap: StemMapDocument;
  stemMapFile: string;
}

/**
 * Plans the few changes that bring a mix closest to its target, each proved on the stems. Nothing is written to any
 * set.
 */
export async function suggest(workshop: Workshop, request: SuggestRequest): Promise<Suggested> {
  const { home, workers, progress, signal } = workshop;
  const drawn = request.refinements === undefined ? await drawnTargeting(workshop, request.mix) : undefined;
  const measured = await measureGap(workshop, {
    ...request,
    ...(drawn?.targeting === 'references' && { refinements: new Map<string, TargetRefinement>() }),
  });
  const { analysis, gap, yardstick, profileVersion } = measured;
  const id = planId(workshop.now());
  const files = planFiles(workshop, id);

  const given = request.set === undefined ? undefined : await openSet(workshop, request.set);
  const { snapshot: givenSnapshot, routesSidechains } = await lookedAt(given, signal);
  const { map, used, masking, defects, courses, notes } = await mapStems(workshop, {
    folder: request.stems,
    mix: request.mix,
    tracks: givenSnapshot?.tracks.map(({ name }) => name),
    correctedMap: request.stemMap,
    known: request.stemTracks,
    sections: analysis.sections,
  });
  const about = { name: path.basename(map.folder), tempoBpm: analysis.grid.tempoBpm };
  const snapshot =
    givenSnapshot ?? (await (await EmbeddedSet.fromStems(about, map.stems, { file: files.set })).snapshot(signal));

  progress.stage('Weighing the stems', 1);
  const model = await weighStems(workshop, used, path.resolve(request.mix), analysis);
  progress.step(1);

  const taste = await loadTaste(workshop, yardstick.profile);
  const chain = estimateMasterChain(model);
  const asked = {
    analysis,
    gap,
    yardstick,
    model,
    defects,
    courses,
    masking,
    masterChain: chain,
    snapshot,
    routesSidechains,
    stems: map.stems,
    taste,
    amount: request.amount,
    lockedTracks: request.lockedTracks ?? [],
    only: request.only,
    now: workshop.now(),
    id,
  };
  const passage = { stems: used, bounce: path.resolve(request.mix), analysis, chain, model };
  const made = await suggestInThreads(asked, {
    ...(await beginPassage(workshop, passage)),
    hearAlone: (about) => workers.run('hearAlone', about, signal),
  });
  // That took seconds without a pause. Whoever has cancelled meanwhile is heard in the turn after the next.
  await nextTurn();
  await nextTurn();
  throwIfCancelled(signal);
  const refinements = yardstick.rows.flatMap(({ feature, scope, refinement }) =>
    refinement === undefined ? [] : [{ key: featureKey(feature.id, scope), ...refinement }],
  );
  const plan: PlanDocument = {
    ...made,
    mix: path.resolve(request.mix),
    mixHash: analysis.contentHash,
    target: { ...made.target, profileVersion, refinements },
    notes: [...made.notes, ...notes],
  };
  const stemMapFile = path.join(home.plans, `${id}.stem-map.json`);
  await writeStemMap(stemMapFile, map);
  const report = makeReport({
    before: measured,
    plan,
    stems: reportStems(model, analysis, chain, map.stems, gap),
    parts: stemParts(model),
  });
  await writeDocument(reportDocument, files.report, report);
  await writeDocument(planDocument, files.plan, plan);
  if (request.out !== undefined) await writeDocument(planDocument, request.out, plan);
  // Where nothing was learned of this profile's targets, both ways are one, and the session says nothing of them.
  const isTold = drawn !== undefined && taste.refinements(yardstick.profile).size > 0;
  await recordAfterwards(workshop, [
    ...(isTold ? [assignedEvent(drawn, plan.id)] : []),
    measuredEvent(plan, { analysis, yardstick, song: map.folder }),
    ...shownEvents(plan, { yardstick, taste }),
  ]);
  await new ProjectMemory(home.memoryFile).remember((memory) => {
    memory.lastPlan = files.plan;
    memory.projects[map.folder] = { ...memory.projects[map.folder], lastPlan: files.plan };
  });
  await tidyEvents(workshop, taste.idle);
  return { plan, planFile: request.out ?? files.plan, stemMap: map, stemMapFile };
}

/** What a plan must know of a set. An embedded one that is made for the plan can do everything. */
async function lookedAt(
  set: LiveSet | undefined,
  signal: AbortSignal | undefined,
): Promise<{ snapshot: SetSnapshot | undefined; routesSidechains: boolean }> {
  if (set === undefined) return { snapshot: undefined, routesSidechains: true };
  try {
    const snapshot = await set.snapshot(signal);
    return { snapshot, routesSidechains: (await set.capabilities()).routeSidechain };
  } finally {
    await set.close();
  }
}

/** Sorts by time, and two plans of one second differ. */
function planId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `plan-${stamp}-${randomBytes(2).toString('hex')}`;
}
