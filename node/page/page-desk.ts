import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { answer } from '../../src/assistant/answer.ts';
import { apply } from '../../src/assistant/apply.ts';
import { readPlanState, type PlanState } from '../../src/assistant/plan-state.ts';
import { recordLookedAt } from '../../src/assistant/shown-fix.ts';
import { suggest, type SuggestRequest } from '../../src/assistant/suggest.ts';
import { resetTaste } from '../../src/assistant/taste.ts';
import { undo } from '../../src/assistant/undo.ts';
import { verify } from '../../src/assistant/verify.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { Failure } from '../../src/store/failure.ts';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import type { PageAction, pageAction, PageState } from './page-messages.ts';
import { ListeningRoom } from './listening-room.ts';
import { PageDocuments } from './page-documents.ts';
import { PageProgress } from './page-progress.ts';
import { Sounds } from './sounds.ts';
import { appliedWords, undoneWords } from './words-of-receipts.ts';

export interface PageDeskOptions {
  /** File of the plan that is shown first. */
  plan: string;
  /** Where applying writes: `live`, `osc` or a file; the set that the plan was made for if undefined. */
  set?: string | undefined;
  /** Awaited before every action: what must not be in its way is put in order. */
  before?: () => Promise<void>;
  /** Told after every action that changed something, so that who shares the set can look again at this plan. */
  changed?: (planFile: string) => void;
  /** Told a fault of the program. */
  complain?: (text: string) => void;
}

/**
 * One page's work: actions in, use cases called, documents and state out. One action at a time, as a person does;
 * nothing is written to a set unless an action says so. Everything that must not be lost is on disk.
 */
export class PageDesk {
  readonly sounds = new Sounds();
  readonly #workshop: Workshop;
  readonly #options: PageDeskOptions;
  readonly #documents: PageDocuments;
  readonly #room: ListeningRoom;
  readonly #listeners = new Set<(state: PageState) => void>();
  #planFile: string;
  /** As `follow` has last seen it. */
  #verification: PlanState['report']['verification'];
  #reportVersion = 1;
  #planVersion = 1;
  #word: PageState['word'] = null;
  #job: { progress: PageProgress; stop: AbortController; canCancel: boolean } | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(workshop: Workshop, options: PageDeskOptions) {
    this.#workshop = workshop;
    this.#options = options;
    this.#planFile = options.plan;
    this.#room = new ListeningRoom(this.sounds);
    this.#documents = new PageDocuments(workshop, this.sounds);
  }

  state(): PageState {
    return {
      reportVersion: this.#reportVersion,
      planVersion: this.#planVersion,
      job: this.#job?.progress.job(this.#job.canCancel) ?? null,
      word: this.#word,
    };
  }

  /** @returns what stops it */
  listen(listener: (state: PageState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * One of the page's documents; `undefined` where there is none of that name.
   *
   * @throws Failure 'input' where what it is made from is gone
   */
  async read(name: string): Promise<object | undefined> {
    const { set } = this.#options;
    return this.#documents.read(name, {
      plan: await this.#planState(),
      set,
      passage: this.#room.passage,
      version: this.#reportVersion,
    });
  }

  /** Begins an action, whose outcome comes as a state. @returns why it cannot be begun */
  act(action: GivenAction): string | undefined {
    if (action.do === 'cancel') {
      if (this.#job?.canCancel === true) this.#job.stop.abort();
      return undefined;
    }
    if (action.do === 'look') {
      this.#work = this.#work.then(() => this.#lookAtAll()).catch((error: unknown) => this.complain(error));
      return undefined;
    }
    if (this.#job !== undefined)
      return `${this.#job.progress.job(false).label} is under way; wait, or cancel it first.`;
    const stop = new AbortController();
    const progress = new PageProgress(LABELS[action.do], () => this.#tell());
    this.#job = { progress, stop, canCancel: CAN_CANCEL.has(action.do) };
    this.#word = null;
    this.#tell();
    this.#work = this.#carryOut(action, { ...this.#workshop, progress, signal: stop.signal });
    return undefined;
  }

  /** Who shares the set has another plan, or something has come of this one: the page shows it once it has time. */
  follow({ planFile, report: { verification } }: PlanState): void {
    this.#work = this.#work.then(() => {
      if (planFile !== this.#planFile) this.#show(planFile);
      else if (!isDeepStrictEqual(verification, this.#verification)) this.#reportVersion++;
      this.#verification = verification;
      this.#planVersion++;
      this.#tell();
    });
  }

  complain(fault: unknown): void {
    this.#options.complain?.(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
  }

  async close(): Promise<void> {
    this.#job?.stop.abort();
    await this.#work;
    await this.#room.close();
  }

  async #carryOut(action: GivenAction, workshop: Workshop): Promise<void> {
    try {
      await this.#options.before?.();
      const text = await this.#do(action, workshop);
      this.#word = { isGood: true, text };
      this.#options.changed?.(this.#planFile);
    } catch (error) {
      if (error instanceof Failure) this.#word = { isGood: error.kind === 'cancelled', text: error.message };
      else {
        this.complain(error);
        this.#word = { isGood: false, text: 'A fault in Coproducer: the program that serves this page tells more.' };
      }
    }
    this.#job = undefined;
    this.#planVersion++;
    this.#tell();
  }

  /** @returns what has been done, in a sentence */
  async #do(action: GivenAction, workshop: Workshop): Promise<string> {
    const { set } = this.#options;
    const plan = this.#planFile;
    switch (action.do) {
      case 'apply': {
        const { fixes: only, amounts } = action;
        const request = { plan, set, only, dryRun: false, amounts: new Map(Object.entries(amounts)) };
        const { receipt } = await apply(workshop, request);
        return appliedWords(receipt);
      }
      case 'undo': {
        const { applied } = await this.#planState();
        const found = applied.find(({ receipt }) => receipt.id === action.receipt);
        if (found === undefined) throw new Failure('input', 'That has been taken back already.');
        return undoneWords(await undo(workshop, { receipt: found.file, set }));
      }
      case 'answer':
        await answer(workshop, { ...action, plan, finalSize: undefined });
        return action.answer === 'skip' ? `${action.fix} skipped.` : `${action.fix} is meant to be so.`;
      case 'listen':
        await this.#room.render(workshop, (await this.#planState()).plan, action.amounts);
        return 'Rendered: every fix can be heard now.';
      case 'suggest': {
        const { plan: shown } = await this.#planState();
        const { planFile, plan: made } = await suggest(workshop, requestLike(shown, action.amount, set));
        this.#show(planFile);
        const count = made.fixes.filter(({ advice, aside }) => !advice && aside !== true).length;
        return count === 1 ? 'A new plan with 1 fix.' : `A new plan with ${count} fixes.`;
      }
      case 'verify': {
        const mix = this.sounds.fileOf(action.sound);
        if (mix === undefined) throw new Failure('input', 'That bounce is gone; look for it again.');
        const { sentence } = await verify(workshop, { mix, plan });
        this.#reportVersion++;
        return sentence;
      }
      case 'forget':
        await resetTaste(workshop, action.item);
        return action.item === undefined ? 'Everything learned from your answers is forgotten.' : 'Forgotten.';
      case 'look':
      case 'cancel':
        return '';
    }
  }

  async #lookAtAll(): Promise<void> {
    const { plan } = await this.#planState();
    await recordLookedAt(this.#workshop, plan, plan.fixes);
  }

  #show(planFile: string): void {
    this.#planFile = planFile;
    this.#room.clear();
    this.#reportVersion++;
  }

  async #planState(): Promise<PlanState> {
    const found = await readPlanState(this.#workshop, this.#planFile);
    if (found === undefined) throw new Failure('input', `${this.#planFile} is gone; make a new plan.`);
    return found;
  }

  #tell(): void {
    const state = this.state();
    for (const listener of this.#listeners) listener(state);
  }
}

const LABELS: Readonly<Record<Exclude<PageAction['do'], 'look' | 'cancel'>, string>> = {
  apply: 'Applying',
  undo: 'Undoing',
  answer: 'Noting your answer',
  listen: 'Reading the stems',
  suggest: 'Planning',
  verify: 'Measuring the bounce',
  forget: 'Forgetting',
};

/** What writes is short, and ends in order by itself. */
const CAN_CANCEL: ReadonlySet<PageAction['do']> = new Set(['listen', 'suggest', 'verify']);

type GivenAction = z.output<typeof pageAction>;

/** The same mix, stems and target, by another amount. */
function requestLike({ mix, stems, target }: PlanDocument, amount: number, set: string | undefined): SuggestRequest {
  const { profile, cluster, references } = target;
  const like = { mix, stems: path.dirname(stems[0].file), profile, amount, set };
  return references.length > 0 ? { ...like, references } : { ...like, cluster };
}
