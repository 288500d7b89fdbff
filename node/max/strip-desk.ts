import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StripAction, StripSettings, StripView } from '../../device/messages.ts';
import { NO_SETTINGS } from '../../device/messages.ts';
import { answer } from '../../src/assistant/answer.ts';
import { apply } from '../../src/assistant/apply.ts';
import { hearAfter, hearBefore } from '../../src/assistant/compare.ts';
import { findBounces, type Bounces } from '../../src/assistant/bounces.ts';
import { readPlanState, type PlanState } from '../../src/assistant/plan-state.ts';
import { listProfiles, readProfile } from '../../src/assistant/profiles.ts';
import { suggest } from '../../src/assistant/suggest.ts';
import { undo } from '../../src/assistant/undo.ts';
import { putInOrder } from '../../src/assistant/unfinished.ts';
import { verify } from '../../src/assistant/verify.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import type { BridgePlace } from '../../src/live/bridge-protocol.ts';
import { Failure } from '../../src/store/failure.ts';
import type { Fix } from '../../src/store/plan-document.ts';
import { ProjectMemory } from '../../src/store/project-memory.ts';
import { PageDesk } from '../page/page-desk.ts';
import { servePage, type PageServer } from '../page/page-server.ts';
import { BounceWatch } from './bounce-watch.ts';
import { DeskProgress } from './desk-progress.ts';
import { stripView, type DeskState } from './strip-view.ts';

export interface DeskEnds {
  /** Asks the bridge where the device sits. */
  place(): Promise<BridgePlace>;
  pageFolder: string;
  say(view: StripView): void;
  keep(settings: StripSettings): void;
  browse(url: string): void;
  complain(text: string): void;
}

/**
 * One device's work: a person's actions in, use cases called, the view out. Everything that must not be lost is on disk, so that
 * a desk which is opened after a crash stands where the old one stood.
 */
export class StripDesk {
  readonly #workshop: Workshop;
  readonly #ends: DeskEnds;
  #settings: StripSettings = NO_SETTINGS;
  #amount = 100;
  #place: BridgePlace = { kind: 'main', track: '', others: 0 };
  #profiles: StripView['profiles'] = { names: [], chosen: '' };
  #clusters: readonly string[] = [];
  #bounces: Bounces | undefined;
  #plan: PlanState | undefined;
  #comparing: DeskState['comparing'];
  #shown = 0;
  #word: DeskState['word'];
  #job: { progress: DeskProgress | undefined; status: string; stop: AbortController | undefined } | undefined;
  #page: PageServer | undefined;
  /** Everything that changes something waits for what is before it. */
  #work: Promise<void> = Promise.resolve();
  #saidMs = 0;
  readonly #watch: BounceWatch;

  constructor(workshop: Workshop, ends: DeskEnds) {
    this.#workshop = workshop;
    this.#ends = ends;
    this.#watch = new BounceWatch({
      renewed: (bounces) => this.#noticed(bounces, NEW_BOUNCE),
      back: (bounces) => this.#noticed(bounces, undefined),
      gone: (error) => {
        if (this.#job) return;
        this.#fail(error);
        this.#say();
      },
    });
  }

  /** The strip has begun, perhaps anew: what the set keeps for it. */
  open(settings: StripSettings): void {
    this.#settings = settings;
    this.#enqueue(async () => {
      await this.#findPlace();
      await putInOrder(this.#workshop);
      await this.#findProfiles();
      await this.#look();
      await this.#recallPlan();
      await this.#endComparison();
    });
  }

  placeChanged(): void {
    this.#enqueue(() => this.#findPlace());
  }

  act(action: StripAction): void {
    switch (action.do) {
      case 'ping':
        return this.#say();
      case 'cancel':
        return this.#job?.stop?.abort();
      case 'next':
        return this.#turn(1);
      case 'previous':
        return this.#turn(-1);
      case 'amount':
        this.#amount = action.amount;
        return;
      case 'profile':
        return this.#choose({ profile: action.name, cluster: '' });
      case 'cluster':
        return this.#choose({ cluster: action.name });
      case 'folder':
        return this.#chooseFolder(action.path);
      case 'analyze':
        return this.#analyze();
      case 'apply':
        return this.#change('Applying', () => this.#apply([this.#fix()]));
      case 'apply-all':
        return this.#change('Applying', () => this.#apply(this.#fixes()));
      case 'undo':
        return this.#change('Undoing', () => this.#undo());
      case 'skip':
        return this.#change('Skipping', () => this.#skip());
      case 'report':
        return this.#enqueue(() => this.#report());
      case 'ab':
        return this.#change('Comparing', () => this.#compare(action.hear));
    }
  }

  #analyze(): void {
    if (this.#job) return;
    const stop = new AbortController();
    const progress = new DeskProgress(STAGES, () => this.#sayNowAndThen());
    this.#job = { progress, status: '', stop };
    this.#word = undefined;
    this.#say();
    this.#enqueue(async () => {
      const workshop = { ...this.#workshop, progress, signal: stop.signal };
      await this.#endComparison();
      this.#bounces = await findBounces(this.#settings.folder, this.#settings.master);
      if (await this.#isNewBounce(this.#bounces)) {
        await verify(workshop, { mix: this.#bounces.master, plan: this.#plan!.planFile });
        await this.#readPlan(this.#plan!.planFile);
        return;
      }
      const { folder, master } = this.#bounces;
      const { planFile } = await suggest(workshop, {
        mix: master,
        stems: folder,
        profile: this.#settings.profile === '' ? undefined : this.#settings.profile,
        cluster: this.#settings.cluster === '' ? undefined : this.#settings.cluster,
        amount: this.#amount,
        set: 'live',
      });
      this.#shown = 0;
      await this.#readPlan(planFile);
    });
  }

  /** Whether fixes stand in the set and the mix was exported after the last of them. */
  async #isNewBounce({ master }: Bounces): Promise<boolean> {
    const newest = this.#plan?.applied.at(-1);
    if (newest === undefined || this.#plan?.report.verification !== undefined) return false;
    return (await stat(master)).mtimeMs > Date.parse(newest.receipt.createdAt);
  }

  /** A change of the Live set or of what is remembered; a second click while one runs is none. */
  #change(status: string, work: () => Promise<void>): void {
    if (this.#job) return;
    this.#job = { progress: undefined, status, stop: undefined };
    this.#word = undefined;
    this.#say();
    this.#enqueue(async () => {
      try {
        await this.#endComparison();
        await work();
      } finally {
        if (this.#plan) await this.#readPlan(this.#plan.planFile);
      }
    });
  }

  async #apply(fixes: readonly Fix[]): Promise<void> {
    const { planFile, states } = this.#standingPlan();
    const only = fixes
      .filter(({ id, advice }) => !advice && states.get(id) !== 'applied' && states.get(id) !== 'verified')
      .map(({ id }) => id);
    if (only.length > 0) await apply(this.#workshop, { plan: planFile, set: 'live', only, dryRun: false });
  }

  async #undo(): Promise<void> {
    const newest = this.#standingPlan().applied.at(-1);
    if (newest === undefined) return;
    const receipt = await undo(this.#workshop, { receipt: newest.file, set: 'live' });
    const kept = receipt.writes.find(({ state }) => state === 'kept');
    if (kept) {
      this.#word = {
        phase: 'waiting',
        status: 'Undone in part',
        hint: `${kept.track} › ${kept.parameter}: ${kept.reason}.`,
      };
    }
  }

  async #skip(): Promise<void> {
    const { planFile } = this.#standingPlan();
    await answer(this.#workshop, { fix: this.#fix().id, answer: 'skip', plan: planFile, finalSize: undefined });
    if (this.#shown < this.#fixes().length - 1) this.#shown++;
  }

  async #compare(hear: 'before' | 'after'): Promise<void> {
    // Every change begins with the set as the plan left it.
    if (hear === 'after' || this.#standingPlan().applied.length === 0) return;
    this.#comparing = { matchDb: await hearBefore(this.#workshop, this.#standingPlan(), 'live') };
  }

  /** Also one that a program which died has left. */
  async #endComparison(): Promise<void> {
    if (this.#plan) await hearAfter(this.#workshop, this.#plan);
    this.#comparing = undefined;
  }

  /** In turn, and whatever comes of it: who writes next finds out by itself. */
  #listenedToEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.#enqueue(() => this.#endComparison().finally(resolve));
    });
  }

  async #report(): Promise<void> {
    const { planFile } = this.#standingPlan();
    await this.#page?.close();
    const desk = new PageDesk(this.#workshop, {
      plan: planFile,
      set: 'live',
      before: () => this.#listenedToEnd(),
      changed: () => this.#enqueue(() => this.#readPlan(planFile)),
      complain: (text) => this.#ends.complain(text),
    });
    this.#page = await servePage(desk, {
      folder: this.#ends.pageFolder,
      addressFile: join(this.#workshop.home.root, 'page-address.json'),
    });
    this.#ends.browse(this.#page.url);
  }

  #standingPlan(): PlanState {
    if (this.#plan) return this.#plan;
    throw new Failure('input', 'There is no plan yet; press Analyze & Suggest.');
  }

  #fix(): Fix {
    const fix = this.#fixes()[this.#shown];
    if (fix) return fix;
    throw new Failure('input', 'There is no fix to change; press Analyze & Suggest.');
  }

  /** On the main track all, on a track those of that track. */
  #fixes(): readonly Fix[] {
    const all = this.#plan?.plan.fixes ?? [];
    return this.#place.kind === 'main' ? all : all.filter(({ track }) => track === this.#place.track);
  }

  #turn(by: number): void {
    const count = this.#fixes().length;
    if (count > 0) this.#shown = (this.#shown + by + count) % count;
    this.#say();
  }

  #choose(settings: Partial<StripSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#ends.keep(this.#settings);
    this.#enqueue(() => this.#findProfiles());
  }

  #chooseFolder(path: string): void {
    this.#enqueue(async () => {
      const isFile = (await stat(path).catch(() => undefined))?.isFile() === true;
      const found = await findBounces(path);
      this.#settings = { ...this.#settings, folder: found.folder, master: isFile ? found.master : '', stemMap: [] };
      this.#ends.keep(this.#settings);
      this.#word = undefined;
      await this.#look();
      await this.#recallPlan();
    });
  }

  async #findPlace(): Promise<void> {
    this.#place = await this.#ends.place();
    this.#shown = 0;
  }

  async #findProfiles(): Promise<void> {
    const { profiles } = await listProfiles(this.#workshop);
    const current = profiles.find((profile) => profile.current)?.name ?? '';
    this.#profiles = { names: profiles.map(({ name }) => name), chosen: this.#settings.profile || current };
    const isThere = this.#profiles.names.includes(this.#profiles.chosen);
    const profile = isThere ? await readProfile(this.#workshop, this.#profiles.chosen) : undefined;
    this.#clusters = profile?.clusters.map(({ name }) => name) ?? [];
  }

  /** The newest plan made of the chosen folder, by whatever life of the program. */
  async #recallPlan(): Promise<void> {
    this.#plan = undefined;
    if (!this.#bounces) return;
    const { projects } = await new ProjectMemory(this.#workshop.home.memoryFile).recall();
    const planFile = projects[this.#bounces.folder]?.lastPlan;
    if (planFile !== undefined) await this.#readPlan(planFile);
  }

  async #readPlan(planFile: string): Promise<void> {
    this.#plan = await readPlanState(this.#workshop, planFile);
    this.#shown = Math.max(0, Math.min(this.#shown, this.#fixes().length - 1));
  }

  async #look(): Promise<void> {
    const { folder, master } = this.#settings;
    this.#bounces = undefined;
    try {
      if (folder !== '') this.#bounces = await findBounces(folder, master);
    } finally {
      this.#watch.watch(folder, master, this.#bounces);
    }
  }

  #noticed(bounces: Bounces, word: DeskState['word']): void {
    this.#bounces = bounces;
    // What runs or has failed is told first.
    if (this.#job || (word && this.#word?.phase === 'error')) return;
    this.#word = word;
    this.#say();
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      try {
        await work();
      } catch (error) {
        this.#fail(error);
      }
      this.#job = undefined;
      this.#say();
    });
  }

  #fail(error: unknown): void {
    if (error instanceof Failure) {
      if (error.kind === 'cancelled') return;
      this.#word = { phase: 'error', status: STATUS[error.kind], hint: error.message };
      return;
    }
    this.#ends.complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
    this.#word = {
      phase: 'error',
      status: 'A fault in Coproducer',
      hint: 'The Max console tells more; please report it.',
    };
  }

  #sayNowAndThen(): void {
    if (performance.now() - this.#saidMs >= SAY_EVERY_MS) this.#say();
  }

  #say(): void {
    this.#saidMs = performance.now();
    const { progress, status, stop } = this.#job ?? {};
    this.#ends.say(
      stripView({
        settings: this.#settings,
        place: this.#place,
        profiles: this.#profiles,
        clusters: this.#clusters,
        bounces: this.#bounces,
        plan: this.#plan,
        fixes: this.#fixes(),
        comparing: this.#comparing,
        shown: this.#shown,
        job: this.#job && {
          status: progress?.status ?? status ?? '',
          progress: progress?.view() ?? null,
          canCancel: stop !== undefined,
        },
        word: this.#word,
      }),
    );
  }
}

/** The mix, the stems, their sections. */
const STAGES = 3;

/** Often enough to look alive, seldom enough that Max has time for other things. */
const SAY_EVERY_MS = 200;

const NEW_BOUNCE: DeskState['word'] = {
  phase: 'waiting',
  status: 'A new bounce is there',
  hint: 'Press Analyze & Suggest to measure it.',
};

const STATUS: Readonly<Record<Failure['kind'], string>> = {
  usage: 'That cannot be done',
  input: 'Something is missing',
  'live-unreachable': 'Live does not answer',
  refused: 'Refused',
  cancelled: 'Cancelled',
};
