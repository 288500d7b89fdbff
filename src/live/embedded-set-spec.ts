import { deviceByName } from '../devices/devices.ts';
import { findParameter } from '../devices/device-settings.ts';
import { MIXER } from '../devices/mixer.ts';
import type { DeviceSettings } from '../devices/device-model.ts';
import { Failure } from '../store/failure.ts';
import type { EmbeddedTrack } from './embedded/embedded-objects.ts';
import { foreignDevice, freshDevice, freshMixer } from './embedded/embedded-objects.ts';
import type {
  EmbeddedDeviceDocument,
  EmbeddedParameterDocument,
  EmbeddedTrackDocument,
  SidechainTap,
} from './embedded/set-document.ts';

/** A set in the words of a person; everything left out stands as in a new set. */
export interface EmbeddedSetSpec {
  name: string;
  tempoBpm: number;
  /** In Live's order. A main track is added if none is given. */
  tracks: readonly EmbeddedTrackSpec[];
  /** The version of Live it behaves like; `12.4` unless told. Before 12.3 no device can be inserted. */
  liveVersion?: string;
  /** Whether parameters take display values directly; false unless told, so that values are found through the texts. */
  displayValue?: boolean;
  /** Bends laws whose curve is unknown; 0 for none. */
  lawSeed?: number;
}

export interface EmbeddedTrackSpec {
  name: string;
  /** `audio` unless told. */
  kind?: EmbeddedTrack['kind'];
  /** Name of the group track it is in. */
  group?: string;
  sourceFile?: string;
  frozen?: boolean;
  muted?: boolean;
  /** `Volume`, `Pan`, `Send A` … in display units. */
  mixer?: DeviceSettings;
  devices?: readonly EmbeddedDeviceSpec[];
  /** Mixer parameters that automation moves, and those that something else holds. */
  automated?: readonly string[];
  disabled?: readonly string[];
}

export interface EmbeddedDeviceSpec {
  /** As Live's browser shows it; anything unknown becomes a device that can be seen and switched, not heard. */
  device: string;
  /** Of a device that is unknown; `PluginDevice` unless told. */
  className?: string;
  /** What the person calls it; the device's own name unless told. */
  name?: string;
  settings?: DeviceSettings;
  /** Name of the track that its sidechain hears. */
  sidechainFrom?: string;
  /** Where that is tapped; after its mixer unless told. */
  sidechainTap?: SidechainTap;
  automated?: readonly string[];
  disabled?: readonly string[];
  /** Makes it a rack with these parallel ways, by their names. */
  chains?: Readonly<Record<string, readonly EmbeddedDeviceSpec[]>>;
}

/** A track as a document, without its settings: those are written once the track lives. */
export function trackDocument(spec: EmbeddedTrackSpec, returnCount: number): EmbeddedTrackDocument {
  return {
    name: spec.name,
    kind: spec.kind ?? 'audio',
    group: spec.group ?? '',
    sourceFile: spec.sourceFile ?? '',
    frozen: spec.frozen ?? false,
    muted: spec.muted ?? false,
    mixer: marked(freshMixer(spec.kind === 'main' ? 0 : returnCount), MIXER, spec),
    devices: (spec.devices ?? []).map(deviceDocument),
  };
}

function deviceDocument(spec: EmbeddedDeviceSpec): EmbeddedDeviceDocument {
  const model = deviceByName(spec.device);
  const className = spec.className ?? (spec.chains ? 'AudioEffectGroupDevice' : 'PluginDevice');
  const fresh = model ? freshDevice(model) : foreignDevice(spec.device, className);
  const chains = Object.entries(spec.chains ?? {});
  return {
    ...fresh,
    name: spec.name ?? spec.device,
    parameters: marked(fresh.parameters, fresh, spec),
    ...(spec.sidechainFrom !== undefined && { sidechainFrom: spec.sidechainFrom }),
    ...(spec.sidechainTap !== undefined && { sidechainTap: spec.sidechainTap }),
    ...(chains.length > 0 && {
      chains: chains.map(([name, devices]) => ({ name, devices: devices.map(deviceDocument) })),
    }),
  };
}

function marked(
  parameters: EmbeddedParameterDocument[],
  owner: { name: string },
  { automated = [], disabled = [] }: Pick<EmbeddedDeviceSpec, 'automated' | 'disabled'>,
): EmbeddedParameterDocument[] {
  for (const name of [...automated, ...disabled]) {
    if (!parameters.some((parameter) => parameter.name === name)) throw unknownParameter(owner.name, name);
  }
  return parameters.map((parameter) => ({
    ...parameter,
    enabled: !disabled.includes(parameter.name),
    automation: automated.includes(parameter.name) ? 'active' : 'none',
  }));
}

/** Which parameter of a living device or mixer a setting's name means. */
export function settingTarget<P extends { originalName: string }>(
  owner: string,
  parameters: readonly P[],
  name: string,
): P {
  const modelName = findParameter(deviceByName(owner) ?? { parameters: [] }, name)?.name ?? name;
  const found = parameters.find((parameter) => parameter.originalName === modelName);
  if (!found) throw unknownParameter(owner, name);
  return found;
}

function unknownParameter(owner: string, name: string): Failure {
  return new Failure('input', `${owner} has no parameter "${name}"; use the name Live shows.`);
}
