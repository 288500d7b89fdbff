import type { BridgeAnswer, BridgeEvent, BridgeRequest, BridgeResults } from '../../src/live/bridge-protocol.ts';
import { Failure } from '../../src/store/failure.ts';
import { readSidechain, writeSidechain } from '../../src/live/sidechain-writer.ts';
import type { DevicePlace } from '../messages.ts';
import { idsIn, LiveObjects, type LiveObject } from './live-objects.ts';
import { LiveParameter } from './live-parameter.ts';
import { LiveSidechain } from './live-sidechain.ts';
import type { LiveApiConstructor, LiveApiObject } from './max-host.ts';
import { capabilities, isFrozen, labelOf, liveVersion, placeOf, trackOf } from './live-facts.ts';
import { walkSet } from './walk-set.ts';

/** What a bridge stands between. */
export interface BridgeEnds {
  /** Not asked for before Live has loaded the device. */
  readonly LiveAPI: LiveApiConstructor;
  answer(id: string, answer: BridgeAnswer): void;
  event(event: BridgeEvent): void;
  /** Where the device sits: once it has loaded, and whenever that may have changed. */
  place(place: DevicePlace): void;
  /** Calls `work` in a later tick of the thread that may use Live's API. */
  later(work: () => void): void;
  nowMs(): number;
}

/** A walk rests after this long: two frames of the screen would be seen as a stutter. */
const SLICE_MS = 10;

/** How often a walk gives a sign of life. */
const SIGN_OF_LIFE_MS = 1000;

/** Answers to changes that are kept, in case the answer was lost and the change is asked for again. */
const KEPT_ANSWERS = 256;

interface Job {
  id: string;
  request: BridgeRequest;
  work?: Generator<undefined, BridgeResults['snapshot']>;
  /** A choice in Live's choosers: each step shows in the next tick only. */
  routing?: Generator<undefined, BridgeResults['write-sidechain']>;
  signOfLifeAt: number;
}

/**
 * Does in Live what Node asks for: one request after the other, each in a tick of its own, so that a device inserted in
 * one tick has its parameters in the next and Live never waits long. Nothing is done while Live is still loading the
 * device, nor where a request comes in.
 */
export class LiveBridge {
  readonly #ends: BridgeEnds;
  readonly #queue: Job[] = [];
  readonly #answers = new Map<string, BridgeAnswer>();
  /** Ids are good for this life of the script only, which ends with the set; those of another one are told by it. */
  readonly #life: string;
  /** Held, because Max forgets an observer that nobody holds. */
  readonly #watchers: LiveApiObject[] = [];
  #objects: LiveObjects | undefined;
  #scheduled = false;
  #placeSaid = '';

  /** @param life a text without `:` that no other life of a bridge has. */
  constructor(ends: BridgeEnds, life: string) {
    this.#ends = ends;
    this.#life = life;
  }

  /** Live has loaded the device; may be said again. */
  loaded(): void {
    if (this.#objects) return;
    this.#ends.later(() => {
      this.#objects ??= new LiveObjects(this.#ends.LiveAPI);
      this.#watchPlace(this.#objects);
      this.#sayPlace(this.#objects);
      this.#schedule();
    });
  }

  /** Takes a request; it is answered in a later tick. */
  take(id: string, request: BridgeRequest): void {
    const known = this.#answers.get(id);
    if (known) this.#ends.answer(id, known);
    else if (!this.#queue.some((job) => job.id === id)) {
      this.#queue.push({ id, request, signOfLifeAt: this.#ends.nowMs() + SIGN_OF_LIFE_MS });
      this.#schedule();
    }
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0 || !this.#objects) return;
    this.#scheduled = true;
    this.#ends.later(() => {
      this.#scheduled = false;
      this.#tick(this.#objects!, this.#queue[0]);
      this.#schedule();
    });
  }

  #tick(objects: LiveObjects, job: Job): void {
    let answer: BridgeAnswer;
    try {
      const result = this.#work(objects, job);
      if (result === undefined) return;
      answer = { ok: true, result };
    } catch (error) {
      answer = failed(error);
    }
    this.#queue.shift();
    if (CHANGES.includes(job.request.method)) this.#keep(job.id, answer);
    this.#ends.answer(job.id, answer);
  }

  /** The result, or undefined where the work goes on in the next tick. */
  #work(objects: LiveObjects, job: Job): BridgeResults[keyof BridgeResults] | undefined {
    const { request } = job;
    switch (request.method) {
      case 'capabilities':
        return capabilities(objects);
      case 'snapshot':
        job.work ??= walkSet(objects, request.parametersOf, (object) => this.#idOf(object));
        return this.#walk(job, job.work);
      case 'read':
        return this.#parameter(objects, request).reading();
      case 'write':
        return this.#parameter(objects, request).write(request.wanted);
      case 'write-raw':
        return this.#parameter(objects, request).writeRaw(request.raw);
      case 'insert-device':
        return { deviceId: this.#insertDevice(objects, request) };
      case 'delete-device':
        deleteDevice(this.#object(objects, request.deviceId, request.called));
        return null;
      case 'read-sidechain':
        return readSidechain(this.#sidechain(objects, request));
      case 'write-sidechain':
        job.routing ??= writeSidechain(this.#sidechainToWrite(objects, request), request.wanted);
        return resultOf(job.routing.next());
      default:
        throw new Failure(
          'refused',
          `This device does not know "${String((request as { method?: unknown }).method)}"; all its files must be of one version, so install it again.`,
        );
    }
  }

  #walk(job: Job, work: NonNullable<Job['work']>): BridgeResults['snapshot'] | undefined {
    const until = this.#ends.nowMs() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (this.#ends.nowMs() < until);
    if (this.#ends.nowMs() >= job.signOfLifeAt) {
      job.signOfLifeAt = this.#ends.nowMs() + SIGN_OF_LIFE_MS;
      this.#ends.event({ happened: 'still-working', request: job.id });
    }
    return undefined;
  }

  #insertDevice(objects: LiveObjects, request: Extract<BridgeRequest, { method: 'insert-device' }>): string {
    const { deviceName, index } = request;
    const track = this.#object(objects, request.trackId, request.called);
    const where = `into ${track.text('name')}`;
    if (!track.hasFunction('insert_device')) {
      throw new Failure(
        'refused',
        `Live ${liveVersion(objects)} cannot insert ${deviceName} ${where}; it takes Live 12.3.`,
      );
    }
    if (isFrozen(track)) {
      throw new Failure('refused', `${deviceName} cannot go ${where}, which is frozen; unfreeze it first.`);
    }
    const place = index < 0 ? [] : [Math.min(index, track.children('devices').length)];
    const [inserted] = idsIn(track.call('insert_device', deviceName, ...place));
    if (inserted === undefined) {
      throw new Failure('refused', `Live does not insert "${deviceName}" ${where}; use the name Live's browser shows.`);
    }
    return this.#idOf(objects.byId(inserted, deviceName));
  }

  #parameter(objects: LiveObjects, { parameterId, called }: { parameterId: string; called: string }): LiveParameter {
    const object = this.#object(objects, parameterId, called);
    return new LiveParameter(object, labelOf(object));
  }

  #sidechain(objects: LiveObjects, { deviceId, called }: { deviceId: string; called: string }): LiveSidechain {
    const device = this.#object(objects, deviceId, called);
    return new LiveSidechain(device, labelOf(device));
  }

  #sidechainToWrite(objects: LiveObjects, request: { deviceId: string; called: string }): LiveSidechain {
    const sidechain = this.#sidechain(objects, request);
    if (isFrozen(trackOf(this.#object(objects, request.deviceId, request.called)))) {
      throw new Failure(
        'refused',
        `What ${sidechain.label} hears cannot be chosen while the track is frozen; unfreeze it first.`,
      );
    }
    return sidechain;
  }

  #idOf({ id }: LiveObject): string {
    return `${this.#life}:${id}`;
  }

  #object(objects: LiveObjects, id: string, called: string): LiveObject {
    const [life, number] = id.split(':');
    if (life !== this.#life) {
      throw new Failure('refused', `${called} is of another session of Live; read the set again.`);
    }
    return objects.byId(Number(number), called);
  }

  #keep(id: string, answer: BridgeAnswer): void {
    this.#answers.set(id, answer);
    if (this.#answers.size > KEPT_ANSWERS) this.#answers.delete([...this.#answers.keys()][0]);
  }

  #sayPlace(objects: LiveObjects): void {
    let place: DevicePlace;
    try {
      place = placeOf(objects);
    } catch {
      // The device is being deleted.
      return;
    }
    const text = JSON.stringify(place);
    if (text === this.#placeSaid) return;
    this.#placeSaid = text;
    this.#ends.place(place);
  }

  /** An observer may not even ask Live anything: it only leaves word. */
  #watchPlace(objects: LiveObjects): void {
    const track = new this.#ends.LiveAPI(
      () => this.#ends.later(() => this.#sayPlace(objects)),
      'this_device canonical_parent',
    );
    track.mode = 1;
    track.property = 'name';
    this.#watchers.push(track);
  }
}

const CHANGES: readonly BridgeRequest['method'][] = [
  'write',
  'write-raw',
  'insert-device',
  'delete-device',
  'write-sidechain',
];

/** What a step of work came to; undefined where there is another one to come. */
function resultOf<Result>(step: IteratorResult<undefined, Result>): Result | undefined {
  return step.done === true ? step.value : undefined;
}

function failed(error: unknown): BridgeAnswer {
  if (error instanceof Failure) return { ok: false, kind: error.kind, message: error.message };
  const what = error instanceof Error ? error.message : String(error);
  return { ok: false, kind: 'refused', message: `Live refused: ${what}` };
}

function deleteDevice(device: LiveObject): void {
  const owner = device.child('canonical_parent');
  const place = owner.children('devices').findIndex(({ id }) => id === device.id);
  if (owner.type === 'Track' && isFrozen(owner)) {
    throw new Failure(
      'refused',
      `A device on ${owner.text('name')} cannot be deleted while the track is frozen; unfreeze it first.`,
    );
  }
  owner.call('delete_device', place);
  if (owner.children('devices').some(({ id }) => id === device.id)) {
    throw new Failure('refused', `Live does not delete ${device.text('name')} on ${owner.text('name')}.`);
  }
}
