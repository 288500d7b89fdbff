import type {
  EmbeddedChain,
  EmbeddedDevice,
  EmbeddedParameter,
  EmbeddedTrack,
} from '../../../src/live/embedded/embedded-objects.ts';
import type { EmbeddedSong } from '../../../src/live/embedded/embedded-song.ts';
import type { RoutingChoice } from '../../../src/live/sidechain-writer.ts';
import { Failure } from '../../../src/store/failure.ts';

/** An object of Live's object model: what it is called, what it holds, and what can be done with it. */
export interface LiveNode {
  type: string;
  /** What it stands for; the same thing always gets the same id. */
  subject: object;
  properties: Readonly<Record<string, NodeProperty>>;
  /** Single objects; undefined for `id 0`. */
  child: Readonly<Record<string, () => LiveNode | undefined>>;
  children: Readonly<Record<string, () => LiveNode[]>>;
  functions: Readonly<Record<string, (...values: unknown[]) => unknown>>;
}

export interface NodeProperty {
  type: 'int' | 'float' | 'bool' | 'unicode' | 'list' | 'dict';
  get(): unknown;
  set?(value: unknown): void;
}

interface Taps {
  tap: RoutingChoice | undefined;
  taps: readonly RoutingChoice[];
}

/**
 * Live's object model of an embedded set, with Live's own names, types and refusals: the main track knows no `mute`,
 * only choices have `value_items`, `display_value` and `insert_device` are there from the version on that has them.
 */
export class LiveNodes {
  readonly #song: EmbeddedSong;
  readonly #numbersTracks: boolean;
  /** What a sidechain could be tapped by before this tick, where another source was chosen in it. */
  readonly #stale = new Map<EmbeddedDevice, Taps>();

  /** @param numbersTracks whether the choosers of routings show `2-Bass` for the second track. */
  constructor(song: EmbeddedSong, numbersTracks = false) {
    this.#song = song;
    this.#numbersTracks = numbersTracks;
  }

  application(): LiveNode {
    const [major, minor = 0, bugfix = 0] = this.#song.liveVersion.split('.').map(Number);
    return node('Application', this, {
      functions: {
        get_major_version: () => major,
        get_minor_version: () => minor,
        get_bugfix_version: () => bugfix,
      },
    });
  }

  song(): LiveNode {
    const ofKind = (wanted: (kind: EmbeddedTrack['kind']) => boolean): LiveNode[] =>
      this.#song.tracks.filter(({ kind }) => wanted(kind)).map((track) => this.track(track));
    return node('Song', this.#song, {
      properties: {
        tempo: { type: 'float', get: () => this.#song.tempoBpm },
        name: { type: 'unicode', get: () => this.#song.name },
      },
      child: { master_track: () => ofKind((kind) => kind === 'main')[0] },
      children: {
        tracks: () => ofKind((kind) => kind !== 'return' && kind !== 'main'),
        return_tracks: () => ofKind((kind) => kind === 'return'),
      },
    });
  }

  track(track: EmbeddedTrack): LiveNode {
    const isMain = track.kind === 'main';
    const inserts = this.#song.canInsert && {
      insert_device: (name: unknown, at?: unknown) => this.#insert(track, name, at),
    };
    return node('Track', track, {
      properties: {
        name: { type: 'unicode', get: () => track.name, set: (name) => track.change({ name: String(name) }) },
        is_foldable: { type: 'bool', get: () => track.kind === 'group' },
        is_grouped: { type: 'bool', get: () => track.group !== '' },
        has_midi_input: { type: 'bool', get: () => track.kind === 'midi' },
        has_audio_input: { type: 'bool', get: () => track.kind === 'audio' },
        ...(!isMain && {
          is_frozen: { type: 'bool', get: () => track.frozen },
          mute: { type: 'bool', get: () => track.muted, set: (muted) => track.change({ muted: Number(muted) === 1 }) },
        }),
      },
      child: {
        canonical_parent: () => this.song(),
        mixer_device: () => this.#mixer(track),
        group_track: () => this.#trackNamed(track.group),
      },
      children: { devices: () => track.devices.map((device) => this.device(device, () => this.track(track))) },
      functions: { ...inserts, delete_device: (index) => this.#delete(track.devices, index) },
    });
  }

  device(device: EmbeddedDevice, parent: () => LiveNode): LiveNode {
    const isRack = device.chains.length > 0;
    const self = (): LiveNode => this.device(device, parent);
    return node(TYPES.get(device.className) ?? 'Device', device, {
      properties: {
        name: { type: 'unicode', get: () => device.name, set: (name) => void (device.name = String(name)) },
        class_name: { type: 'unicode', get: () => device.className },
        is_active: { type: 'bool', get: () => device.active },
        can_have_chains: { type: 'bool', get: () => isRack },
        ...(device.isRoutable && this.#routing(device)),
      },
      child: { canonical_parent: parent },
      children: {
        // A device inserted in this tick shows its parameters in the next.
        parameters: () => (device.known ? device.parameters.map((one) => this.#parameter(one, one.name, self)) : []),
        ...(isRack && { chains: () => device.chains.map((chain) => this.#chain(chain, self)) }),
      },
    });
  }

  /** The next tick begins: what was chosen shows. */
  settle(): void {
    this.#stale.clear();
  }

  /**
   * The routing of a sidechain: dictionaries, which come and are set as a JSON text under their own name. What is set
   * and not on offer, or is no such text, is swallowed without a word. The taps of another source show a tick later.
   */
  #routing(device: EmbeddedDevice): Record<string, NodeProperty> {
    const sidechain = this.#song.sidechainOf(device);
    const shown = ({ name, identifier }: RoutingChoice): object => ({ display_name: name, identifier });
    const tapsNow = (): Taps => ({ tap: sidechain.tap(), taps: sidechain.taps() });
    const taps = (): Taps => this.#stale.get(device) ?? tapsNow();
    const sourceName = (choice: RoutingChoice): RoutingChoice => ({ ...choice, name: this.#shownSource(choice.name) });
    return {
      ...dictionary('available_input_routing_types', () => sidechain.sources().map(sourceName).map(shown)),
      ...dictionary('available_input_routing_channels', () => taps().taps.map(shown)),
      ...dictionary(
        'input_routing_type',
        () =>
          [sidechain.source()]
            .flatMap((one) => one ?? [])
            .map(sourceName)
            .map(shown)[0],
        (choice) => {
          this.#stale.set(device, tapsNow());
          sidechain.setSource(choice);
        },
      ),
      ...dictionary(
        'input_routing_channel',
        () => [taps().tap].flatMap((one) => one ?? []).map(shown)[0],
        (choice) => sidechain.setTap(choice),
      ),
    };
  }

  /** `2-Bass`, where this Live numbers the tracks in its choosers. */
  #shownSource(name: string): string {
    const place = this.#song.tracks.findIndex((track) => track.name === name);
    return this.#numbersTracks && place >= 0 ? `${place + 1}-${name}` : name;
  }

  #chain(chain: EmbeddedChain, parent: () => LiveNode): LiveNode {
    return node('Chain', chain, {
      properties: { name: { type: 'unicode', get: () => chain.name } },
      child: { canonical_parent: parent },
      children: { devices: () => chain.devices.map((device) => this.device(device, () => this.#chain(chain, parent))) },
      functions: { delete_device: (index) => this.#delete(chain.devices, index) },
    });
  }

  #mixer(track: EmbeddedTrack): LiveNode {
    const [volume, panning, ...sends] = track.mixer;
    const parent = (): LiveNode => this.#mixer(track);
    const returns = this.#song.tracks.filter(({ kind }) => kind === 'return');
    return node('MixerDevice', track.mixer, {
      child: {
        canonical_parent: () => this.track(track),
        volume: () => this.#parameter(volume, 'Track Volume', parent),
        panning: () => this.#parameter(panning, 'Track Panning', parent),
      },
      children: {
        sends: () => sends.map((send, index) => this.#parameter(send, returns[index]?.name ?? send.name, parent)),
      },
    });
  }

  #parameter(parameter: EmbeddedParameter, name: string, parent: () => LiveNode): LiveNode {
    const { displayValue } = parameter;
    return node('DeviceParameter', parameter, {
      properties: {
        name: { type: 'unicode', get: () => name },
        original_name: { type: 'unicode', get: () => (parameter.name === name ? parameter.originalName : name) },
        value: { type: 'float', get: () => parameter.get(), set: (raw) => this.#set(parameter, Number(raw)) },
        min: { type: 'float', get: () => parameter.min },
        max: { type: 'float', get: () => parameter.max },
        is_quantized: { type: 'bool', get: () => parameter.isQuantized },
        is_enabled: { type: 'bool', get: () => parameter.enabled },
        automation_state: { type: 'int', get: () => ['none', 'active', 'overridden'].indexOf(parameter.automation) },
        ...(parameter.isQuantized && { value_items: { type: 'list', get: () => parameter.items } }),
        ...(displayValue && {
          display_value: {
            type: 'float',
            // A fader at its bottom shows −inf dB and reads −70.
            get: () => Math.max(LOWEST_DISPLAY, displayValue.get()),
            set: (shown) => {
              this.#checkFree(parameter);
              this.#song.change(parameter, () => displayValue.set(Number(shown)));
            },
          },
        }),
      },
      child: { canonical_parent: parent },
      functions: { str_for_value: (raw) => parameter.strForValue(Number(raw)) },
    });
  }

  #set(parameter: EmbeddedParameter, raw: number): void {
    this.#checkFree(parameter);
    this.#song.change(parameter, () => parameter.set(raw));
  }

  #checkFree(parameter: EmbeddedParameter): void {
    if (!parameter.enabled) throw new Failure('refused', `The value of ${parameter.label} cannot be changed.`);
  }

  /** The new device, or undefined where Live does not insert it. */
  #insert(track: EmbeddedTrack, name: unknown, at: unknown): LiveNode | undefined {
    try {
      const device = this.#song.insertDevice(track, String(name), typeof at === 'number' ? at : -1);
      return this.device(device, () => this.track(track));
    } catch {
      return undefined;
    }
  }

  #delete(devices: readonly EmbeddedDevice[], index: unknown): void {
    const device = devices[Number(index)];
    if (device === undefined) throw new Failure('refused', 'Invalid device index.');
    this.#song.deleteDevice(device);
  }

  #trackNamed(name: string): LiveNode | undefined {
    const found = this.#song.tracks.find((track) => track.kind === 'group' && track.name === name);
    return found && this.track(found);
  }
}

/** Classes that have a type of their own. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['Eq8', 'Eq8Device'],
  ['Compressor2', 'CompressorDevice'],
  ['PluginDevice', 'PluginDevice'],
  ['AudioEffectGroupDevice', 'RackDevice'],
  ['MxDeviceAudioEffect', 'MaxDevice'],
]);

function dictionary(
  name: string,
  get: () => unknown,
  choose?: (choice: RoutingChoice) => void,
): Record<string, NodeProperty> {
  const property: NodeProperty = { type: 'dict', get: () => JSON.stringify({ [name]: get() }) };
  if (choose === undefined) return { [name]: property };
  const set = (text: unknown): void => {
    const identifier = identifierIn(text, name);
    if (identifier !== undefined) choose({ name: '', identifier });
  };
  return { [name]: { ...property, set } };
}

function identifierIn(text: unknown, name: string): number | undefined {
  try {
    return (JSON.parse(String(text)) as Record<string, { identifier: number } | undefined>)[name]?.identifier;
  } catch {
    return undefined;
  }
}

const LOWEST_DISPLAY = -70;

function node(type: string, subject: object, parts: Partial<Omit<LiveNode, 'type' | 'subject'>>): LiveNode {
  return { type, subject, properties: {}, child: {}, children: {}, functions: {}, ...parts };
}
