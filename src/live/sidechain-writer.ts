import { Failure } from '../store/failure.ts';
import {
  findSource,
  inputInWords,
  isSameInput,
  type SidechainInput,
  type SidechainReading,
} from './sidechain-input.ts';

/** One line of a chooser. Its number means nothing to a person and may change when another source is chosen. */
export interface RoutingChoice {
  name: string;
  identifier: number;
}

/**
 * What a host must offer of a device whose sidechain can be routed; Live's own words for it are `input_routing_type`,
 * `available_input_routing_types`, `input_routing_channel` and `available_input_routing_channels`.
 */
export interface RawSidechain {
  /** For messages: `Bass › Compressor`. */
  readonly label: string;
  /** Undefined where the host does not say, as of a device that was inserted a moment ago. */
  source(): RoutingChoice | undefined;
  sources(): readonly RoutingChoice[];
  tap(): RoutingChoice | undefined;
  /** Of the source that is chosen. */
  taps(): readonly RoutingChoice[];
  /** May do nothing at all, without a word: Live swallows what it does not take. */
  setSource(choice: RoutingChoice): void;
  setTap(choice: RoutingChoice): void;
}

/** What stands there now, and what is on offer. @throws Failure 'refused' where the host does not say. */
export function readSidechain(raw: RawSidechain): SidechainReading {
  const input = inputOf(raw);
  if (input === undefined)
    throw new Failure('refused', `Live does not say what ${raw.label} hears; read the set again.`);
  return { ...input, sources: raw.sources().map(nameOf), taps: raw.taps().map(nameOf) };
}

/** What stands there now, where the host says so. */
export function inputOf(raw: Pick<RawSidechain, 'source' | 'tap'>): SidechainInput | undefined {
  const source = raw.source();
  return source && { source: source.name, tap: raw.tap()?.name ?? '' };
}

/**
 * Chooses what a sidechain hears, and reads back what stands there. First the source, since that decides which taps
 * there are and sets the tap anew; then the tap. Yields wherever a host may need a moment before it shows what was
 * chosen. Where anything is not taken, what stood there is chosen again.
 *
 * @throws Failure 'refused' where source or tap are not on offer, or are not taken.
 */
export function* writeSidechain(raw: RawSidechain, wanted: SidechainInput): Generator<undefined, SidechainReading> {
  const before = readSidechain(raw);
  const place = findSource(before.sources, wanted.source, raw.label);
  const standing = raw.source();
  const trouble = yield* choose(raw, raw.sources()[place], wanted.tap);
  if (trouble === '') return readSidechain(raw);
  const old = raw.sources().find(({ identifier }) => identifier === standing?.identifier);
  if (old !== undefined && !isSameInput(readSidechain(raw), before)) yield* choose(raw, old, before.tap);
  throw new Failure('refused', trouble);
}

/** @returns what went wrong, in words; empty where nothing did. */
function* choose(raw: RawSidechain, source: RoutingChoice, tap: string): Generator<undefined, string> {
  if (raw.source()?.identifier !== source.identifier) {
    raw.setSource(source);
    yield;
    if (raw.source()?.identifier !== source.identifier) {
      return `${raw.label} does not take "${source.name}" as its sidechain input.`;
    }
  }
  const standing = raw.tap();
  if ((standing?.name ?? '') === tap) return '';
  const taps = raw.taps();
  const wanted = taps.find(({ name }) => name === tap);
  if (wanted === undefined) {
    return `${raw.label} cannot hear "${source.name}" ${tap}; it can be tapped ${taps.map(nameOf).join(', ')}.`;
  }
  raw.setTap(wanted);
  yield;
  const shown = { source: raw.source()?.name ?? '', tap: raw.tap()?.name ?? '' };
  return isSameInput(shown, { source: source.name, tap })
    ? ''
    : `${raw.label} hears ${inputInWords(shown)} after ${inputInWords({ source: source.name, tap })} was chosen.`;
}

function nameOf({ name }: RoutingChoice): string {
  return name;
}
