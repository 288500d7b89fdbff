import { deviceByName } from '../../devices/devices.ts';
import { MIXER_NAME } from '../../devices/mixer.ts';
import { Failure } from '../../store/failure.ts';
import { checkGroups } from './check-groups.ts';
import {
  EmbeddedDevice,
  freshDevice,
  EmbeddedTrack,
  type EmbeddedParameter,
  type SetWorld,
} from './embedded-objects.ts';
import type { RawSidechain } from '../sidechain-writer.ts';
import { EmbeddedSidechain } from './embedded-sidechain.ts';
import type { EmbeddedSetDocument } from './set-document.ts';

/** The version of Live that gave the API `insert_device`. */
const FIRST_INSERTING_VERSION = [12, 3] as const;

/**
 * The objects of a set and what Live lets be done with them, at once and without faults: the ground on which the
 * embedded set's port stands, and on which another host's words for the same set can be spoken.
 */
export class EmbeddedSong {
  readonly tracks: EmbeddedTrack[];
  readonly #about: Omit<EmbeddedSetDocument, 'tracks'>;
  readonly #world: SetWorld;
  readonly #undoSteps: (() => void)[] = [];
  readonly #identifiers = new Map<string, number>();

  /** @throws Failure 'input' where the document does not make a set. */
  constructor(document: EmbeddedSetDocument) {
    const { tracks, ...about } = document;
    checkGroups(document);
    this.#about = about;
    let ids = 0;
    this.#world = { lawSeed: about.lawSeed, displayValue: about.displayValue, newId: () => String(++ids) };
    this.tracks = tracks.map((track) => new EmbeddedTrack(track, this.#world));
  }

  get name(): string {
    return this.#about.name;
  }

  get tempoBpm(): number {
    return this.#about.tempoBpm;
  }

  get liveVersion(): string {
    return this.#about.liveVersion;
  }

  get displayValue(): boolean {
    return this.#about.displayValue;
  }

  get canInsert(): boolean {
    const [major, minor = 0] = this.liveVersion.split('.').map(Number);
    const [firstMajor, firstMinor] = FIRST_INSERTING_VERSION;
    return major > firstMajor || (major === firstMajor && minor >= firstMinor);
  }

  /** Every device, those in the chains of racks after their rack. */
  *devices(): Generator<EmbeddedDevice> {
    for (const track of this.tracks) for (const device of track.devices) yield* device.withChains();
  }

  /** Every parameter that the set has shown: not yet those of a device inserted since the last snapshot. */
  *parameters(): Generator<EmbeddedParameter> {
    for (const track of this.tracks) yield* track.mixer;
    for (const device of this.devices()) if (device.known) yield* device.parameters;
  }

  /** @throws Failure 'refused' where Live would not insert this device on this track. */
  checkInsertion(track: EmbeddedTrack, deviceName: string): void {
    const where = `into ${track.name}`;
    if (!this.canInsert)
      throw new Failure(
        'refused',
        `Live ${this.liveVersion} cannot insert ${deviceName} ${where}; it takes Live 12.3.`,
      );
    if (modelOf(deviceName) === undefined)
      throw new Failure(
        'refused',
        `There is no device "${deviceName}" to insert ${where}; use the name Live's browser shows.`,
      );
    if (track.frozen)
      throw new Failure('refused', `${deviceName} cannot go ${where}, which is frozen; unfreeze it first.`);
  }

  /**
   * A new device at a place of the chain; at its end for −1 and places beyond it.
   *
   * @throws Failure as `checkInsertion`.
   */
  insertDevice(track: EmbeddedTrack, deviceName: string, index: number): EmbeddedDevice {
    this.checkInsertion(track, deviceName);
    const device = new EmbeddedDevice(freshDevice(modelOf(deviceName)!), () => track.name, this.#world);
    device.known = false;
    const place = index < 0 || index > track.devices.length ? track.devices.length : index;
    track.devices.splice(place, 0, device);
    this.#undoSteps.push(() => track.devices.splice(track.devices.indexOf(device), 1));
    return device;
  }

  /** @throws Failure 'refused' on a frozen track. */
  checkDeletion(device: EmbeddedDevice): void {
    const { track } = this.#placeOf(device);
    if (track.frozen)
      throw new Failure('refused', `A device on ${track.name} cannot be deleted while the track is frozen.`);
  }

  /** @throws Failure as `checkDeletion`. */
  deleteDevice(device: EmbeddedDevice): void {
    this.checkDeletion(device);
    const { siblings } = this.#placeOf(device);
    const place = siblings.indexOf(device);
    siblings.splice(place, 1);
    this.#undoSteps.push(() => siblings.splice(place, 0, device));
  }

  /** Runs a change of one parameter and remembers how to take it back. */
  change<T>(parameter: EmbeddedParameter, change: () => T): T {
    const before = parameter.document();
    const result = change();
    this.#undoSteps.push(() => parameter.restore(before));
    return result;
  }

  /** A person deletes a track; a group goes with all that is in it. */
  deleteTrack(track: EmbeddedTrack): void {
    this.tracks.splice(this.tracks.indexOf(track), 1);
    if (track.kind !== 'group') return;
    for (const child of this.tracks.filter(({ group }) => group === track.name)) this.deleteTrack(child);
  }

  /** What a device's sidechain hears and may hear, as Live lets one choose it. */
  sidechainOf(device: EmbeddedDevice): RawSidechain {
    return new EmbeddedSidechain(device, {
      tracks: this.tracks,
      own: () => this.#placeOf(device).track,
      identifierOf: (choice) => this.#identifierOf(choice),
      change: (work) => this.#changeSidechain(device, work),
    });
  }

  /** @throws Failure 'refused' on a frozen track. */
  checkSidechain(device: EmbeddedDevice): void {
    const { track } = this.#placeOf(device);
    if (track.frozen)
      throw new Failure(
        'refused',
        `What ${device.label} hears cannot be chosen while the track is frozen; unfreeze it first.`,
      );
  }

  #changeSidechain(device: EmbeddedDevice, work: () => void): void {
    this.checkSidechain(device);
    const { sidechainFrom, sidechainTap } = device;
    work();
    this.#undoSteps.push(() => Object.assign(device, { sidechainFrom, sidechainTap }));
  }

  /** Numbers of their own: neither ids of objects, nor the same for one tap of two sources. */
  #identifierOf(choice: string): number {
    const known = this.#identifiers.get(choice) ?? this.#identifiers.size + 1;
    this.#identifiers.set(choice, known);
    return known;
  }

  /** Live's own undo, one step; false where there is nothing to take back. */
  undo(): boolean {
    const step = this.#undoSteps.pop();
    step?.();
    return step !== undefined;
  }

  /** Everything there is to the set, as it is saved. */
  document(): EmbeddedSetDocument {
    return { ...this.#about, tracks: this.tracks.map((track) => track.document()) };
  }

  /** The track a device is on, and the chain or track it is listed in. */
  #placeOf(device: EmbeddedDevice): { track: EmbeddedTrack; siblings: EmbeddedDevice[] } {
    for (const track of this.tracks) {
      const lists = [track.devices, ...track.devices.flatMap((one) => [...one.chainLists()])];
      const siblings = lists.find((list) => list.includes(device));
      if (siblings) return { track, siblings };
    }
    throw new Failure('refused', `The device ${device.name} is gone; read the set again.`);
  }
}

/** One of Live's own devices; the mixer is none that could be inserted. */
function modelOf(deviceName: string): ReturnType<typeof deviceByName> {
  return deviceName === MIXER_NAME ? undefined : deviceByName(deviceName);
}
