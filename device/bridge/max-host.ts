/** What Max gives a v8 script, as far as the bridge uses it. */
export interface MaxHost {
  LiveAPI: LiveApiConstructor;
  Task: TaskConstructor;
  outlet(index: number, ...atoms: (string | number)[]): void;
  /** A line in the Max console, where red ones are faults. */
  error(text: string): void;
}

/** Must not be called before `live.thisdevice` has banged, nor in the high-priority thread. */
export type LiveApiConstructor = new (
  callback: ((values: readonly unknown[]) => void) | null,
  pathOrId?: string,
) => LiveApiObject;

/** Points at one object of Live at a time. */
export interface LiveApiObject {
  /** A whole number, `0` where it points at nothing; a text in Max. Setting it points elsewhere. */
  id: string | number;
  readonly unquotedpath: string;
  readonly type: string;
  /** Lines such as `property value float` and `function insert_device`. */
  readonly info: string;
  /** Observes this property of the object. */
  property: string;
  /** 0 stays with the object, 1 with whatever is at the path. */
  mode: number;
  get(property: string): unknown;
  set(property: string, value: string | number): void;
  call(method: string, ...values: (string | number)[]): unknown;
}

export type TaskConstructor = new (run: () => void) => { schedule(delayMs: number): void };
