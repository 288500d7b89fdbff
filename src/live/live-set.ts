import type { DisplayValue } from '../store/plan-document.ts';
import type { SidechainInput, SidechainReading } from './sidechain-input.ts';

/**
 * The port to a Live set. Three adapters serve it: the embedded set (default), the bridge inside Max, and AbletonOSC.
 * Ids are handles of this session of the set and must never be stored; paths and names may.
 */
export interface LiveSet {
  readonly kind: 'embedded' | 'bridge' | 'osc';
  /** Where the set is, in words, for messages and receipts. */
  readonly name: string;
  capabilities(): Promise<LiveCapabilities>;
  /** Everything a plan needs, read at once. */
  snapshot(signal?: AbortSignal): Promise<SetSnapshot>;
  /**
   * Writes one parameter in display units: by the display value where the set offers it, else by bisection over the
   * texts it shows; a choice by its text. Reads back what stands there.
   *
   * @throws Failure 'refused' where the parameter is gone, disabled, or cannot show the wanted value within one display
   * step.
   */
  write(parameterId: string, wanted: DisplayValue): Promise<ParameterReading>;
  /** Restores a raw value bit for bit; used by rollback and undo only. */
  writeRaw(parameterId: string, raw: number): Promise<ParameterReading>;
  read(parameterId: string): Promise<ParameterReading>;
  /**
   * Inserts one of Live's own devices. Its parameters may be written only after a fresh snapshot (a later tick).
   *
   * @param index place in the chain, −1 for the end.
   * @returns the new device's id.
   * @throws Failure 'refused' where the set cannot insert (Live before 12.3, frozen track, unknown device).
   */
  insertDevice(trackId: string, deviceName: string, index: number): Promise<string>;
  deleteDevice(deviceId: string): Promise<void>;
  /**
   * What the sidechain of a device hears, and what it may hear.
   *
   * @throws Failure 'refused' where the device is gone, or its input is not one that this set can choose.
   */
  readSidechain(deviceId: string): Promise<SidechainReading>;
  /**
   * Chooses what it hears: a track by its name, or what was read before, which puts that back. Reads back what stands
   * there.
   *
   * @throws Failure 'refused' as `readSidechain`, on a frozen track, and where the source is not offered, is offered
   * twice under one name, or cannot be tapped so. What stood there stands there then.
   */
  writeSidechain(deviceId: string, wanted: SidechainInput): Promise<SidechainReading>;
  close(): Promise<void>;
}

export interface LiveCapabilities {
  liveVersion: string;
  insertDevice: boolean;
  displayValue: boolean;
  /** Whether it can choose what a Compressor's sidechain hears. */
  routeSidechain: boolean;
  /** What this set cannot do, in words. */
  misses: readonly string[];
}

export interface ParameterReading {
  raw: number;
  /** Parsed from the text: a number in `unit`, or the text of a choice. −Infinity for `-inf dB`. */
  display: DisplayValue;
  unit: string;
  text: string;
}

export interface ParameterSnapshot extends ParameterReading {
  id: string;
  name: string;
  originalName: string;
  min: number;
  max: number;
  /** Texts of a choice; empty for a continuous parameter. */
  items: readonly string[];
  /** False when a macro or another device holds it. */
  enabled: boolean;
  automation: 'none' | 'active' | 'overridden';
}

export interface DeviceSnapshot {
  id: string;
  name: string;
  className: string;
  active: boolean;
  parameters: readonly ParameterSnapshot[];
  /** What its sidechain hears; only of a device whose input this set can choose. */
  sidechain?: SidechainInput;
  /** The parallel ways through a rack; only racks have them. */
  chains?: readonly ChainSnapshot[];
}

export interface ChainSnapshot {
  name: string;
  devices: readonly DeviceSnapshot[];
}

export interface TrackSnapshot {
  id: string;
  name: string;
  kind: 'audio' | 'midi' | 'group' | 'return' | 'main';
  /** Name of the group it is in, empty if none. */
  group: string;
  frozen: boolean;
  muted: boolean;
  /** `Volume`, `Pan` and the sends. */
  mixer: readonly ParameterSnapshot[];
  devices: readonly DeviceSnapshot[];
}

export interface SetSnapshot {
  set: string;
  tempoBpm: number;
  tracks: readonly TrackSnapshot[];
}
