import { stat } from 'node:fs/promises';
import type { DevicePlace } from '../../device/messages.ts';
import { answer } from '../../src/assistant/answer.ts';
import { apply } from '../../src/assistant/apply.ts';
import type { Bounces } from '../../src/assistant/bounces.ts';
import { hearAfter, hearBefore } from '../../src/assistant/compare.ts';
import { readPlanState, type PlanState } from '../../src/assistant/plan-state.ts';
import { recordLookedAt } from '../../src/assistant/shown-fix.ts';
import { undo } from '../../src/assistant/undo.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { partedFixes, standingFixes } from '../../src/fixes/put-forward.ts';
import { Failure } from '../../src/store/failure.ts';
import type { Fix } from '../../src/store/plan-document.ts';
import { ProjectMemory } from '../../src/store/project-memory.ts';
import type { StripWord } from './strip-word.ts';

/** The set sounds as before the plan, to compare; by how many decibels the main fader was moved to match. */
export interface Comparison {
  matchDb: number | undefined;
}

/**
 * The plan at hand, and what can be done with it. All of it is on disk, so that another life of the program finds it.
 */
export class StandingPlan {
  readonly #workshop: Workshop;
  #state: PlanState | undefined;
  #comparing: Comparison | undefined;

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  get state(): PlanState | undefined {
    return this.#state;
  }

  get comparing(): Comparison | undefined {
    return this.#comparing;
  }

  /** The newest plan made of these bounces, by whatever life of the program. */
  async recall(bounces: Bounces | undefined): Promise<void> {
    this.#state = undefined;
    if (!bounces) return;
    const { projects } = await new ProjectMemory(this.#workshop.home.memoryFile).recall();
    const planFile = projects[bounces.folder]?.lastPlan;
    if (planFile !== undefined) await this.read(planFile);
  }

  async read(planFile: string): Promise<void> {
    this.#state = await readPlanState(this.#workshop, planFile);
  }

  /** Looks anew what has become of the plan. */
  async refresh(): Promise<void> {
    if (this.#state) await this.read(this.#state.planFile);
  }

  /** @throws Failure 'input' where there is none. */
  get(): PlanState {
    if (this.#state) return this.#state;
    throw new Failure('input', 'There is no plan yet; press Analyze & Suggest.');
  }

  /** On the main track all, on a track those of that track; what is only also possible comes last. */
  fixesAt(place: DevicePlace | null): readonly Fix[] {
    const { plan, states } = this.#state ?? {};
    const isDone = ({ id }: Fix): boolean => states?.get(id) === 'applied' || states?.get(id) === 'verified';
    const { forward, aside } = partedFixes(standingFixes(plan?.fixes ?? [], isDone));
    const all = [...forward, ...aside];
    return place?.kind === 'track' ? all.filter(({ track }) => track === place.track) : all;
  }

  /**
   * What stands in the set and can be taken back there: on a track what has changed that track, among others perhaps.
   */
  appliedAt(place: DevicePlace | null): PlanState['applied'] {
    const all = this.#state?.applied ?? [];
    if (place?.kind !== 'track') return all;
    return all.filter(({ receipt }) => receipt.writes.some(({ track }) => track === place.track));
  }

  /** Whether fixes stand in the set and the mix was exported after the last of them. */
  async isAnsweredBy({ master }: Bounces): Promise<boolean> {
    const newest = this.#state?.applied.at(-1);
    if (newest === undefined || this.#state?.report.verification !== undefined) return false;
    return (await stat(master)).mtimeMs > Date.parse(newest.receipt.createdAt);
  }

  async apply(fixes: readonly Fix[]): Promise<void> {
    const { planFile, states } = this.get();
    const only = fixes
      .filter(({ id, advice }) => !advice && states.get(id) !== 'applied' && states.get(id) !== 'verified')
      .map(({ id }) => id);
    if (only.length > 0) await apply(this.#workshop, { plan: planFile, set: 'live', only, dryRun: false });
  }

  /** @returns what to say where something was left as the producer has it. */
  async undoAt(place: DevicePlace | null): Promise<StripWord | undefined> {
    this.get();
    const newest = this.appliedAt(place).at(-1);
    if (newest === undefined) return undefined;
    const receipt = await undo(this.#workshop, { receipt: newest.file, set: 'live' });
    const kept = receipt.writes.find(({ state }) => state === 'kept');
    return (
      kept && {
        phase: 'waiting',
        status: 'Undone in part',
        hint: `${kept.track} › ${kept.parameter}: ${kept.reason}.`,
      }
    );
  }

  /** From now on the fix counts as shown. */
  async lookAt(fix: Fix): Promise<void> {
    await recordLookedAt(this.#workshop, this.get().plan, [fix]);
  }

  async skip(fix: Fix): Promise<void> {
    const { planFile } = this.get();
    await answer(this.#workshop, { fix: fix.id, answer: 'skip', plan: planFile, finalSize: undefined });
  }

  /** Takes what stands of the plan out of the set to listen; every change after that begins with it put back. */
  async hearBefore(): Promise<void> {
    const state = this.get();
    if (state.applied.length === 0) return;
    this.#comparing = { matchDb: await hearBefore(this.#workshop, state, 'live') };
  }

  /** Also ends a comparison that a program which died has left. */
  async hearAfter(): Promise<void> {
    if (this.#state) await hearAfter(this.#workshop, this.#state);
    this.#comparing = undefined;
  }
}
