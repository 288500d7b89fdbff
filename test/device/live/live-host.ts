import type { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { LiveNodes, type LiveNode } from './live-nodes.ts';

export interface LiveHostOptions {
  /**
   * Name of the track that holds the device that the scripts run in; the first device of that name in the set if left
   * out.
   */
  track?: string;
  /** What one access to Live's API takes on the host's clock. */
  accessMs?: number;
  /** Whether the choosers of routings show `2-Bass` for the second track. */
  numbersTracks?: boolean;
}

/**
 * Live as a v8 script in Max meets it: the class `LiveAPI` over an embedded set, with the lists, texts, ids, faults and
 * ticks of the real one. Faults that Live would print go to `console`.
 */
export class LiveHost {
  /** What Live has printed in red. */
  readonly console: string[] = [];
  /** The class for scripts. */
  readonly LiveAPI: new (...given: unknown[]) => object;
  /** Accesses so far. */
  accesses = 0;
  /** Runs with the accesses and with `advance`. */
  nowMs = 0;
  /** False until the device is loaded: `LiveAPI` may not be made before. */
  loaded = false;
  /** True inside an observer's callback, where nothing may be changed. */
  notifying = false;
  /** What a test, or a person at Live, does after each tick. */
  onTick: () => void = () => undefined;
  readonly set: EmbeddedSet;
  readonly #nodes: LiveNodes;
  readonly #self: object | undefined;
  readonly #accessMs: number;
  readonly #ids = new Map<object, number>();
  readonly #observers = new Set<LiveApi>();
  /** Tracks and devices at the last tick. */
  #standing: readonly unknown[] = [];
  /** Made anew when something has come, gone or moved. */
  #index: ReadonlyMap<number, [path: string, node: LiveNode]> | undefined;
  #maxDevices: readonly LiveNode[] = [];

  constructor(set: EmbeddedSet, { track, accessMs = 0, numbersTracks = false }: LiveHostOptions = {}) {
    this.set = set;
    this.#nodes = new LiveNodes(set.song, numbersTracks);
    // It stays this device, wherever it is moved to.
    this.#self = set.song.tracks
      .filter(({ name }) => track === undefined || name === track)
      .flatMap(({ devices }) => devices)
      .find(({ name }) => name === DEVICE);
    this.#accessMs = accessMs;
    const host = this as LiveHost;
    this.LiveAPI = class extends LiveApi {
      constructor(...given: unknown[]) {
        super(host, given);
      }
    };
  }

  /** Whatever a person did since the last tick is there. */
  beginTick(): void {
    const { song } = this.set;
    const standing = [...song.tracks, ...[...song.devices()].flatMap((device) => [device, device.known])];
    if (standing.length !== this.#standing.length || standing.some((one, index) => one !== this.#standing[index])) {
      this.#standing = standing;
      this.forgetPlaces();
    }
  }

  /** Between two ticks: new devices show their parameters, and observers hear of what changed. */
  endTick(): void {
    this.onTick();
    for (const device of this.set.song.devices()) device.known = true;
    this.#nodes.settle();
    this.notify();
  }

  observe(api: LiveApi): void {
    this.#observers.add(api);
  }

  notify(): void {
    this.notifying = true;
    try {
      for (const api of this.#observers) api.notice();
    } finally {
      this.notifying = false;
    }
  }

  access(): void {
    this.accesses++;
    this.nowMs += this.#accessMs;
  }

  fault(text: string): void {
    this.console.push(text);
  }

  idOf({ subject }: LiveNode): number {
    const known = this.#ids.get(subject) ?? this.#ids.size + 1;
    this.#ids.set(subject, known);
    return known;
  }

  /** Everything there is now, with its path. */
  *all(): Generator<[path: string, node: LiveNode]> {
    yield ['live_app', this.#nodes.application()];
    yield* within('live_set', this.#nodes.song());
  }

  byId(id: number): [path: string, node: LiveNode] | undefined {
    return this.#places().get(id);
  }

  #places(): ReadonlyMap<number, [path: string, node: LiveNode]> {
    if (!this.#index) {
      this.#index = new Map([...this.all()].map((entry) => [this.idOf(entry[1]), entry]));
      this.#maxDevices = [...this.#index.values()].map(([, node]) => node).filter(({ type }) => type === 'MaxDevice');
    }
    return this.#index;
  }

  /** Something came, went or moved. */
  forgetPlaces(): void {
    this.#index = undefined;
  }

  byPath(path: string): LiveNode | undefined {
    const [root, ...steps] = path.split(' ').filter(Boolean);
    let node: LiveNode | undefined =
      root === 'live_app' ? this.#nodes.application() : root === 'live_set' ? this.#nodes.song() : undefined;
    if (root === 'this_device') {
      this.#places();
      node = this.#maxDevices.find(({ subject, properties }) =>
        this.#self === undefined ? properties.name.get() === DEVICE : subject === this.#self,
      );
    }
    while (node !== undefined && steps.length > 0) {
      const name = steps.shift()!;
      node = Object.hasOwn(node.children, name) ? node.children[name]()[Number(steps.shift())] : node.child[name]?.();
    }
    return node;
  }
}

const DEVICE = 'Coproducer';

function* within(path: string, node: LiveNode): Generator<[path: string, node: LiveNode]> {
  yield [path, node];
  for (const [name, child] of Object.entries(node.child)) {
    const one = name === 'canonical_parent' || name === 'group_track' ? undefined : child();
    if (one) yield* within(`${path} ${name}`, one);
  }
  for (const [name, children] of Object.entries(node.children)) {
    for (const [index, child] of children().entries()) yield* within(`${path} ${name} ${index}`, child);
  }
}

/** Max's `LiveAPI` object: points at one object of Live at a time, and may observe one property of it. */
class LiveApi {
  readonly #host: LiveHost;
  readonly #callback: ((values: unknown[]) => void) | undefined;
  #id = 0;
  /** The path it was made with, for mode 1. */
  #path = '';
  #mode = 0;
  #property = '';
  #last = '';

  constructor(host: LiveHost, given: unknown[]) {
    if (!host.loaded) {
      throw new Error('Live API is not initialized, use live.thisdevice to determine when initialization is complete');
    }
    this.#host = host;
    // Once, the script's patcher came first; an empty callback may be left out.
    const rest = [...given];
    if (typeof rest[0] === 'object' && rest[0] !== null) rest.shift();
    if (typeof rest[0] === 'function') this.#callback = rest[0] as (values: unknown[]) => void;
    const target = typeof rest[0] === 'function' || rest[0] === null ? rest[1] : rest[0];
    if (typeof target === 'string' || typeof target === 'number') this.goto(String(target));
  }

  get id(): string {
    return String(this.#node() ? this.#id : 0);
  }

  set id(id: string | number) {
    this.#host.access();
    if (this.#host.notifying) this.#host.fault('id cannot be set in a callback');
    this.#id = Number(id);
    this.#path = '';
  }

  get unquotedpath(): string {
    return (this.#node() && this.#host.byId(this.#id)?.[0]) ?? '';
  }

  get path(): string {
    return `"${this.unquotedpath}"`;
  }

  set path(path: string) {
    this.goto(path);
  }

  get type(): string {
    this.#host.access();
    return this.#node()?.type ?? 'unknown';
  }

  get children(): string[] {
    const node = this.#node();
    return node ? [...Object.keys(node.child), ...Object.keys(node.children)] : [];
  }

  get info(): string {
    this.#host.access();
    const node = this.#node();
    if (!node) return 'No object';
    return [
      `id ${this.#id}`,
      `type ${node.type}`,
      ...Object.keys(node.children).map((name) => `children ${name}`),
      ...Object.keys(node.child).map((name) => `child ${name}`),
      ...Object.entries(node.properties).map(([name, { type }]) => `property ${name} ${type}`),
      ...Object.keys(node.functions).map((name) => `function ${name}`),
      'done',
    ].join('\n');
  }

  get mode(): number {
    return this.#mode;
  }

  set mode(mode: number) {
    this.#mode = mode;
  }

  get property(): string {
    return this.#property;
  }

  /** From now on the callback hears of this property, first of what it is. */
  set property(property: string) {
    this.#property = property;
    this.#last = '';
    this.#host.observe(this);
    this.#host.notifying = true;
    this.notice();
    this.#host.notifying = false;
  }

  goto(target: string): void {
    this.#host.access();
    const id = /^(?:id )?(\d+)$/.exec(target)?.[1];
    this.#path = id === undefined ? target.replaceAll('"', '') : '';
    const node = id === undefined ? this.#host.byPath(this.#path) : undefined;
    this.#id = node ? this.#host.idOf(node) : Number(id ?? 0);
  }

  get(property: string): unknown[] {
    this.#host.access();
    const node = this.#node();
    if (!node) return this.#fault(`get ${property}: no object`);
    if (Object.hasOwn(node.properties, property)) return atoms(node.properties[property].get());
    if (Object.hasOwn(node.children, property)) {
      return node.children[property]().flatMap((child) => ['id', this.#host.idOf(child)]);
    }
    if (Object.hasOwn(node.child, property)) return this.#reference(node.child[property]());
    return this.#fault(`get: ${node.type} has no property "${property}"`);
  }

  getstring(property: string): string {
    return this.get(property).join(' ');
  }

  getcount(child: string): number {
    this.#host.access();
    return this.#node()?.children[child]?.().length ?? 0;
  }

  set(property: string, value: unknown): void {
    this.#host.access();
    const target = this.#node()?.properties[property];
    if (this.#host.notifying)
      this.#fault('Changes cannot be triggered by notifications. You will need to defer your response.');
    else if (!target?.set) this.#fault(`set: "${property}" cannot be set`);
    else this.#guarded(() => target.set?.(value));
    if (!this.#host.notifying) this.#host.notify();
  }

  call(method: string, ...values: unknown[]): unknown {
    this.#host.access();
    const node = this.#node();
    if (!node || !Object.hasOwn(node.functions, method)) return this.#fault(`call: no function "${method}"`);
    if (this.#host.notifying && !method.startsWith('get_') && method !== 'str_for_value') {
      return this.#fault('Changes cannot be triggered by notifications. You will need to defer your response.');
    }
    const result = this.#guarded(() => node.functions[method](...values));
    if (method === 'insert_device' || method === 'delete_device') this.#host.forgetPlaces();
    if (method === 'insert_device') return this.#reference(result as LiveNode | undefined);
    return result;
  }

  /** Tells the callback if what it observes is another than before. */
  notice(): void {
    const node = this.#node();
    const value = node?.properties[this.#property]?.get();
    const seen = JSON.stringify([this.#id, value]);
    if (seen === this.#last) return;
    this.#last = seen;
    this.#callback?.([this.#property, ...atoms(value ?? '')]);
  }

  #node(): LiveNode | undefined {
    if (this.#mode === 1 && this.#path !== '') {
      const node = this.#host.byPath(this.#path);
      this.#id = node ? this.#host.idOf(node) : 0;
      return node;
    }
    return this.#host.byId(this.#id)?.[1];
  }

  #reference(node: LiveNode | undefined): unknown[] {
    return ['id', node ? this.#host.idOf(node) : 0];
  }

  #guarded(change: () => unknown): unknown {
    try {
      return change();
    } catch (error) {
      return this.#fault(error instanceof Error ? error.message : String(error));
    }
  }

  #fault(text: string): [] {
    this.#host.fault(text);
    return [];
  }
}

/** Max knows no true and false. */
function atoms(value: unknown): unknown[] {
  return (Array.isArray(value) ? value : [value]).map((one) =>
    typeof one === 'boolean' ? Number(one) : (one as unknown),
  );
}
