import { Message, Server } from 'node-osc';
import type { EmbeddedDevice, EmbeddedParameter, EmbeddedTrack } from '../../../src/live/embedded/embedded-objects.ts';
import type { EmbeddedSong } from '../../../src/live/embedded/embedded-song.ts';

type Value = string | number | boolean | null;

/** A network as bad as one likes: drops and delays datagrams by a seed. */
export interface Network {
  /** 0–1. */
  loss: number;
  mostDelayMs: number;
  seed: number;
}

const PERFECT: Network = { loss: 0, mostDelayMs: 0, seed: 1 };

/**
 * AbletonOSC as its documentation describes it, over an embedded set: addresses, arguments, what an answer echoes,
 * bundles, errors under `/live/error`, tracks without returns and main. Where a handler faults, the rest of its
 * datagram is lost.
 */
export class AbletonOscServer {
  /** What it was sent, by address. */
  readonly heard: string[] = [];
  /** While true nothing is answered. */
  isDead = false;
  readonly #song: EmbeddedSong;
  readonly #socket: Server;
  readonly #answerPort: number;
  readonly #network: Network;
  #state: number;

  private constructor(song: EmbeddedSong, socket: Server, answerPort: number, network: Network) {
    this.#song = song;
    this.#socket = socket;
    this.#answerPort = answerPort;
    this.#network = network;
    this.#state = network.seed;
    type Arrival = [string, ...Value[]];
    socket.on('message', (message: Arrival) => this.#overNetwork(() => this.#serve([message])));
    socket.on('bundle', ({ elements }: { elements: Arrival[] }) => this.#overNetwork(() => this.#serve(elements)));
  }

  static async open(song: EmbeddedSong, answerPort: number, network: Network = PERFECT): Promise<AbletonOscServer> {
    const socket = new Server(0, '127.0.0.1');
    await new Promise((resolve) => socket.once('listening', resolve));
    return new AbletonOscServer(song, socket, answerPort, network);
  }

  get port(): number {
    return this.#socket.port;
  }

  close(): Promise<void> {
    this.isDead = true;
    return this.#socket.close() ?? Promise.resolve();
  }

  #serve(messages: readonly [string, ...Value[]][]): void {
    if (this.isDead) return;
    try {
      for (const [address, ...args] of messages) {
        this.heard.push(address);
        const answer = this.#handle(address, args);
        if (answer) this.#send(address, answer);
      }
    } catch (error) {
      this.#send('/live/error', [
        `Error handling OSC message: ${error instanceof Error ? error.message : String(error)}`,
      ]);
    }
  }

  #handle(address: string, args: readonly Value[]): Value[] | undefined {
    const [, , kind, verb, ...rest] = address.split('/');
    const what = rest.join('/');
    if (address === '/live/test') return ['ok'];
    if (address === '/live/application/get/version') return this.#song.liveVersion.split('.').slice(0, 2).map(Number);
    if (kind === 'song' && verb === 'get') return this.#getOfSong(what, args);
    if (kind === 'track') return this.#ofTrack(`${verb}/${what}`, args.map(Number));
    if (kind === 'device') return this.#ofDevice(verb, what, args.map(Number));
    throw new Error(`Unknown OSC address: ${address}`);
  }

  get #tracks(): EmbeddedTrack[] {
    return this.#song.tracks.filter(({ kind }) => kind !== 'return' && kind !== 'main');
  }

  #getOfSong(what: string, args: readonly Value[]): Value[] {
    const tracks = this.#tracks;
    switch (what) {
      case 'tempo':
        return [this.#song.tempoBpm];
      case 'num_tracks':
        return [tracks.length];
      case 'track_names':
        return tracks.map(({ name }) => name);
      case 'track_data': {
        const [first, end, ...properties] = args;
        return tracks
          .slice(Number(first), Number(end))
          .flatMap((track) => properties.map((property) => this.#propertyOf(track, String(property))));
      }
      default:
        throw new Error(`Unknown OSC address: /live/song/get/${what}`);
    }
  }

  #propertyOf(track: EmbeddedTrack, property: string): Value {
    const group = this.#tracks.findIndex(({ kind, name }) => kind === 'group' && name === track.group);
    const properties: Record<string, Value> = {
      'track.name': track.name,
      'track.group_track': group < 0 ? null : group,
      'track.is_foldable': track.kind === 'group',
      'track.has_midi_input': track.kind === 'midi',
      'track.is_frozen': track.frozen,
      'track.mute': track.muted,
      'track.num_devices': track.devices.length,
    };
    if (!Object.hasOwn(properties, property)) throw new Error(`Track has no attribute ${property}`);
    return properties[property];
  }

  #ofTrack(what: string, [index, ...args]: readonly number[]): Value[] | undefined {
    const track = at(this.#tracks, index);
    switch (what) {
      case 'get/name':
        return [index, track.name];
      case 'get/devices/name':
        return [index, ...track.devices.map(({ name }) => name)];
      case 'get/devices/class_name':
        return [index, ...track.devices.map(({ className }) => className)];
      case 'get/volume':
        return [index, track.mixer[0].get()];
      case 'get/panning':
        return [index, track.mixer[1].get()];
      case 'get/send':
        return [index, args[0], at(track.mixer, args[0] + 2).get()];
      case 'set/volume':
        return this.#set(track.mixer[0], args[0]);
      case 'set/panning':
        return this.#set(track.mixer[1], args[0]);
      case 'set/send':
        return this.#set(at(track.mixer, args[0] + 2), args[1]);
      case 'delete_device/':
        this.#song.deleteDevice(at(track.devices, args[0]));
        return undefined;
      default:
        throw new Error(`Unknown OSC address: /live/track/${what}`);
    }
  }

  #ofDevice(verb: string, what: string, [track, device, ...args]: readonly number[]): Value[] | undefined {
    const { parameters }: EmbeddedDevice = at(at(this.#tracks, track).devices, device);
    const list = (value: (parameter: EmbeddedParameter) => Value): Value[] => [track, device, ...parameters.map(value)];
    const one = (value: (parameter: EmbeddedParameter) => Value): Value[] => [
      track,
      device,
      args[0],
      value(at(parameters, args[0])),
    ];
    switch (`${verb} ${what}`) {
      case 'get parameters/name':
        return list(({ name }) => name);
      case 'get parameters/min':
        return list(({ min }) => min);
      case 'get parameters/max':
        return list(({ max }) => max);
      case 'get parameters/is_quantized':
        return list(({ isQuantized }) => isQuantized);
      case 'get parameter/name':
        return one(({ name }) => name);
      case 'get parameter/value':
        return one((parameter) => parameter.get());
      case 'get parameter/value_string':
        return one((parameter) => parameter.strForValue(parameter.get()));
      case 'set parameter/value':
        return this.#set(at(parameters, args[0]), args[1]);
      default:
        throw new Error(`Unknown OSC address: /live/device/${verb}/${what}`);
    }
  }

  #set(parameter: EmbeddedParameter, raw: number): undefined {
    // Live leaves a parameter that a macro holds as it is.
    if (parameter.enabled) this.#song.change(parameter, () => parameter.set(raw));
  }

  #send(address: string, values: readonly Value[]): void {
    this.#overNetwork(() => {
      const args = values.map((value) => (value === null ? { type: 'null' as const, value } : value));
      this.#socket
        .send(new Message(address, ...(args as string[])), this.#answerPort, '127.0.0.1')
        ?.catch(() => undefined);
    });
  }

  #overNetwork(deliver: () => void): void {
    const { loss, mostDelayMs } = this.#network;
    if (this.#random() < loss) return;
    if (mostDelayMs === 0) deliver();
    else setTimeout(() => !this.isDead && deliver(), this.#random() * mostDelayMs);
  }

  /** Park and Miller's generator: the same seed loses the same datagrams. */
  #random(): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state / 2_147_483_647;
  }
}

function at<T>(list: readonly T[], index: number): T {
  if (!(index >= 0 && index < list.length)) throw new Error('list index out of range');
  return list[index];
}
