import { deviceByName } from '../devices/devices.ts';
import type { DeviceProcessor } from '../devices/device-model.ts';
import { MIXER_NAME } from '../devices/mixer.ts';
import { Failure } from '../store/failure.ts';
import { readGivenDocument, writeDocument } from '../store/json-document.ts';
import type { DisplayValue } from '../store/plan-document.ts';
import {
  EmbeddedDevice,
  freshDevice,
  type EmbeddedParameter,
  EmbeddedTrack,
  type SetWorld,
} from './embedded/embedded-objects.ts';
import { checkGroups } from './embedded/check-groups.ts';
import { FaultInjector } from './embedded/fault-injector.ts';
import { embeddedSetDocument, type EmbeddedSetDocument } from './embedded/set-document.ts';
import type { EmbeddedFaults } from './embedded-faults.ts';
import { settingTarget, trackDocument, type EmbeddedSetSpec, type EmbeddedTrackSpec } from './embedded-set-spec.ts';
import type { LiveCapabilities, LiveSet, ParameterReading, SetSnapshot } from './live-set.ts';
import { readParameter, writeDisplay } from './parameter-writer.ts';

export interface EmbeddedSetOptions {
  /**
   * Where the set is kept; every change is saved there before the change is answered. Without it the set lives in
   * memory.
   */
  file?: string;
  /** How long every call takes, as a real host's would. */
  latencyMs?: number;
  faults?: EmbeddedFaults;
}

/** A stem and the track it is the sound of; the rows of a stem map fit. */
export interface StemOfTrack {
  file: string;
  track: string;
  role?: string;
  leftOut?: string;
}

/** Main track's name where none is given, as Live 12 shows it. */
const MAIN_TRACK_NAME = 'Main';

/** The version of Live that gave the API `insert_device`. */
const FIRST_INSERTING_VERSION = [12, 3] as const;

/**
 * Live without Live: a set with tracks, devices, ids, display laws, choices, automation state and undo, that keeps its
 * promises and can be made to break them. The default of the product and the ground every test of the loop stands on;
 * its sound is the device models'.
 */
export class EmbeddedSet implements LiveSet {
  readonly kind = 'embedded';
  readonly name: string;
  readonly tempoBpm: number;
  readonly #file: string | undefined;
  readonly #injector: FaultInjector;
  readonly #about: Omit<EmbeddedSetDocument, 'tracks'>;
  readonly #world: SetWorld;
  readonly #tracks: EmbeddedTrack[];
  readonly #undoSteps: (() => void)[] = [];
  #closed = false;

  private constructor(document: EmbeddedSetDocument, options: EmbeddedSetOptions) {
    const { tracks, ...about } = document;
    checkGroups(document);
    this.#about = about;
    this.name = options.file === undefined ? `${document.name} (embedded)` : options.file;
    this.tempoBpm = document.tempoBpm;
    this.#file = options.file;
    this.#injector = new FaultInjector(options.faults ?? {}, options.latencyMs ?? 0);
    let ids = 0;
    this.#world = {
      lawSeed: document.lawSeed,
      displayValue: document.displayValue,
      newId: () => String(++ids),
    };
    this.#tracks = tracks.map((track) => new EmbeddedTrack(track, this.#world));
  }

  /**
   * A new set.
   *
   * @throws Failure 'input' where a setting names a parameter its device does not have, 'refused' where it cannot show
   * the value.
   */
  static async create(spec: EmbeddedSetSpec, options: EmbeddedSetOptions = {}): Promise<EmbeddedSet> {
    const specs: readonly EmbeddedTrackSpec[] = spec.tracks.some((track) => track.kind === 'main')
      ? spec.tracks
      : [...spec.tracks, { name: MAIN_TRACK_NAME, kind: 'main' }];
    const returns = specs.filter((track) => track.kind === 'return').length;
    const set = new EmbeddedSet(
      {
        schema: 'coproducer.embedded-set/1',
        name: spec.name,
        tempoBpm: spec.tempoBpm,
        liveVersion: spec.liveVersion ?? '12.4',
        displayValue: spec.displayValue ?? false,
        lawSeed: spec.lawSeed ?? 0,
        tracks: specs.map((track) => trackDocument(track, returns)),
      },
      options,
    );
    for (const [index, track] of specs.entries()) set.#setUp(set.#tracks[index], track);
    await set.#save();
    return set;
  }

  /**
   * A set whose tracks sound as their stems: one track each, no devices, faders at 0 dB. Rows left out of the mix, and
   * the master's, get none.
   */
  static fromStems(
    about: Omit<EmbeddedSetSpec, 'tracks'>,
    stems: readonly StemOfTrack[],
    options: EmbeddedSetOptions = {},
  ): Promise<EmbeddedSet> {
    const tracks = stems
      .filter((stem) => (stem.leftOut ?? '') === '' && stem.role !== 'master')
      .map((stem): EmbeddedTrackSpec => {
        const kind = stem.role === 'return' ? 'return' : 'audio';
        return { name: stem.track, kind, sourceFile: stem.file };
      });
    return EmbeddedSet.create({ ...about, tracks }, options);
  }

  /** Opens a set from its file and keeps saving there. @throws Failure 'input' where the file is not one. */
  static async load(file: string, options: Omit<EmbeddedSetOptions, 'file'> = {}): Promise<EmbeddedSet> {
    return new EmbeddedSet(await readGivenDocument(embeddedSetDocument, file), { ...options, file });
  }

  async capabilities(): Promise<LiveCapabilities> {
    await this.#answer();
    const insertDevice = this.#canInsert();
    return {
      liveVersion: this.#about.liveVersion,
      insertDevice,
      displayValue: this.#about.displayValue,
      misses: insertDevice ? [] : ['Live before 12.3 cannot insert devices'],
    };
  }

  async snapshot(signal?: AbortSignal): Promise<SetSnapshot> {
    await this.#answer(signal);
    for (const device of this.#tracks.flatMap((track) => track.devices)) device.known = true;
    return { set: this.name, tempoBpm: this.tempoBpm, tracks: this.#tracks.map((track) => track.snapshot()) };
  }

  async write(parameterId: string, wanted: DisplayValue): Promise<ParameterReading> {
    await this.#answer();
    const parameter = this.#parameter(parameterId);
    if (!parameter.enabled) {
      throw new Failure(
        'refused',
        `${parameter.label} is held by a macro or another device; free it in Live and try again.`,
      );
    }
    this.#injector.beforeWrite(parameter);
    const reading = this.#change(parameter, () => writeDisplay(parameter, wanted));
    await this.#save();
    this.#injector.afterWrite(parameter);
    return reading;
  }

  async writeRaw(parameterId: string, raw: number): Promise<ParameterReading> {
    await this.#answer();
    const parameter = this.#parameter(parameterId);
    this.#injector.countChange();
    this.#change(parameter, () => parameter.set(raw));
    await this.#save();
    return readParameter(parameter);
  }

  async read(parameterId: string): Promise<ParameterReading> {
    await this.#answer();
    return readParameter(this.#parameter(parameterId));
  }

  async insertDevice(trackId: string, deviceName: string, index: number): Promise<string> {
    await this.#answer();
    const track = this.#tracks.find(({ id }) => id === trackId);
    if (!track) throw new Failure('refused', `The track with id ${trackId} is gone; read the set again.`);
    const model = deviceName === MIXER_NAME ? undefined : deviceByName(deviceName);
    const where = `into ${track.name}`;
    if (!this.#canInsert())
      throw new Failure(
        'refused',
        `Live ${this.#about.liveVersion} cannot insert ${deviceName} ${where}; it takes Live 12.3.`,
      );
    if (!model)
      throw new Failure(
        'refused',
        `There is no device "${deviceName}" to insert ${where}; use the name Live's browser shows.`,
      );
    if (track.frozen)
      throw new Failure('refused', `${deviceName} cannot go ${where}, which is frozen; unfreeze it first.`);
    this.#injector.beforeInsert(deviceName);
    const device = new EmbeddedDevice(freshDevice(model), track.name, this.#world);
    device.known = false;
    const place = index < 0 || index > track.devices.length ? track.devices.length : index;
    track.devices.splice(place, 0, device);
    this.#undoSteps.push(() => track.devices.splice(track.devices.indexOf(device), 1));
    await this.#save();
    this.#injector.afterInsert(deviceName);
    return device.id;
  }

  async deleteDevice(deviceId: string): Promise<void> {
    await this.#answer();
    const track = this.#tracks.find(({ devices }) => devices.some(({ id }) => id === deviceId));
    if (!track) throw new Failure('refused', `The device with id ${deviceId} is gone; read the set again.`);
    if (track.frozen)
      throw new Failure('refused', `A device on ${track.name} cannot be deleted while the track is frozen.`);
    this.#injector.countChange();
    const place = track.devices.findIndex(({ id }) => id === deviceId);
    const [device] = track.devices.splice(place, 1);
    this.#undoSteps.push(() => track.devices.splice(place, 0, device));
    await this.#save();
  }

  /** Live's own undo, one step; false where there is nothing to take back. */
  async undo(): Promise<boolean> {
    await this.#answer();
    const step = this.#undoSteps.pop();
    step?.();
    await this.#save();
    return step !== undefined;
  }

  /** Replaces the faults from here on; an empty object heals the set, and a dropped connection is there again. */
  injectFaults(faults: EmbeddedFaults): void {
    this.#injector.replace(faults);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  /** Everything there is to the set, as it is saved. */
  document(): EmbeddedSetDocument {
    return { ...this.#about, tracks: this.#tracks.map((track) => track.document()) };
  }

  /**
   * A track's sound as it is set now: its modelled devices in order, then fader and pan. Later writes do not reach it.
   *
   * @throws Failure 'input' where there is no such track.
   */
  createTrackProcessor(trackName: string, sampleRateHz: number): DeviceProcessor {
    const track = this.#tracks.find(({ name }) => name === trackName);
    if (!track) throw new Failure('input', `The set ${this.name} has no track "${trackName}".`);
    const chain = track.createProcessors(sampleRateHz);
    return {
      latencyFrames: chain.reduce((sum, { latencyFrames }) => sum + latencyFrames, 0),
      process: (left, right, frames) => chain.forEach((link) => link.process(left, right, frames)),
    };
  }

  #canInsert(): boolean {
    const [major, minor = 0] = this.#about.liveVersion.split('.').map(Number);
    const [firstMajor, firstMinor] = FIRST_INSERTING_VERSION;
    return major > firstMajor || (major === firstMajor && minor >= firstMinor);
  }

  /** Runs a change of one parameter and remembers how to take it back. */
  #change<T>(parameter: EmbeddedParameter, change: () => T): T {
    const before = parameter.document();
    const result = change();
    this.#undoSteps.push(() => parameter.restore(before));
    return result;
  }

  /** Brings a new track to the display values of its spec. */
  #setUp(track: EmbeddedTrack, spec: EmbeddedTrackSpec): void {
    const write = (
      owner: string,
      parameters: readonly EmbeddedParameter[],
      settings: EmbeddedTrackSpec['mixer'],
    ): void => {
      for (const [name, value] of Object.entries(settings ?? {})) {
        const parameter = settingTarget(owner, parameters, name);
        const before = parameter.document();
        writeDisplay(parameter, value);
        // A set that starts with automation has not had it overridden by its own making.
        parameter.restore({ ...parameter.document(), automation: before.automation });
      }
    };
    write(MIXER_NAME, track.mixer, spec.mixer);
    for (const [index, device] of (spec.devices ?? []).entries()) {
      write(device.device, track.devices[index].parameters, device.settings);
    }
  }

  #parameter(id: string): EmbeddedParameter {
    for (const track of this.#tracks) {
      const found = track.mixer.find((parameter) => parameter.id === id);
      if (found) return found;
      for (const device of track.devices) {
        const parameter = device.known ? device.parameters.find((one) => one.id === id) : undefined;
        if (parameter) return parameter;
      }
    }
    throw new Failure('refused', `The parameter with id ${id} is gone; read the set again.`);
  }

  async #answer(signal?: AbortSignal): Promise<void> {
    if (this.#closed) throw new Failure('live-unreachable', `The set ${this.name} is closed; open it again.`);
    await this.#injector.answer(this.name, signal);
  }

  async #save(): Promise<void> {
    if (this.#file !== undefined) await writeDocument(embeddedSetDocument, this.#file, this.document());
  }
}
