import type { BridgeAnswer, BridgeEvent, BridgeRequest } from '../src/live/bridge-protocol.ts';

/**
 * Everything that the parts of the device say to each other:
 *
 * ```
 *   strip (v8)  ── from <instance> present, settings, action ──►              ◄── answer, event ──  bridge (v8)
 *               ◄── ready, to <instance> view, keep, browse ──   node.script  ── request ──►
 *               ◄── place ──────────────────────────────────────────────────────────────────────
 * ```
 *
 * Every message is cut by `piecesOf` and put together by `PieceBox` (`message-pieces.ts`): one Max message a piece,
 * `name id index count piece`. The key is the message's name in the patch, its type the document inside. All
 * Coproducers of a set share one Node, that of the host; `instance-channel.ts` is how the others reach it.
 *
 * The order of a start: `live.thisdevice` → the strip finds out who hosts → the host sends `script start` → Node loads,
 * adds its handlers and sends `ready` → the host answers with `settings`, and every instance says who it is with
 * `present` → Node sends each its first `view`. After a crash Max starts Node again, `ready` comes again, and so does
 * everything after it; both sides must take that as a fresh start. A second `live.thisdevice` (a preset, a save) starts
 * nothing anew.
 */
export interface Messages {
  /**
   * Strip → Node: where the instance sits, and its amount; again every few seconds, as a sign of life that a `view`
   * answers.
   */
  present: StripPresence;
  /** Strip → Node: a person did something. */
  action: StripAction;
  /** The host's strip → Node: what the Live set keeps; sent after every `ready`. */
  settings: StripSettings;
  /** Node → the host's strip: Node has loaded and listens. */
  ready: EngineReady;
  /** Node → strip: all that the strip shows. The newest view replaces the one before. */
  view: StripView;
  /**
   * Node → all strips, and the host's strip → one that holds others: keep this in the Live set. Only the host writes,
   * and only what differs from what the set holds, because every write is a step in Live's undo; send it after a
   * person's choice, never on a timer.
   */
  keep: StripSettings;
  /** Node → strip: open a page in the system's browser. */
  browse: { url: string };
  /** The host's strip → all strips: what becomes of Node, while that cannot speak for itself. */
  stands: EngineSentence;
  /** Bridge → strip: where the device sits; said when it has loaded, was moved, or its track renamed. */
  place: DevicePlace;
  /** Node → bridge. The answer bears the same id. */
  request: BridgeRequest;
  /** Bridge → Node. */
  answer: BridgeAnswer;
  /** Bridge → Node, unasked. */
  event: BridgeEvent;
}

export type MessageName = keyof Messages;

export interface StripPresence {
  /** Null until Live has said it. */
  place: DevicePlace | null;
  /** 0–100. */
  amount: number;
}

/** The track that the device is on, however deep in racks. */
export interface DevicePlace {
  kind: 'main' | 'track';
  track: string;
}

export type StripAction =
  | { do: 'analyze' | 'cancel' | 'apply' | 'apply-all' | 'skip' | 'undo' | 'next' | 'previous' | 'report' }
  /** Begin to record the set, or end it. */
  | { do: 'record' }
  /** Before or after, level-matched; the strip says which it wants to hear. */
  | { do: 'ab'; hear: 'before' | 'after' }
  | { do: 'profile'; name: string }
  /** An empty name is the nearest cluster. */
  | { do: 'cluster'; name: string }
  /**
   * A folder of bounces or a master file, or, on a track, the file of that track; chosen or dropped: an absolute path
   * with `/`.
   */
  | { do: 'folder'; path: string };

/** What lies in the Live set, besides the amount, which is a parameter of its own. */
export interface StripSettings {
  version: 1;
  /** Made with the first choice in a set, so that a device pasted from another set is told; `NO_SET` before. */
  set: string;
  /** Counts the choices: the newest settings in a set are the set's. */
  revision: number;
  /** Empty until one was chosen. */
  profile: string;
  /** Empty for the nearest. */
  cluster: string;
  /** Folder of bounces; empty until one was chosen. */
  folder: string;
  /** The master's file, where a person chose one; else found in the folder. */
  master: string;
  /** Which file of the folder is which track, where a person has corrected it. */
  stemMap: readonly { file: string; track: string }[];
}

/** A word and not nothing: Max's messages hold no empty text. */
export const NO_SET = 'none';

export const NO_SETTINGS: StripSettings = {
  version: 1,
  set: NO_SET,
  revision: 0,
  profile: '',
  cluster: '',
  folder: '',
  master: '',
  stemMap: [],
};

export interface EngineReady {
  /** Of these messages; the strip refuses another one with a sentence. */
  protocol: typeof PROTOCOL;
  /** `process.version`. */
  node: string;
}

export const PROTOCOL = 2;

/** What the strip says of Node while Node cannot speak for itself. */
export type EngineSentence = Pick<StripView, 'phase' | 'status' | 'hint'>;

/**
 * What the strip shows, ready to draw: no decision is left to it. Before the first view, and when Node has died, the
 * strip shows sentences of its own (not started, starting, stopped).
 */
export interface StripView {
  /** Picks colours and what is drawn large. */
  phase: 'ready' | 'analysing' | 'waiting' | 'plan' | 'error';
  /** One line, at most about 22 characters: "Ready", "Listening to stems", "Waiting for a bounce". */
  status: string;
  /**
   * The one thing to do now; empty where there is nothing. Up to 64 characters stand under the status, longer ones in
   * the middle, in the place of the curve, where some 200 can be read.
   */
  hint: string;
  /** While analysing; the strip writes "43 % · 0:07". Seconds are null while they cannot be told. */
  progress: { percent: number; secondsLeft: number | null } | null;
  /** What the large button does. */
  mainAction: 'analyze' | 'cancel';
  /** Where the device sits. */
  place: DevicePlace;
  /** Said where several Coproducers are in the set; else empty. */
  notice: string;
  profiles: { names: readonly string[]; chosen: string };
  /** `chosen` is empty for the nearest, whose name then is `nearest` (empty until measured). */
  clusters: { names: readonly string[]; chosen: string; nearest: string };
  /** Name of the folder or file, without its path, and what is in it: "12 stems, 5:02"; empty until chosen. */
  bounces: { name: string; detail: string };
  /** 0–100 and the style delta; null until measured. */
  score: { style: number; delta: number } | null;
  /** Loudness, brightness, bass, width; empty until measured. */
  headline: readonly HeadlineView[];
  /** Tonal balance against the references' band; null until measured. */
  tone: ToneView | null;
  fix: FixView | null;
  /** What can be pressed. */
  can: Readonly<Record<StripButton, boolean>>;
  /** What is heard: `before` while the fixes are taken out to compare. Null where nothing is applied. */
  hear: 'before' | 'after' | null;
  /** Whether the set is being recorded, or waits for Live to play. */
  isRecording: boolean;
}

export type StripButton =
  'main' | 'apply' | 'apply-all' | 'skip' | 'undo' | 'ab' | 'next' | 'previous' | 'report' | 'record';

export interface HeadlineView {
  axis: 'loudness' | 'brightness' | 'bass' | 'width';
  /** Distance from the nearest edge of the band; 0 inside. */
  difference: number;
  unit: string;
  /** Signed, in spreads of the references: the needle. 0 inside the band. */
  severity: number;
  /** Two words, such as "too bright" or "in range": colour alone tells nothing to many. */
  word: string;
}

export interface ToneView {
  /**
   * Ascending in frequency; levels in dB relative to the whole. `after` once a new bounce was measured; `part` on a
   * stem track, where that track sounds: its level on the same scale, below the mix's `value`.
   */
  points: readonly { hz: number; low: number; high: number; value: number; after?: number; part?: number }[];
}

export interface FixView {
  id: string;
  /** 1 is the first. */
  position: number;
  count: number;
  /** "Bass". */
  where: string;
  /** "EQ Eight band 3". */
  what: string;
  /** "−3.0 dB at 200 Hz". */
  howMuch: string;
  /** One line. */
  why: string;
  /** "Style delta 0.54 → 0.41", or what came of it once verified. */
  effect: string;
  state: 'open' | 'applied' | 'skipped' | 'undone' | 'verified';
  /** Nothing is written: a person decides. */
  advice: boolean;
  /** Less sure than what is put forward. */
  aside: boolean;
}
