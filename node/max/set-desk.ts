import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EVERYBODY, type InstanceId } from '../../device/instance-channel.ts';
import type { StripAction, StripPresence, StripSettings, StripView } from '../../device/messages.ts';
import { NO_SET, NO_SETTINGS } from '../../device/messages.ts';
import type { Atom } from '../../device/message-pieces.ts';
import { findBounces } from '../../src/assistant/bounces.ts';
import { capture } from '../../src/assistant/capture.ts';
import { openSet } from '../../src/assistant/open-set.ts';
import { captureFolder, removeTakes } from '../../src/assistant/takes.ts';
import { putInOrder } from '../../src/assistant/unfinished.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { partedFixes } from '../../src/fixes/put-forward.ts';
import type { SetSnapshot } from '../../src/live/live-set.ts';
import { Failure } from '../../src/store/failure.ts';
import type { Fix } from '../../src/store/plan-document.ts';
import { analyzeBounces } from './analyze-bounces.ts';
import { ChosenBounces } from './chosen-bounces.ts';
import { ChosenProfile } from './chosen-profile.ts';
import { DeskProgress } from './desk-progress.ts';
import { OpenReport } from './open-report.ts';
import { SetRecorder } from './set-recorder.ts';
import { StandingPlan } from './standing-plan.ts';
import { StripInstance } from './strip-instance.ts';
import { stripView } from './strip-view.ts';
import { withStemOf } from './stem-of-track.ts';
import { STEM_TAKEN, wordOfCapture, wordOfFailure, wordOfNewBounce, type StripWord } from './strip-word.ts';
import { WorkQueue, type Job, type QueueEnds } from './work-queue.ts';

export interface DeskEnds {
  pageFolder: string;
  say(to: InstanceId, view: StripView): void;
  /** To all instances. */
  keep(settings: StripSettings): void;
  browse(to: InstanceId, url: string): void;
  /** To what records in one instance, or in all. */
  record(to: InstanceId, ...message: readonly Atom[]): void;
  complain(text: string): void;
}

/**
 * The work of all Coproducers in a set: a person's actions in, use cases called, a view for each instance out. They
 * share settings, bounces and plan; each shows its own place. Everything that must not be lost is on disk, so that a
 * desk which is opened after a crash, or by another instance, stands where the old one stood.
 */
export class SetDesk {
  readonly #workshop: Workshop;
  readonly #ends: DeskEnds;
  readonly #instances = new Map<InstanceId, StripInstance>();
  readonly #queue = new WorkQueue();
  readonly #plan: StandingPlan;
  readonly #profile: ChosenProfile;
  readonly #bounces: ChosenBounces;
  readonly #report: OpenReport;
  readonly #recorder: SetRecorder;
  #settings: StripSettings = NO_SETTINGS;
  /** What all instances say. */
  #word: StripWord | undefined;
  #isOpen = false;
  #saidMs = 0;

  constructor(workshop: Workshop, ends: DeskEnds) {
    this.#workshop = workshop;
    this.#ends = ends;
    this.#plan = new StandingPlan(workshop);
    this.#profile = new ChosenProfile(workshop);
    this.#report = new OpenReport(workshop, ends.pageFolder);
    this.#recorder = new SetRecorder({
      say: (to, ...message) => ends.record(to, ...message),
      snapshot: () => snapshotOf(workshop),
      now: () => workshop.now(),
    });
    this.#bounces = new ChosenBounces({
      renewed: (uneven) => this.#noticed(wordOfNewBounce(uneven)),
      back: () => this.#noticed(undefined),
      gone: (error) => {
        if (!this.#queue.job) this.#fail(error);
        this.#say();
      },
    });
  }

  /** The host's strip has begun, perhaps anew, or the set holds other settings: what it keeps for its Coproducers. */
  open(settings: StripSettings): void {
    this.#settings = settings;
    if (this.#isOpen) this.#ends.keep(settings);
    // What a Node that died has left running.
    else this.#ends.record(EVERYBODY, 0);
    this.#add(async () => {
      await putInOrder(this.#workshop);
      await this.#profile.find(settings);
      await this.#bounces.look(settings);
      await this.#plan.recall(this.#bounces.found);
      await this.#plan.hearAfter();
    });
    this.#add(async () => {
      this.#isOpen = true;
    });
  }

  /** An instance says who it is; it is answered with what it is to show. */
  introduce(id: InstanceId, presence: StripPresence): void {
    const nowMs = performance.now();
    for (const [other, instance] of this.#instances) if (instance.isGone(nowMs)) this.#instances.delete(other);
    this.#instance(id).introduce(presence, nowMs);
    this.#sayTo(this.#instance(id));
  }

  /** An instance says whether Live plays. */
  playing(isPlaying: boolean): void {
    this.#recorder.playing(isPlaying);
  }

  act(id: InstanceId, action: StripAction): void {
    const instance = this.#instance(id);
    switch (action.do) {
      case 'cancel':
        return this.#queue.job?.stop?.abort();
      case 'next':
        return this.#turn(instance, 1);
      case 'previous':
        return this.#turn(instance, -1);
      case 'profile':
        return this.#choose({ profile: action.name, cluster: '' });
      case 'cluster':
        return this.#choose({ cluster: action.name });
      case 'folder':
        return this.#chooseBounces(instance, action.path);
      case 'analyze':
        return this.#analyze(instance);
      case 'apply':
        return this.#change(instance, 'Applying', () => this.#plan.apply([this.#fix(instance)]));
      case 'apply-all':
        return this.#change(instance, 'Applying', () =>
          this.#plan.apply(partedFixes(this.#plan.fixesAt(instance.place)).forward),
        );
      case 'undo':
        return this.#change(instance, 'Undoing', async () => {
          instance.word = await this.#plan.undoAt(instance.place);
        });
      case 'skip':
        return this.#change(instance, 'Skipping', async () => {
          await this.#plan.skip(this.#fix(instance));
          if (instance.shown < this.#plan.fixesAt(instance.place).length - 1) instance.shown++;
        });
      case 'ab':
        return this.#change(instance, 'Comparing', async () => {
          if (action.hear === 'before') await this.#plan.hearBefore();
        });
      case 'record':
        return this.#record(instance);
      case 'report':
        return this.#add(async () => this.#ends.browse(id, await this.#openReport()), instance);
    }
  }

  #openReport(): Promise<string> {
    return this.#report.open({
      plan: this.#plan.get().planFile,
      set: 'live',
      before: () => this.#listenedToEnd(),
      changed: (planFile) => this.#add(() => this.#plan.read(planFile)),
      complain: (text) => this.#ends.complain(text),
    });
  }

  /** In turn, and whatever comes of it: who writes next finds out by itself. */
  #listenedToEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.#add(() => this.#plan.hearAfter().finally(resolve));
    });
  }

  #analyze(instance: StripInstance): void {
    const stop = new AbortController();
    const progress = new DeskProgress(STAGES, () => this.#sayNowAndThen());
    this.#start(instance, { progress, status: '', stop }, async () => {
      await this.#plan.hearAfter();
      const bounces = await this.#bounces.now(this.#settings);
      const became = await analyzeBounces({ ...this.#workshop, progress, signal: stop.signal }, bounces, {
        plan: this.#plan,
        settings: this.#settings,
        amount: instance.amount,
      });
      if (became === 'new') for (const each of this.#instances.values()) each.shown = 0;
    });
  }

  /** Records the set, and makes a bounce and stems of it; a second press ends the recording. */
  #record(instance: StripInstance): void {
    if (this.#recorder.isOpen) return this.#recorder.finish();
    const stop = new AbortController();
    const job: Job = { progress: undefined, status: 'Arming', stop };
    this.#start(instance, job, async () => {
      if (this.#settings.folder === '') {
        throw new Failure('input', 'Choose a folder with … first: the recording goes into it.');
      }
      const out = captureFolder(this.#settings.folder);
      const takes = join(out, 'Takes');
      const placed = [...this.#instances.values()].flatMap(({ id, place }) => (place ? [{ id, place }] : []));
      await this.#recorder.record(placed, takes, stop.signal, (turn) => {
        job.status = turn === 'armed' ? 'Press play in Live' : 'Recording';
        this.#say();
      });
      job.progress = new DeskProgress(STAGES, () => this.#sayNowAndThen());
      const made = await capture({ ...this.#workshop, progress: job.progress, signal: stop.signal }, { takes, out });
      await removeTakes(takes);
      if (this.#settings.folder !== made.folder) this.#keep({ folder: made.folder, master: '', stemMap: [] });
      await this.#bounces.look(this.#settings);
      await this.#plan.recall(this.#bounces.found);
      instance.word = wordOfCapture(made);
    });
  }

  /** A change of the Live set or of what is remembered. */
  #change(instance: StripInstance, status: string, work: () => Promise<void>): void {
    this.#start(instance, { progress: undefined, status, stop: undefined }, async () => {
      try {
        await this.#plan.hearAfter();
        await work();
      } finally {
        await this.#plan.refresh();
      }
    });
  }

  #fix(instance: StripInstance): Fix {
    const fix = this.#plan.fixesAt(instance.place)[instance.shown];
    if (fix) return fix;
    throw new Failure('input', 'There is no fix to change; press Analyze & Suggest.');
  }

  #turn(instance: StripInstance, by: number): void {
    const count = this.#plan.fixesAt(instance.place).length;
    if (count > 0) instance.shown = (instance.shown + by + count) % count;
    this.#sayTo(instance);
    const fix = this.#plan.fixesAt(instance.place)[instance.shown];
    if (fix?.aside) this.#add(() => this.#plan.lookAt(fix));
  }

  #choose(chosen: Partial<StripSettings>): void {
    this.#keep(chosen);
    this.#add(() => this.#profile.find(this.#settings));
  }

  #chooseBounces(instance: StripInstance, path: string): void {
    this.#add(async () => {
      const { place } = instance;
      const isFile = (await stat(path).catch(() => undefined))?.isFile() === true;
      this.#word = instance.word = undefined;
      if (isFile && place?.kind === 'track') {
        this.#keep(await withStemOf(place.track, path, this.#settings));
        instance.word = STEM_TAKEN;
      } else {
        const { folder, master } = await findBounces(path);
        const stemMap = folder === this.#settings.folder ? this.#settings.stemMap : [];
        this.#keep({ folder, master: isFile ? master : '', stemMap });
      }
      await this.#bounces.look(this.#settings);
      await this.#plan.recall(this.#bounces.found);
    }, instance);
  }

  /** A person's choice, kept with the set. */
  #keep(chosen: Partial<StripSettings>): void {
    const { set, revision } = this.#settings;
    this.#settings = {
      ...this.#settings,
      ...chosen,
      set: set === NO_SET ? randomUUID().slice(0, 8) : set,
      revision: revision + 1,
    };
    this.#ends.keep(this.#settings);
  }

  #noticed(word: StripWord | undefined): void {
    // What runs or has failed is told first.
    if (this.#queue.job || (word && this.#word?.phase === 'error')) return;
    this.#word = word;
    this.#say();
  }

  #start(instance: StripInstance, job: Parameters<WorkQueue['start']>[0], work: () => Promise<void>): void {
    if (!this.#queue.start(job, work, this.#endsOf(instance))) return;
    this.#word = instance.word = undefined;
    this.#say();
  }

  #add(work: () => Promise<void>, instance?: StripInstance): void {
    this.#queue.add(work, this.#endsOf(instance));
  }

  #endsOf(instance: StripInstance | undefined): QueueEnds {
    return {
      failed: (error) => this.#fail(error, instance),
      ended: () => {
        this.#say();
        this.#report.follow(this.#plan.state);
      },
    };
  }

  /** The instance that asked says so; all do where none did. */
  #fail(error: unknown, instance?: StripInstance): void {
    if (!(error instanceof Failure)) {
      this.#ends.complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const word = wordOfFailure(error);
    if (word === undefined) return;
    if (instance) {
      instance.word = word;
      return;
    }
    this.#word = word;
    for (const each of this.#instances.values()) each.word = undefined;
  }

  #instance(id: InstanceId): StripInstance {
    const known = this.#instances.get(id);
    if (known) return known;
    const fresh = new StripInstance(id);
    this.#instances.set(id, fresh);
    return fresh;
  }

  #sayNowAndThen(): void {
    if (performance.now() - this.#saidMs >= SAY_EVERY_MS) this.#say();
  }

  #say(): void {
    this.#saidMs = performance.now();
    for (const instance of this.#instances.values()) this.#sayTo(instance);
  }

  #sayTo(instance: StripInstance): void {
    if (!this.#isOpen) return;
    const fixes = this.#plan.fixesAt(instance.place);
    instance.shown = Math.max(0, Math.min(instance.shown, fixes.length - 1));
    const { job } = this.#queue;
    this.#ends.say(
      instance.id,
      stripView({
        settings: this.#settings,
        place: instance.place ?? ANYWHERE,
        instances: this.#instances.size,
        profiles: this.#profile.profiles,
        clusters: this.#profile.clusters,
        bounces: this.#bounces.found,
        plan: this.#plan.state,
        fixes,
        canUndo: this.#plan.appliedAt(instance.place).length > 0,
        comparing: this.#plan.comparing,
        shown: instance.shown,
        job: job && {
          status: job.progress?.status ?? job.status,
          progress: job.progress?.view() ?? null,
          canCancel: job.stop !== undefined,
        },
        word: instance.word ?? this.#word,
        isRecording: this.#recorder.isOpen,
      }),
    );
  }
}

async function snapshotOf(workshop: Workshop): Promise<SetSnapshot> {
  const set = await openSet(workshop, 'live');
  try {
    return await set.snapshot();
  } finally {
    await set.close();
  }
}

/** The mix, the stems, their sections; the takes, their place, the stems. */
const STAGES = 3;

/** Often enough to look alive, seldom enough that Max has time for other things. */
const SAY_EVERY_MS = 200;

/** While Live has not said where the device is, it shows the whole. */
const ANYWHERE = { kind: 'main', track: '' } as const;
