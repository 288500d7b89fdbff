import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMixOfPlan } from '../../src/assistant/mix-of-plan.ts';
import { openPassage, type LoudPassage } from '../../src/assistant/preview-passage.ts';
import type { PassageRendering } from '../../src/assistant/render-passage.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { partedFixes } from '../../src/fixes/put-forward.ts';
import { scaledFix } from '../../src/fixes/scaled-fix.ts';
import { Failure } from '../../src/store/failure.ts';
import type { Fix, PlanDocument } from '../../src/store/plan-document.ts';
import type { PagePassage, PageRendering } from './page-messages.ts';
import type { Sounds } from './sounds.ts';

/**
 * The loudest passage of a mix with each fix by itself and with all of them, equally loud, kept as long as the page is
 * served: the renders lie in a folder of their own, which goes with the room. No sound is kept.
 */
export class ListeningRoom {
  readonly #sounds: Sounds;
  #folder: string | undefined;
  #passage: { plan: string; loud: LoudPassage } | undefined;
  #rendered: PagePassage | null = null;
  /** Differs for every render, so that a page never plays an older one from its memory. */
  #count = 0;

  constructor(sounds: Sounds) {
    this.#sounds = sounds;
  }

  /** What has been rendered of the plan; null before the first time. */
  get passage(): PagePassage | null {
    return this.#rendered;
  }

  /**
   * Renders what is not rendered yet.
   *
   * @param amounts by fix, where it is not done as planned
   * @throws Failure 'input' where the song has no passage that is long enough, or its stems are gone
   */
  async render(workshop: Workshop, plan: PlanDocument, amounts: Readonly<Record<string, number>>): Promise<void> {
    const fixes = plan.fixes.filter(({ advice }) => !advice);
    if (fixes.length === 0) throw new Failure('input', 'The plan changes nothing, so there is nothing to compare.');
    const loud = await this.#open(workshop, plan);
    const known = this.#rendered;
    const amountOf = ({ id }: Fix): number => amounts[id] ?? 1;
    const stale = fixes.filter((fix) => known?.fixes[fix.id]?.amount !== amountOf(fix));
    if (known !== null && stale.length === 0) return;
    const { progress } = workshop;
    progress.stage('Rendering the loudest passage', stale.length + (known === null ? 2 : 1));
    let done = 0;
    const folder = (this.#folder ??= await mkdtemp(join(tmpdir(), 'coproducer-listen-')));
    const make = async (name: string, chosen: readonly Fix[]): Promise<PageRendering> => {
      const file = join(folder, `${name} ${++this.#count}.wav`);
      const { file: written, ...rest }: PassageRendering = await loud.render([...chosen], file);
      progress.step(++done, name);
      return { ...rest, sound: this.#sounds.offer(written, folder) };
    };
    const scaled = new Map(fixes.map((fix) => [fix.id, scaledFix(fix, amountOf(fix))?.fix ?? fix]));
    const [before, after, ...single] = await Promise.all([
      known?.before ?? make('before', []),
      make('all fixes', partedFixes([...scaled.values()]).forward),
      ...stale.map((fix) => make(fix.id, [scaled.get(fix.id) ?? fix])),
    ]);
    this.#rendered = {
      startSeconds: loud.startSeconds,
      endSeconds: loud.endSeconds,
      bandCentreHz: loud.bandCentreHz,
      before,
      after,
      fixes: {
        ...known?.fixes,
        ...Object.fromEntries(stale.map((fix, i) => [fix.id, { ...single[i], amount: amountOf(fix) }])),
      },
    };
  }

  /** Another plan is shown. */
  clear(): void {
    this.#passage = undefined;
    this.#rendered = null;
  }

  async close(): Promise<void> {
    this.clear();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #open(workshop: Workshop, plan: PlanDocument): Promise<LoudPassage> {
    if (this.#passage?.plan === plan.id) return this.#passage.loud;
    const loud = await openPassage(workshop, plan, await readMixOfPlan(workshop, plan));
    if (loud === undefined) {
      throw new Failure('input', 'The song has no passage that is loud for long enough to compare.');
    }
    this.#passage = { plan: plan.id, loud };
    return loud;
  }
}
