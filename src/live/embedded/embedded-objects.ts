import { DEVICE_ON } from '../../devices/parameter-rows.ts';
import { deviceByClassName } from '../../devices/devices.ts';
import type { DeviceModel, DeviceProcessor, DisplayLaw, ParameterModel } from '../../devices/device-model.ts';
import { findParameter } from '../../devices/device-settings.ts';
import { MIXER, sendParameter } from '../../devices/mixer.ts';
import { Failure } from '../../store/failure.ts';
import type { DisplayValue } from '../../store/plan-document.ts';
import type { ParameterSnapshot, TrackSnapshot } from '../live-set.ts';
import { readParameter, type RawParameter } from '../parameter-writer.ts';
import { discoverableLaw } from './discoverable-law.ts';
import type { EmbeddedDeviceDocument, EmbeddedParameterDocument, EmbeddedTrackDocument } from './set-document.ts';

/** The objects of an embedded set: documents with ids and behaviour. */

/** What all objects of one set share. */
export interface SetWorld {
  lawSeed: number;
  displayValue: boolean;
  newId(): string;
}

export class EmbeddedParameter implements RawParameter {
  readonly id: string;
  readonly label: string;
  readonly originalName: string;
  readonly min: number;
  readonly max: number;
  readonly isQuantized: boolean;
  readonly items: readonly string[];
  readonly displayValue?: { get(): number; set(display: number): void };
  readonly model: ParameterModel;
  readonly #law: DisplayLaw | undefined;
  readonly #state: EmbeddedParameterDocument;

  constructor(
    model: ParameterModel,
    state: EmbeddedParameterDocument,
    owner: { label: string; className: string },
    world: SetWorld,
  ) {
    this.model = model;
    this.#state = state;
    this.id = world.newId();
    this.label = `${owner.label} › ${state.name}`;
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

  get name(): string {
    return this.#state.name;
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

  /** Puts value and automation back to an earlier `document()`. */
  restore(before: EmbeddedParameterDocument): void {
    this.#state.raw = before.raw;
    this.#state.automation = before.automation;
  }
}

export class EmbeddedDevice {
  readonly id: string;
  readonly name: string;
  readonly className: string;
  readonly parameters: readonly EmbeddedParameter[];
  /** False until a snapshot has shown a device inserted in this session; Live gives out its parameters a tick later. */
  known = true;

  constructor(document: EmbeddedDeviceDocument, trackName: string, world: SetWorld) {
    this.id = world.newId();
    this.name = document.name;
    this.className = document.className;
    const model = deviceByClassName(document.className) ?? { parameters: [DEVICE_ON] };
    const owner = { label: `${trackName} › ${document.name}`, className: document.className };
    this.parameters = document.parameters.map((state) => parameterOf(model, state, owner, world));
  }

  get active(): boolean {
    return this.parameters[0].get() !== 0;
  }

  /** Its sound as it is set now; undefined for a device that is not one of Live's modelled ones. */
  createProcessor(sampleRateHz: number): DeviceProcessor | undefined {
    return deviceByClassName(this.className)?.createProcessor(settingsOf(this.parameters), sampleRateHz);
  }

  document(): EmbeddedDeviceDocument {
    const { name, className, parameters } = this;
    return { name, className, parameters: parameters.map((parameter) => parameter.document()) };
  }
}

export class EmbeddedTrack {
  readonly id: string;
  readonly mixer: readonly EmbeddedParameter[];
  readonly devices: EmbeddedDevice[];
  readonly #fixed: Omit<EmbeddedTrackDocument, 'mixer' | 'devices'>;

  constructor(document: EmbeddedTrackDocument, world: SetWorld) {
    const { mixer, devices, ...fixed } = document;
    this.#fixed = fixed;
    this.id = world.newId();
    const owner = { label: `${document.name} › ${MIXER.name}`, className: MIXER.className };
    const model = { name: MIXER.name, parameters: [...MIXER.parameters, ...sendsFor(mixer.length)] };
    this.mixer = mixer.map((state) => parameterOf(model, state, owner, world));
    this.devices = devices.map((device) => new EmbeddedDevice(device, document.name, world));
  }

  get name(): string {
    return this.#fixed.name;
  }

  get kind(): EmbeddedTrackDocument['kind'] {
    return this.#fixed.kind;
  }

  get group(): string {
    return this.#fixed.group;
  }

  get sourceFile(): string {
    return this.#fixed.sourceFile;
  }

  get frozen(): boolean {
    return this.#fixed.frozen;
  }

  get muted(): boolean {
    return this.#fixed.muted;
  }

  /** Devices in order, then fader and pan. */
  createProcessors(sampleRateHz: number): DeviceProcessor[] {
    const mixer = MIXER.createProcessor(settingsOf(this.mixer.slice(0, MIXER.parameters.length)), sampleRateHz);
    const devices = this.devices.map((device) => device.createProcessor(sampleRateHz));
    return [...devices.filter((device) => device !== undefined), mixer];
  }

  snapshot(): TrackSnapshot {
    const { name, kind, group, frozen, muted } = this.#fixed;
    return {
      id: this.id,
      name,
      kind,
      group,
      frozen,
      muted,
      mixer: this.mixer.map((parameter) => parameter.snapshot()),
      devices: this.devices.map((device) => ({
        id: device.id,
        name: device.name,
        className: device.className,
        active: device.active,
        parameters: device.parameters.map((parameter) => parameter.snapshot()),
      })),
    };
  }

  document(): EmbeddedTrackDocument {
    return {
      ...this.#fixed,
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
  owner: { label: string; className: string },
  world: SetWorld,
): EmbeddedParameter {
  const parameter = findParameter(model, state.originalName);
  if (!parameter)
    throw new Failure('input', `${owner.label} has no parameter "${state.originalName}"; the set's file is damaged.`);
  return new EmbeddedParameter(parameter, { ...state }, owner, world);
}

function settingsOf(parameters: readonly EmbeddedParameter[]): Record<string, DisplayValue> {
  return Object.fromEntries(parameters.map((parameter) => [parameter.model.name, parameter.exactDisplay()]));
}
