import type { WireSnapshot } from '../../src/live/bridge-protocol.ts';
import { Failure } from '../../src/store/failure.ts';
import { ROUTABLE_CLASS, type SidechainInput } from '../../src/live/sidechain-input.ts';
import { inputOf } from '../../src/live/sidechain-writer.ts';
import type { LiveObject, LiveObjects } from './live-objects.ts';
import { LiveParameter } from './live-parameter.ts';
import { LiveSidechain } from './live-sidechain.ts';

type WireTrack = WireSnapshot['tracks'][number];
type WireDevice = WireTrack['devices'][number];
type WireParameter = WireTrack['mixer'][number];

/** How often a walk begins anew because the set changed under it. */
const MOST_WALKS = 3;

/**
 * Reads everything a plan needs. Yields wherever the walk may rest until a later tick. Where tracks or devices come, go
 * or move meanwhile it begins anew.
 *
 * @param parametersOf class names of devices whose parameters are all read; of others only the first, `Device On`.
 * @param idOf the id that an object gets outside the bridge.
 * @throws Failure 'refused' where the set changed in each of three walks.
 */
export function* walkSet(
  objects: LiveObjects,
  parametersOf: readonly string[],
  idOf: (object: LiveObject) => string,
): Generator<undefined, WireSnapshot> {
  for (let walk = 1; walk <= MOST_WALKS; walk++) {
    try {
      const before = layout(objects);
      const snapshot = yield* new Walk(objects, parametersOf, idOf).set();
      if (layout(objects) === before) return snapshot;
    } catch (error) {
      // What was there a tick ago is gone; any other fault is thrown once more by the last walk.
      if (walk === MOST_WALKS) throw error;
    }
  }
  throw new Failure('refused', 'The Live set changes all the time; wait until it rests, then try again.');
}

/** All tracks and their devices, by ids, in their order: it differs when anything came, went or moved. */
function layout(objects: LiveObjects): string {
  const { tracks, returns, main } = tracksOf(objects.at('live_set'));
  return [...tracks, ...returns, main]
    .map((track) => [track, ...track.children('devices')].map(({ id }) => id).join(' '))
    .join('\n');
}

/** Every track of the set, in Live's order. */
export function tracksOf(song: LiveObject): { tracks: LiveObject[]; returns: LiveObject[]; main: LiveObject } {
  return {
    tracks: song.children('tracks'),
    returns: song.children('return_tracks'),
    main: song.child('master_track'),
  };
}

function kindOf(track: LiveObject): WireTrack['kind'] {
  if (track.flag('is_foldable')) return 'group';
  return track.flag('has_midi_input') ? 'midi' : 'audio';
}

class Walk {
  readonly #objects: LiveObjects;
  readonly #parametersOf: readonly string[];
  readonly #idOf: (object: LiveObject) => string;

  constructor(objects: LiveObjects, parametersOf: readonly string[], idOf: (object: LiveObject) => string) {
    this.#objects = objects;
    this.#parametersOf = parametersOf;
    this.#idOf = idOf;
  }

  *set(): Generator<undefined, WireSnapshot> {
    const song = this.#objects.at('live_set');
    const { tracks, returns, main } = tracksOf(song);
    const shown: WireTrack[] = [];
    for (const track of tracks) shown.push(yield* this.#track(track, kindOf(track)));
    for (const track of returns) shown.push(yield* this.#track(track, 'return'));
    shown.push(yield* this.#track(main, 'main'));
    const set = song.hasProperty('name') ? song.text('name') : '';
    return { set: set === '' ? 'the Live set' : set, tempoBpm: song.number('tempo'), tracks: shown };
  }

  *#track(track: LiveObject, kind: WireTrack['kind']): Generator<undefined, WireTrack> {
    const name = track.text('name');
    const group = kind === 'return' || kind === 'main' ? undefined : track.children('group_track')[0];
    const mixer: WireParameter[] = [];
    for (const [shown, parameter] of mixerOf(track)) {
      mixer.push({ ...this.#parameter(parameter, shown), name: shown, originalName: shown });
      yield;
    }
    return {
      id: this.#idOf(track),
      name,
      kind,
      group: group?.text('name') ?? '',
      // The main track can be neither frozen nor muted, and Live faults whoever asks.
      frozen: kind !== 'main' && track.flag('is_frozen'),
      muted: kind !== 'main' && track.flag('mute'),
      mixer,
      devices: yield* this.#devices(track),
    };
  }

  /** The devices of a track or chain. */
  *#devices(owner: LiveObject): Generator<undefined, WireDevice[]> {
    const devices: WireDevice[] = [];
    for (const device of owner.children('devices')) devices.push(yield* this.#device(device));
    return devices;
  }

  *#device(device: LiveObject): Generator<undefined, WireDevice> {
    const className = device.text('class_name');
    const all = device.children('parameters');
    const wanted = this.#parametersOf.includes(className) ? all : all.slice(0, 1);
    const parameters: WireParameter[] = [];
    for (const parameter of wanted) {
      parameters.push(this.#parameter(parameter, parameter.text('name')));
      yield;
    }
    const sidechain = className === ROUTABLE_CLASS ? sidechainOf(device) : undefined;
    const chains: { name: string; devices: WireDevice[] }[] = [];
    for (const chain of device.flag('can_have_chains') ? device.children('chains') : []) {
      chains.push({ name: chain.text('name'), devices: yield* this.#devices(chain) });
    }
    return {
      id: this.#idOf(device),
      name: device.text('name'),
      className,
      active: device.flag('is_active'),
      parameters,
      ...(sidechain && { sidechain }),
      ...(chains.length > 0 && { chains }),
    };
  }

  #parameter(parameter: LiveObject, label: string): WireParameter {
    const live = new LiveParameter(parameter, label);
    const { raw, text } = live.reading();
    const { min, max, items } = live;
    return {
      id: this.#idOf(parameter),
      name: parameter.text('name'),
      originalName: parameter.text('original_name'),
      min,
      max,
      items,
      enabled: parameter.flag('is_enabled'),
      automation: AUTOMATION[parameter.number('automation_state')] ?? 'none',
      raw,
      text,
    };
  }
}

/** Undefined in a version of Live that does not tell. */
function sidechainOf(device: LiveObject): SidechainInput | undefined {
  return device.hasProperty('input_routing_type') ? inputOf(new LiveSidechain(device, '')) : undefined;
}

/** What `automation_state` counts. */
const AUTOMATION: readonly WireParameter['automation'][] = ['none', 'active', 'overridden'];

/**
 * Fader, pan and sends under the names of the house: Live calls the first two after the track and a send after its
 * return.
 */
export function mixerOf(track: LiveObject): [name: string, parameter: LiveObject][] {
  const mixer = track.child('mixer_device');
  return [
    ['Volume', mixer.child('volume')],
    ['Pan', mixer.child('panning')],
    ...mixer
      .children('sends')
      .map((send, index): [string, LiveObject] => [`Send ${String.fromCharCode(FIRST_LETTER + index)}`, send]),
  ];
}

const FIRST_LETTER = 'A'.charCodeAt(0);
