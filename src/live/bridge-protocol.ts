import type { FailureKind } from '../store/failure.ts';
import type { DisplayValue } from '../store/plan-document.ts';
import type { LiveCapabilities, SetSnapshot } from './live-set.ts';
import type { SidechainInput, SidechainReading } from './sidechain-input.ts';

/**
 * What is asked of the bridge inside Max: the `LiveSet` port, one call a request. The bridge answers every request,
 * also one it cannot read, and keeps the answers of those that change the set by their ids: the same request sent again
 * is answered again, never done again. `called` is what the producer knows an object as, for a sentence about one that
 * is gone.
 */
export type BridgeRequest =
  | { method: 'capabilities' }
  /** All parameters of devices of these classes; of every other device only the switch that turns it on. */
  | { method: 'snapshot'; parametersOf: readonly string[] }
  | { method: 'read'; parameterId: string; called: string }
  | { method: 'write'; parameterId: string; called: string; wanted: DisplayValue }
  | { method: 'write-raw'; parameterId: string; called: string; raw: number }
  | { method: 'insert-device'; trackId: string; called: string; deviceName: string; index: number }
  | { method: 'delete-device'; deviceId: string; called: string }
  | { method: 'read-sidechain'; deviceId: string; called: string }
  | { method: 'write-sidechain'; deviceId: string; called: string; wanted: SidechainInput };

/** What each method answers. */
export interface BridgeResults {
  capabilities: LiveCapabilities;
  snapshot: WireSnapshot;
  read: WireReading;
  write: WireReading;
  'write-raw': WireReading;
  'insert-device': { deviceId: string };
  'delete-device': null;
  'read-sidechain': SidechainReading;
  'write-sidechain': SidechainReading;
}

/** JSON has no −Infinity: only the text travels, and what it says is read from it at the other end. */
export interface WireReading {
  raw: number;
  text: string;
  /** Whether the text is that of a choice, which is no number even where it looks like one. */
  choice: boolean;
}

/** A snapshot whose parameters carry no parsed display value. */
export type WireSnapshot = Wired<SetSnapshot>;

type Wired<Value> = Value extends readonly (infer Item)[]
  ? readonly Wired<Item>[]
  : Value extends object
    ? { [Key in keyof Value as Key extends 'display' | 'unit' ? never : Key]: Wired<Value[Key]> }
    : Value;

export type BridgeAnswer =
  { ok: true; result: BridgeResults[keyof BridgeResults] } | { ok: false; kind: FailureKind; message: string };

/** Said unasked. */
export interface BridgeEvent {
  /** A long walk through the set is under way; said about every second, so that nobody takes silence for death. */
  happened: 'still-working';
  request: string;
}
