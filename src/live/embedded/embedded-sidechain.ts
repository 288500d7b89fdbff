import { NO_INPUT } from '../sidechain-input.ts';
import type { RawSidechain, RoutingChoice } from '../sidechain-writer.ts';
import type { EmbeddedDevice, EmbeddedTrack } from './embedded-objects.ts';
import type { SidechainTap } from './set-document.ts';

/** What a sidechain must know of the set it is in. */
export interface SidechainPlace {
  tracks: readonly EmbeddedTrack[];
  own(): EmbeddedTrack;
  identifierOf(choice: string): number;
  change(work: () => void): void;
}

const TAPS: readonly SidechainTap[] = ['Pre FX', 'Post FX', 'Post Mixer'];
/** What is chosen along with another source. */
const FIRST_TAP: SidechainTap = 'Post FX';

/**
 * The two choosers of a Compressor's sidechain: every track that has sound is offered, the own one only before its
 * devices; another source sets the tap anew; a number that is not on offer is swallowed.
 */
export class EmbeddedSidechain implements RawSidechain {
  readonly #device: EmbeddedDevice;
  readonly #place: SidechainPlace;

  constructor(device: EmbeddedDevice, place: SidechainPlace) {
    this.#device = device;
    this.#place = place;
  }

  get label(): string {
    return this.#device.label;
  }

  source(): RoutingChoice | undefined {
    if (!this.#device.known) return undefined;
    const { sidechainFrom = NO_INPUT } = this.#device;
    return (
      this.sources().find(({ name }) => name === sidechainFrom) ?? {
        name: sidechainFrom,
        identifier: this.#place.identifierOf(sidechainFrom),
      }
    );
  }

  sources(): readonly RoutingChoice[] {
    if (!this.#device.known) return [];
    const tracks = this.#place.tracks.filter(isHeard).map(({ id, name }) => this.#choice(`track ${id}`, name));
    return [...tracks, this.#choice('nothing', NO_INPUT)];
  }

  tap(): RoutingChoice | undefined {
    const { sidechainFrom, sidechainTap } = this.#device;
    const name = sidechainFrom === undefined ? '' : sidechainTap;
    return this.taps().find((one) => one.name === name);
  }

  taps(): readonly RoutingChoice[] {
    const source = this.source();
    if (source === undefined) return [];
    return this.#tapsOf(source.name).map((tap) => this.#choice(`tap ${String(source.identifier)} ${tap}`, tap));
  }

  setSource({ identifier }: RoutingChoice): void {
    const source = this.sources().find((one) => one.identifier === identifier);
    if (source === undefined) return;
    this.#place.change(() => {
      this.#device.sidechainFrom = source.name === NO_INPUT ? undefined : source.name;
      const taps = this.#tapsOf(source.name);
      this.#device.sidechainTap = TAPS.find((tap) => tap === taps[0] && taps.length === 1) ?? FIRST_TAP;
    });
  }

  setTap({ identifier }: RoutingChoice): void {
    const tap = this.taps().find((one) => one.identifier === identifier);
    const wanted = TAPS.find((name) => name === tap?.name);
    if (wanted !== undefined) this.#place.change(() => (this.#device.sidechainTap = wanted));
  }

  #tapsOf(source: string): readonly (SidechainTap | '')[] {
    if (source === NO_INPUT) return [''];
    return source === this.#place.own().name ? ['Pre FX'] : TAPS;
  }

  #choice(choice: string, name: string): RoutingChoice {
    return { name, identifier: this.#place.identifierOf(choice) };
  }
}

/** A track of notes without a device that makes or shapes sound has none to give. */
function isHeard({ kind, devices }: EmbeddedTrack): boolean {
  return kind !== 'midi' || devices.length > 0;
}
