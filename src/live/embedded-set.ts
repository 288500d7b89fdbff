import type { DeviceProcessor } from '../devices/device-model.ts';
import { MIXER_NAME } from '../devices/mixer.ts';
import { Failure } from '../store/failure.ts';
import { readGivenDocument, writeDocument } from '../store/json-document.ts';
import type { DisplayValue } from '../store/plan-document.ts';
import type { EmbeddedDevice, EmbeddedParameter, EmbeddedTrack, KeySource } from './embedded/embedded-objects.ts';
import { EmbeddedSong } from './embedded/embedded-song.ts';
import { chainProcessor } from './embedded/rack-sound.ts';
import { FaultInjector } from './embedded/fault-injector.ts';
import { embeddedSetDocument, type EmbeddedSetDocument } from './embedded/set-document.ts';
import type { EmbeddedFaults } from './embedded-faults.ts';
import {
  settingTarget,
  trackDocument,
  type EmbeddedDeviceSpec,
  type EmbeddedSetSpec,
  type EmbeddedTrackSpec,
} from './embedded-set-spec.ts';
import { SetNames } from './set-names.ts';
import { SIDECHAIN_INPUT, unroutable, type SidechainInput, type SidechainReading } from './sidechain-input.ts';
import { readSidechain, writeSidechain, type RawSidechain } from './sidechain-writer.ts';
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
  /**
   * The set's objects, for whoever speaks of them in another host's words. Changes made there are not saved to a file.
   */
  readonly song: EmbeddedSong;
  readonly #names = new SetNames();
  #closed = false;

  private constructor(document: EmbeddedSetDocument, options: EmbeddedSetOptions) {
    this.song = new EmbeddedSong(document);
    this.name = options.file === undefined ? `${document.name} (embedded)` : options.file;
    this.tempoBpm = document.tempoBpm;
    this.#file = options.file;
    this.#injector = new FaultInjector(options.faults ?? {}, options.latencyMs ?? 0);
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
    for (const [index, track] of specs.entries()) set.#setUp(set.song.tracks[index], track);
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
    const { liveVersion, displayValue, canInsert: insertDevice } = this.song;
    return {
      liveVersion,
      insertDevice,
      displayValue,
      routeSidechain: true,
      misses: insertDevice ? [] : ['Live before 12.3 cannot insert devices'],
    };
  }

  async snapshot(signal?: AbortSignal): Promise<SetSnapshot> {
    await this.#answer(signal);
    for (const device of this.song.devices()) device.known = true;
    const tracks = this.song.tracks.map((track) => track.snapshot());
    const snapshot = { set: this.name, tempoBpm: this.tempoBpm, tracks };
    this.#names.remember(snapshot);
    return snapshot;
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
    const reading = this.song.change(parameter, () => writeDisplay(parameter, wanted));
    await this.#save();
    this.#injector.afterWrite(parameter);
    return reading;
  }

  async writeRaw(parameterId: string, raw: number): Promise<ParameterReading> {
    await this.#answer();
    const parameter = this.#parameter(parameterId);
    this.#injector.countChange();
    this.song.change(parameter, () => parameter.set(raw));
    await this.#save();
    return readParameter(parameter);
  }

  async read(parameterId: string): Promise<ParameterReading> {
    await this.#answer();
    return readParameter(this.#parameter(parameterId));
  }

  async insertDevice(trackId: string, deviceName: string, index: number): Promise<string> {
    await this.#answer();
    const track = this.song.tracks.find(({ id }) => id === trackId);
    if (!track) throw new Failure('refused', `${this.#names.of(trackId, 'track')} is gone; read the set again.`);
    this.song.checkInsertion(track, deviceName);
    this.#injector.beforeInsert(deviceName);
    const device = this.song.insertDevice(track, deviceName, index);
    await this.#save();
    this.#injector.afterInsert(deviceName);
    return device.id;
  }

  async deleteDevice(deviceId: string): Promise<void> {
    await this.#answer();
    const device = this.#device(deviceId);
    this.song.checkDeletion(device);
    this.#injector.countChange();
    this.song.deleteDevice(device);
    await this.#save();
  }

  async readSidechain(deviceId: string): Promise<SidechainReading> {
    await this.#answer();
    return readSidechain(this.#sidechain(deviceId));
  }

  async writeSidechain(deviceId: string, wanted: SidechainInput): Promise<SidechainReading> {
    await this.#answer();
    const sidechain = this.#sidechain(deviceId);
    const named = { label: `${sidechain.label} › ${SIDECHAIN_INPUT}` };
    this.song.checkSidechain(this.#device(deviceId));
    this.#injector.beforeWrite(named);
    const steps = writeSidechain(sidechain, wanted);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    await this.#save();
    this.#injector.afterWrite(named);
    return step.value;
  }

  /** Live's own undo, one step; false where there is nothing to take back. */
  async undo(): Promise<boolean> {
    await this.#answer();
    const undone = this.song.undo();
    await this.#save();
    return undone;
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
    return this.song.document();
  }

  /**
   * A track's sound as it is set now: its modelled devices in order, then fader and pan. Later writes do not reach it.
   *
   * @param keyFrom what sidechains hear; silence unless told
   * @throws Failure 'input' where there is no such track.
   */
  createTrackProcessors(
    trackName: string,
    sampleRateHz: number,
    keyFrom: KeySource = () => undefined,
  ): { devices: DeviceProcessor; mixer: DeviceProcessor } {
    const track = this.song.tracks.find(({ name }) => name === trackName);
    if (!track) throw new Failure('input', `The set ${this.name} has no track "${trackName}".`);
    return {
      devices: chainProcessor(track.createDeviceProcessors(sampleRateHz, keyFrom)),
      mixer: track.createMixerProcessor(sampleRateHz),
    };
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
    const writeAll = (devices: readonly EmbeddedDevice[], specs: readonly EmbeddedDeviceSpec[]): void => {
      for (const [index, device] of specs.entries()) {
        write(device.device, devices[index].parameters, device.settings);
        for (const [place, inside] of Object.values(device.chains ?? {}).entries()) {
          writeAll(devices[index].chains[place].devices, inside);
        }
      }
    };
    writeAll(track.devices, spec.devices ?? []);
  }

  #parameter(id: string): EmbeddedParameter {
    for (const parameter of this.song.parameters()) if (parameter.id === id) return parameter;
    throw new Failure('refused', `${this.#names.of(id, 'parameter')} is gone; read the set again.`);
  }

  #device(id: string): EmbeddedDevice {
    const device = [...this.song.devices()].find((one) => one.id === id);
    if (!device) throw new Failure('refused', `${this.#names.of(id, 'device')} is gone; read the set again.`);
    return device;
  }

  #sidechain(deviceId: string): RawSidechain {
    const device = this.#device(deviceId);
    if (!device.isRoutable) throw unroutable(device.label);
    return this.song.sidechainOf(device);
  }

  async #answer(signal?: AbortSignal): Promise<void> {
    if (this.#closed) throw new Failure('live-unreachable', `The set ${this.name} is closed; open it again.`);
    await this.#injector.answer(this.name, signal);
  }

  async #save(): Promise<void> {
    if (this.#file !== undefined) await writeDocument(embeddedSetDocument, this.#file, this.document());
  }
}
