import { Failure } from '../../src/store/failure.ts';
import type { LiveApiConstructor, LiveApiObject } from './max-host.ts';

/**
 * Live's objects by id, all reached through one `LiveAPI` that is pointed from one to the next: to make a new one for
 * each of a set's thousands of parameters would cost Live far more.
 */
export class LiveObjects {
  readonly #LiveAPI: LiveApiConstructor;
  readonly #cursor: LiveApiObject;
  /** What each kind of object of this version of Live can do, by its type. */
  readonly #abilities = new Map<string, string>();
  #at = 0;

  /** Live must have loaded the device: it refuses its API before. */
  constructor(LiveAPI: LiveApiConstructor) {
    this.#LiveAPI = LiveAPI;
    this.#cursor = new LiveAPI(null, 'live_set');
  }

  /** The object at a path such as `live_set master_track`. @throws Failure 'refused' where there is none. */
  at(path: string): LiveObject {
    return this.byId(Number(new this.#LiveAPI(null, path).id), `The object ${path}`);
  }

  /** @throws Failure 'refused' where no object has the id, or not any more. */
  byId(id: number, what = `The object ${id}`): LiveObject {
    this.point(id, what);
    return new LiveObject(this, id);
  }

  /** The shared `LiveAPI`, pointed at an object. @throws Failure 'refused' where it is gone. */
  point(id: number, what = `The object ${id}`): LiveApiObject {
    // Pointing is cheap, but each of a parameter's ten properties would ask for it.
    if (id !== this.#at || Number(this.#cursor.id) !== id) {
      this.#cursor.id = id;
      this.#at = id;
      if (id === 0 || Number(this.#cursor.id) !== id) {
        throw new Failure('refused', `${what} is gone from the Live set; read the set again.`);
      }
    }
    return this.#cursor;
  }

  /** Whether this version of Live has a property or function, read from what Live says of its objects. */
  has(object: LiveObject, kind: 'property' | 'function', name: string): boolean {
    const { type } = this.point(object.id);
    const info = this.#abilities.get(type) ?? this.point(object.id).info;
    this.#abilities.set(type, info);
    return new RegExp(`\\b${kind} ${name}\\b`).test(info);
  }
}

/** One object of Live, typed: `LiveAPI` gives everything as lists. Every access fails where the object is gone. */
export class LiveObject {
  readonly id: number;
  readonly #objects: LiveObjects;

  constructor(objects: LiveObjects, id: number) {
    this.#objects = objects;
    this.id = id;
  }

  get type(): string {
    return this.#objects.point(this.id).type;
  }

  get path(): string {
    return this.#objects.point(this.id).unquotedpath;
  }

  text(property: string): string {
    return this.texts(property)[0] ?? '';
  }

  texts(property: string): string[] {
    return this.#values(property).map(String);
  }

  number(property: string): number {
    return Number(this.#values(property)[0]);
  }

  /**
   * A property that is a dictionary: Live hands it over as a JSON text that holds it under the property's own name.
   * Undefined where it does not.
   */
  dictionary(property: string): unknown {
    const [text] = this.#values(property);
    try {
      return (JSON.parse(String(text)) as Readonly<Record<string, unknown>>)[property];
    } catch {
      return undefined;
    }
  }

  /** Sets one, in the same form. Live swallows what it does not take. */
  setDictionary(property: string, value: Readonly<Record<string, string | number>>): void {
    this.set(property, JSON.stringify({ [property]: value }));
  }

  flag(property: string): boolean {
    return this.number(property) === 1;
  }

  /** @throws Failure 'refused' where there is no such child. */
  child(name: string): LiveObject {
    const [child] = this.children(name);
    if (child === undefined) throw new Failure('refused', `The ${name} of ${this.path} is gone; read the set again.`);
    return child;
  }

  /** In Live's order; `id 0` stands for nothing. */
  children(name: string): LiveObject[] {
    return idsIn(this.#values(name)).map((id) => new LiveObject(this.#objects, id));
  }

  set(property: string, value: string | number): void {
    this.#objects.point(this.id).set(property, value);
  }

  call(method: string, ...values: (string | number)[]): unknown {
    return this.#objects.point(this.id).call(method, ...values);
  }

  hasProperty(name: string): boolean {
    return this.#objects.has(this, 'property', name);
  }

  hasFunction(name: string): boolean {
    return this.#objects.has(this, 'function', name);
  }

  #values(property: string): unknown[] {
    const value = this.#objects.point(this.id).get(property);
    return Array.isArray(value) ? value : [value];
  }
}

/** The ids in a list such as `id 4 id 7`, without those that stand for nothing. */
export function idsIn(values: unknown): number[] {
  return (Array.isArray(values) ? values : [values]).map(Number).filter((value) => value > 0);
}
