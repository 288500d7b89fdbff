import { unroutable } from '../../src/live/sidechain-input.ts';
import type { RawSidechain, RoutingChoice } from '../../src/live/sidechain-writer.ts';
import type { LiveObject } from './live-objects.ts';

/** The choosers of a `CompressorDevice`'s sidechain, in the words of the house's writer. */
export class LiveSidechain implements RawSidechain {
  readonly label: string;
  readonly #device: LiveObject;

  /**
   * @param label for messages: `Bass › Compressor`.
   * @throws Failure 'refused' where the device has no input that could be chosen.
   */
  constructor(device: LiveObject, label: string) {
    if (!device.hasProperty('input_routing_type')) throw unroutable(label);
    this.#device = device;
    this.label = label;
  }

  source(): RoutingChoice | undefined {
    return choiceOf(this.#device.dictionary('input_routing_type'));
  }

  sources(): readonly RoutingChoice[] {
    return choicesOf(this.#device.dictionary('available_input_routing_types'));
  }

  tap(): RoutingChoice | undefined {
    return choiceOf(this.#device.dictionary('input_routing_channel'));
  }

  taps(): readonly RoutingChoice[] {
    return choicesOf(this.#device.dictionary('available_input_routing_channels'));
  }

  setSource({ identifier }: RoutingChoice): void {
    this.#device.setDictionary('input_routing_type', { identifier });
  }

  setTap({ identifier }: RoutingChoice): void {
    this.#device.setDictionary('input_routing_channel', { identifier });
  }
}

/** Of `{ display_name, identifier }`; undefined where Live shows none, as of a device inserted in this tick. */
function choiceOf(shown: unknown): RoutingChoice | undefined {
  if (typeof shown !== 'object' || shown === null) return undefined;
  const { display_name: name, identifier } = shown as { display_name?: unknown; identifier?: unknown };
  return typeof name === 'string' ? { name, identifier: Number(identifier) } : undefined;
}

function choicesOf(shown: unknown): readonly RoutingChoice[] {
  return Array.isArray(shown) ? shown.flatMap((one) => choiceOf(one) ?? []) : [];
}
