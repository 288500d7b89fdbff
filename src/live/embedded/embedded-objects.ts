import { DEVICE_ON } from '../../devices/parameter-rows.ts';
import { deviceByClassName } from '../../devices/devices.ts';
import type {
  DeviceModel,
  DeviceProcessor,
  DisplayLaw,
  KeySignal,
  ParameterModel,
} from '../../devices/device-model.ts';
import { findParameter } from '../../devices/device-settings.ts';
import { MIXER, sendParameter } from '../../devices/mixer.ts';
import { Failure } from '../../store/failure.ts';
import type { DisplayValue } from '../../store/plan-document.ts';
import type { DeviceSnapshot, ParameterSnapshot, TrackSnapshot } from '../live-set.ts';
import { readParameter, type RawParameter } from '../parameter-writer.ts';
import { NO_INPUT, ROUTABLE_CLASS, STEM_TAP } from '../sidechain-input.ts';
import { discoverableLaw } from './discoverable-law.ts';
import { chainProcessor, parallelProcessor } from './rack-sound.ts';
import type {
  EmbeddedDeviceDocument,
  EmbeddedParameterDocument,
  EmbeddedTrackDocument,
  SidechainTap,
} from './set-document.ts';

/** The objects of an embedded set: documents with ids and behaviour. */

/** What all objects of one set share. */
export interface SetWorld {
  lawSeed: number;
  displayValue: boolean;
  newId(): string;
}

export class EmbeddedParameter implements RawParameter {
  readonly id: string;
  readonly originalName: string;
  readonly min: number;
  readonly max: number;
  readonly isQuantized: boolean;
  readonly items: readonly string[];
  readonly displayValue?: { get(): number; set(display: number): void };
  readonly model: ParameterModel;
  readonly #law: DisplayLaw | undefined;
  readonly #state: EmbeddedParameterDocument;
  readonly #owner: ParameterOwner;

  constructor(model: ParameterModel, state: EmbeddedParameterDocument, owner: ParameterOwner, world: SetWorld) {
    this.model = model;
    this.#state = state;
    this.#owner = owner;
    this.id = world.newId();
    this.originalName = state.originalName;
    this.isQuantized = model.kind === 'choice';
    this.items = model.kind === 'choice' ? model.items : [];
    this.min = model.kind === 'choice' ? 0 : model.min;
    this.max = model.kind === 'choice' ? model.items.length - 1 : model.max;
    this.#law = model.kind === 'choice' ? undefined : discoverableLaw(model, owner.className, world.lawSeed);
    const law = this.#law;
    if (world.displayValue && law) {
      this.displayValue = { get: () => law.toDisplay(this.get()), set: (display) => this.set(law.toRaw(display)) };
    }
  }

  get label(): string {
    return `${this.#owner.label()} › ${this.#state.name}`;
  }

  get name(): string {
    return this.#state.name;
  }

  get automation(): EmbeddedParameterDocument['automation'] {
    return this.#state.automation;
  }

  get enabled(): boolean {
    return this.#state.enabled;
  }

  get(): number {
    return this.#state.raw;
  }

  /** As Live does it: held within the range, whole for a choice, kept as a 32-bit float, automation overridden. */
  set(raw: number): void {
    const held = Math.min(this.max, Math.max(this.min, raw));
    this.#state.raw = Math.fround(this.isQuantized ? Math.round(held) : held);
    if (this.#state.automation === 'active') this.#state.automation = 'overridden';
  }

  strForValue(raw: number): string {
    return this.#law ? this.#law.format(this.#law.toDisplay(raw)) : this.items[Math.round(raw)];
  }

  /** The value itself, not its rounded text: what the sound follows. */
  exactDisplay(): DisplayValue {
    if (!this.#law) return this.items[Math.round(this.get())];
    // 32 bits do not hold 0.85, but a fader nobody touched is at exactly 0 dB.
    const { defaultRaw } = this.model;
    return this.#law.toDisplay(this.get() === Math.fround(defaultRaw) ? defaultRaw : this.get());
  }

  snapshot(): ParameterSnapshot {
    const { name, originalName, enabled, automation } = this.#state;
    const { id, min, max, items } = this;
    return { ...readParameter(this), id, name, originalName, min, max, items, enabled, automation };
  }

  document(): EmbeddedParameterDocument {
    return { ...this.#state };
  }

  /** What a person, or a macro, does to it in Live. */
  mark(state: Partial<Pick<EmbeddedParameterDocument, 'enabled' | 'automation'>>): void {
    Object.assign(this.#state, state);
  }

  /** Puts value and automation back to an earlier `document()`. */
  restore(before: EmbeddedParameterDocument): void {
    this.#state.raw = before.raw;
    this.#state.automation = before.automation;
  }
}

/** What a parameter belongs to; its label follows when a person renames it. */
interface ParameterOwner {
  label: Label;
  className: string;
}

/** How messages call something, as it is named now: `Bass › EQ Eight`. */
type Label = () => string;

export class EmbeddedDevice {
  readonly id: string;
  /** What the person calls it. */
  name: string;
  readonly className: string;
  readonly parameters: readonly EmbeddedParameter[];
  /** The track that its sidechain hears, by name, and where that is tapped. */
  sidechainFrom: string | undefined;
  sidechainTap: SidechainTap;
  /** Of a rack; of every other device none. */
  readonly chains: readonly EmbeddedChain[];
  /** False until a snapshot has shown a device inserted in this session; Live gives out its parameters a tick later. */
  known = true;
  readonly #place: Label;

  /** @param place the track or chain it is in. */
  constructor(document: EmbeddedDeviceDocument, place: Label, world: SetWorld) {
    this.id = world.newId();
    this.name = document.name;
    this.className = document.className;
    this.sidechainFrom = document.sidechainFrom;
    this.sidechainTap = document.sidechainTap ?? STEM_TAP;
    this.#place = place;
    const model = deviceByClassName(document.className) ?? { parameters: [DEVICE_ON] };
    const label = (): string => this.label;
    const owner = { label, className: document.className };
    this.parameters = document.parameters.map((state) => parameterOf(model, state, owner, world));
    this.chains = (document.chains ?? []).map(({ name, devices }) => ({
      id: world.newId(),
      name,
      devices: devices.map((device) => new EmbeddedDevice(device, () => `${this.label} › ${name}`, world)),
    }));
  }

  /** How messages call it: `Bass › EQ Eight`. */
  get label(): string {
    return `${this.#place()} › ${this.name}`;
  }

  get active(): boolean {
    return this.parameters[0].get() !== 0;
  }

  /** Whether Live's API lets one choose what its sidechain hears. */
  get isRoutable(): boolean {
    return this.className === ROUTABLE_CLASS;
  }

  /** Itself, then every device in its chains. */
  *withChains(): Generator<EmbeddedDevice> {
    yield this;
    for (const { devices } of this.chains) for (const device of devices) yield* device.withChains();
  }

  /** The lists of devices in its chains and in theirs, as they stand. */
  *chainLists(): Generator<EmbeddedDevice[]> {
    for (const { devices } of this.chains) {
      yield devices;
      for (const device of devices) yield* device.chainLists();
    }
  }

  /** Its sound as it is set now; undefined for a device that has none here: a plug-in, or a rack switched off. */
  createProcessor(sampleRateHz: number, keyFrom: KeySource): DeviceProcessor | undefined {
    if (this.chains.length > 0) {
      const chains = this.chains.map(({ devices }) => chainProcessor(soundsOf(devices, sampleRateHz, keyFrom)));
      return this.active ? parallelProcessor(chains) : undefined;
    }
    const processor = deviceByClassName(this.className)?.createProcessor(settingsOf(this.parameters), sampleRateHz);
    const from = this.sidechainFrom;
    if (processor === undefined || from === undefined) return processor;
    return {
      latencyFrames: processor.latencyFrames,
      process: (left, right, frames) => processor.process(left, right, frames, keyFrom(from, this.sidechainTap)),
    };
  }

  snapshot(): DeviceSnapshot {
    const { id, name, className, active, parameters, sidechainFrom, sidechainTap, chains } = this;
    return {
      id,
      name,
      className,
      active,
      parameters: parameters.map((parameter) => parameter.snapshot()),
      ...(this.isRoutable && {
        sidechain: { source: sidechainFrom ?? NO_INPUT, tap: sidechainFrom === undefined ? '' : sidechainTap },
      }),
      ...(chains.length > 0 && {
        chains: chains.map((chain) => ({
          name: chain.name,
          devices: chain.devices.map((device) => device.snapshot()),
        })),
      }),
    };
  }

  document(): EmbeddedDeviceDocument {
    const { name, className, parameters, sidechainFrom, sidechainTap, chains } = this;
    return {
      name,
      className,
      parameters: parameters.map((parameter) => parameter.document()),
      ...(sidechainFrom !== undefined && { sidechainFrom }),
      ...(sidechainFrom !== undefined && sidechainTap !== STEM_TAP && { sidechainTap }),
      ...(chains.length > 0 && {
        chains: chains.map((chain) => ({
          name: chain.name,
          devices: chain.devices.map((device) => device.document()),
        })),
      }),
    };
  }
}

/** One of the parallel ways through a rack. */
export interface EmbeddedChain {
  readonly id: string;
  readonly name: string;
  readonly devices: EmbeddedDevice[];
}

/** What a track sends into sidechains, by its name, over the stretch that is processed next; silence if undefined. */
export type KeySource = (trackName: string, tap: SidechainTap) => KeySignal | undefined;

function soundsOf(devices: readonly EmbeddedDevice[], sampleRateHz: number, keyFrom: KeySource): DeviceProcessor[] {
  return devices
    .map((device) => device.createProcessor(sampleRateHz, keyFrom))
    .filter((device) => device !== undefined);
}

export class EmbeddedTrack {
  readonly id: string;
  readonly mixer: readonly EmbeddedParameter[];
  readonly devices: EmbeddedDevice[];
  readonly #about: Omit<EmbeddedTrackDocument, 'mixer' | 'devices'>;

  constructor(document: EmbeddedTrackDocument, world: SetWorld) {
    const { mixer, devices, ...about } = document;
    this.#about = about;
    this.id = world.newId();
    const owner = { label: () => `${this.name} › ${MIXER.name}`, className: MIXER.className };
    const model = { name: MIXER.name, parameters: [...MIXER.parameters, ...sendsFor(mixer.length)] };
    this.mixer = mixer.map((state) => parameterOf(model, state, owner, world));
    this.devices = devices.map((device) => new EmbeddedDevice(device, () => this.name, world));
  }

  get name(): string {
    return this.#about.name;
  }

  /** What a person does to it in Live. */
  change(about: Partial<Pick<EmbeddedTrackDocument, 'name' | 'frozen' | 'muted' | 'group'>>): void {
    Object.assign(this.#about, about);
  }

  get kind(): EmbeddedTrackDocument['kind'] {
    return this.#about.kind;
  }

  get group(): string {
    return this.#about.group;
  }

  get sourceFile(): string {
    return this.#about.sourceFile;
  }

  get frozen(): boolean {
    return this.#about.frozen;
  }

  get muted(): boolean {
    return this.#about.muted;
  }

  /** Devices in order. */
  createDeviceProcessors(sampleRateHz: number, keyFrom: KeySource): DeviceProcessor[] {
    return soundsOf(this.devices, sampleRateHz, keyFrom);
  }

  /** Fader and pan. */
  createMixerProcessor(sampleRateHz: number): DeviceProcessor {
    return MIXER.createProcessor(settingsOf(this.mixer.slice(0, MIXER.parameters.length)), sampleRateHz);
  }

  snapshot(): TrackSnapshot {
    const { name, kind, group, frozen, muted } = this.#about;
    return {
      id: this.id,
      name,
      kind,
      group,
      frozen,
      muted,
      mixer: this.mixer.map((parameter) => parameter.snapshot()),
      devices: this.devices.map((device) => device.snapshot()),
    };
  }

  document(): EmbeddedTrackDocument {
    return {
      ...this.#about,
      mixer: this.mixer.map((parameter) => parameter.document()),
      devices: this.devices.map((device) => device.document()),
    };
  }
}

/** A device as it stands right after its insertion. */
export function freshDevice(model: DeviceModel): EmbeddedDeviceDocument {
  return { name: model.name, className: model.className, parameters: model.parameters.map(freshParameter) };
}

/** A track's mixer at its defaults, with a send for each return. */
export function freshMixer(returnCount: number): EmbeddedParameterDocument[] {
  return [...MIXER.parameters, ...sendsFor(MIXER.parameters.length + returnCount)].map(freshParameter);
}

/** A plug-in or any other device the project has no model of: it can be seen and switched, not heard. */
export function foreignDevice(name: string, className: string): EmbeddedDeviceDocument {
  return { name, className, parameters: [freshParameter(DEVICE_ON)] };
}

function freshParameter(model: ParameterModel): EmbeddedParameterDocument {
  return {
    name: model.name,
    originalName: model.name,
    raw: Math.fround(model.defaultRaw),
    enabled: true,
    automation: 'none',
  };
}

function sendsFor(mixerLength: number): ParameterModel[] {
  return Array.from({ length: mixerLength - MIXER.parameters.length }, (_, index) => sendParameter(index));
}

function parameterOf(
  model: Pick<DeviceModel, 'parameters'>,
  state: EmbeddedParameterDocument,
  owner: ParameterOwner,
  world: SetWorld,
): EmbeddedParameter {
  const parameter = findParameter(model, state.originalName);
  if (!parameter)
    throw new Failure('input', `${owner.label()} has no parameter "${state.originalName}"; the set's file is damaged.`);
  return new EmbeddedParameter(parameter, { ...state }, owner, world);
}

function settingsOf(parameters: readonly EmbeddedParameter[]): Record<string, DisplayValue> {
  return Object.fromEntries(parameters.map((parameter) => [parameter.model.name, parameter.exactDisplay()]));
}
