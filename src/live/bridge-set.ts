import { randomUUID } from 'node:crypto';
import { DEVICES } from '../devices/devices.ts';
import { Failure, throwIfCancelled } from '../store/failure.ts';
import type { DisplayValue } from '../store/plan-document.ts';
import type { BridgeAnswer, BridgeEvent, BridgeRequest, BridgeResults, WireReading } from './bridge-protocol.ts';
import type { LiveCapabilities, LiveSet, ParameterReading, SetSnapshot } from './live-set.ts';
import { readingOf } from './parameter-writer.ts';
import { SetNames } from './set-names.ts';
import type { SidechainInput, SidechainReading } from './sidechain-input.ts';

/** The way to a bridge; it may lose messages and deliver them late or twice, but never changed. */
export interface BridgeChannel {
  send(id: string, request: BridgeRequest): void;
  /** Answers and events go there, until the returned function is called. */
  listen(listener: BridgeListener): () => void;
}

export interface BridgeListener {
  answer(id: string, answer: BridgeAnswer): void;
  event(event: BridgeEvent): void;
}

export interface BridgeSetOptions {
  /** Silence after which a request is sent again, and after as much again given up. */
  patienceMs?: number;
}

/** A dialog that Live has open stops its API; a busy Live answers within a second or two. */
const PATIENCE_MS = 5000;

interface OpenRequest {
  request: BridgeRequest;
  resolve(answer: BridgeAnswer): void;
  reject(failure: Failure): void;
  timer: NodeJS.Timeout;
  /** Silences so far. */
  silences: number;
}

/**
 * Live, through the bridge that runs inside it. Every request has an id of its own and is sent a second time after a
 * silence; the bridge does a change only once, however often it is asked.
 */
export class BridgeSet implements LiveSet {
  readonly kind = 'bridge';
  readonly name = 'live';
  readonly #channel: BridgeChannel;
  readonly #patienceMs: number;
  readonly #open = new Map<string, OpenRequest>();
  /** Ids of this process; another process that asked before has another prefix. */
  readonly #prefix = `n${randomUUID().slice(0, 8)}`;
  readonly #leave: () => void;
  readonly #names = new SetNames();
  #requests = 0;
  #closed = false;

  constructor(channel: BridgeChannel, { patienceMs = PATIENCE_MS }: BridgeSetOptions = {}) {
    this.#channel = channel;
    this.#patienceMs = patienceMs;
    this.#leave = channel.listen({
      answer: (id, answer) => this.#answered(id, answer),
      event: ({ request }) => this.#heardOf(request),
    });
  }

  capabilities(): Promise<LiveCapabilities> {
    return this.#ask({ method: 'capabilities' });
  }

  async snapshot(signal?: AbortSignal): Promise<SetSnapshot> {
    const parametersOf = DEVICES.map(({ className }) => className);
    const snapshot = revived(await this.#ask({ method: 'snapshot', parametersOf }, signal)) as SetSnapshot;
    this.#names.remember(snapshot);
    return snapshot;
  }

  async write(parameterId: string, wanted: DisplayValue): Promise<ParameterReading> {
    const sendable = typeof wanted === 'number' && !Number.isFinite(wanted) ? spoken(wanted) : wanted;
    return readingFrom(
      await this.#ask({
        method: 'write',
        parameterId,
        called: this.#names.of(parameterId, 'parameter'),
        wanted: sendable,
      }),
    );
  }

  async writeRaw(parameterId: string, raw: number): Promise<ParameterReading> {
    return readingFrom(
      await this.#ask({ method: 'write-raw', parameterId, called: this.#names.of(parameterId, 'parameter'), raw }),
    );
  }

  async read(parameterId: string): Promise<ParameterReading> {
    return readingFrom(
      await this.#ask({ method: 'read', parameterId, called: this.#names.of(parameterId, 'parameter') }),
    );
  }

  async insertDevice(trackId: string, deviceName: string, index: number): Promise<string> {
    const called = this.#names.of(trackId, 'track');
    return (await this.#ask({ method: 'insert-device', trackId, called, deviceName, index })).deviceId;
  }

  async deleteDevice(deviceId: string): Promise<void> {
    await this.#ask({ method: 'delete-device', deviceId, called: this.#names.of(deviceId, 'device') });
  }

  readSidechain(deviceId: string): Promise<SidechainReading> {
    return this.#ask({ method: 'read-sidechain', deviceId, called: this.#names.of(deviceId, 'device') });
  }

  writeSidechain(deviceId: string, wanted: SidechainInput): Promise<SidechainReading> {
    return this.#ask({ method: 'write-sidechain', deviceId, called: this.#names.of(deviceId, 'device'), wanted });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#leave();
    for (const [id, open] of [...this.#open]) this.#end(id, open).reject(this.#unreachable());
  }

  async #ask<Request extends BridgeRequest>(
    request: Request,
    signal?: AbortSignal,
  ): Promise<BridgeResults[Request['method']]> {
    throwIfCancelled(signal);
    if (this.#closed) throw this.#unreachable();
    const id = `${this.#prefix}-${++this.#requests}`;
    const answer = await new Promise<BridgeAnswer>((resolve, reject) => {
      const timer = setTimeout(() => this.#silence(id), this.#patienceMs);
      const open: OpenRequest = { request, resolve, reject, timer, silences: 0 };
      this.#open.set(id, open);
      signal?.addEventListener(
        'abort',
        () => this.#end(id, open).reject(new Failure('cancelled', 'Cancelled; what was finished is kept.')),
        { once: true },
      );
      this.#channel.send(id, request);
    });
    if (!answer.ok) throw new Failure(answer.kind, answer.message);
    return answer.result as BridgeResults[Request['method']];
  }

  #answered(id: string, answer: BridgeAnswer): void {
    const open = this.#open.get(id);
    // An answer to what was given up, or a second one to what was sent twice.
    if (open !== undefined) this.#end(id, open).resolve(answer);
  }

  #heardOf(id: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.silences = 0;
    open.timer.refresh();
  }

  #silence(id: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.silences++;
    if (open.silences > 1) {
      this.#end(id, open).reject(this.#unreachable());
      return;
    }
    this.#channel.send(id, open.request);
    open.timer.refresh();
  }

  #end(id: string, open: OpenRequest): OpenRequest {
    clearTimeout(open.timer);
    this.#open.delete(id);
    return open;
  }

  #unreachable(): Failure {
    return new Failure(
      'live-unreachable',
      this.#closed
        ? 'Live was let go; open the set again.'
        : 'Live does not answer; close any dialog that is open in Live, then try again.',
    );
  }
}

/** Infinite and undefined numbers as texts, which JSON can hold. */
function spoken(wanted: number): string {
  return Number.isNaN(wanted) ? 'NaN' : `${wanted < 0 ? '-' : ''}inf`;
}

function readingFrom({ raw, text, choice }: WireReading): ParameterReading {
  return readingOf(raw, text, choice);
}

/** Puts what the texts say back into every parameter of a snapshot, however deep in racks. */
function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, revived(field)]));
  if (!isParameter(value)) return fields;
  return { ...fields, ...readingOf(value.raw, value.text, value.items.length > 0) };
}

function isParameter(value: object): value is { raw: number; text: string; items: readonly string[] } {
  return 'raw' in value && 'text' in value && 'items' in value;
}
