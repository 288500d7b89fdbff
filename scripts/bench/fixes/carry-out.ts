import { copyFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { apply } from '../../../src/assistant/apply.ts';
import { planFiles } from '../../../src/assistant/plans.ts';
import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { renderSet } from '../../../src/live/render-set.ts';
import type { PlanDocument } from '../../../src/store/plan-document.ts';
import type { SongStudio, WorkInProgress } from './song-studio.ts';

export interface CarriedOut {
  mix: StereoSignal;
  mixFile: string;
  /** As they sound after the plan, by the song's own names; those that no fix touches are the work's own. */
  stems: ReadonlyMap<string, StereoSignal>;
}

/** Applies a plan, or some of its fixes, to a copy of the embedded set it was made for, and bounces that set anew. */
export async function carryOut(
  studio: SongStudio,
  work: WorkInProgress,
  plan: PlanDocument,
  planFile: string,
  only?: readonly string[],
): Promise<CarriedOut> {
  const name = only === undefined ? 'after' : `after ${only.join(' ')}`;
  const setFile = join(dirname(work.mixFile), `${name}.set.json`);
  await copyFile(planFiles(studio.workshop, plan.id).set, setFile);
  const writes = plan.fixes.some(({ id, advice }) => !advice && (only?.includes(id) ?? true));
  if (writes) await apply(studio.workshop, { plan: planFile, set: setFile, only, dryRun: false });

  const set = await EmbeddedSet.load(setFile);
  const nameOf = new Map(
    plan.stems.map(({ track, file }) => [track, basename(file, '.wav').replace(/^Song /, '')] as const),
  );
  const sources = new Map<string, StereoSignal>();
  for (const [track, stem] of nameOf) {
    const signal = work.stems.get(stem);
    if (signal === undefined) throw new Error(`The plan has a stem "${stem}", which the work has not.`);
    sources.set(track, signal);
  }
  const touched = new Set(plan.fixes.map(({ track }) => track));
  const { mix, stems } = await renderSet(set, sources, { main: (sum) => work.master(sum) });
  await set.close();
  return {
    mix,
    mixFile: await studio.bounce(mix, join(dirname(work.mixFile), `${name}.wav`)),
    stems: new Map(
      [...nameOf].map(([track, name]) => {
        const signal = touched.has(track) ? stems.get(track) : work.stems.get(name);
        return [name, signal ?? sources.get(track)!] as const;
      }),
    ),
  };
}
