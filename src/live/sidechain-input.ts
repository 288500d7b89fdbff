import { Failure } from '../store/failure.ts';

/** What a sidechain hears, in the words of the two choosers that Live shows for it. */
export interface SidechainInput {
  /** Name of a track, or `NO_INPUT`; Live also offers inputs of the sound card. */
  source: string;
  /** `Pre FX`, `Post FX` or `Post Mixer` of a track; empty where there is nothing to tap. */
  tap: string;
}

export interface SidechainReading extends SidechainInput {
  /** What the set offers as sources. Two tracks of one name are there twice, and cannot be told apart. */
  sources: readonly string[];
  /** Where the source that stands there may be tapped. */
  taps: readonly string[];
}

/** The only device whose input Live's API lets one choose; Glue Compressor, Gate and Auto Filter do not show theirs. */
export const ROUTABLE_CLASS = 'Compressor2';

/** What Live calls nothing. */
export const NO_INPUT = 'No Input';

/** How messages and receipts call what is chosen. */
export const SIDECHAIN_INPUT = 'Sidechain input';

/**
 * Where a plan taps the track that is to be heard. Live exports a stem as it leaves the track's mixer, and the
 * threshold was found on that stem: before the fader the track is louder or softer by as much as the fader is off 0 dB,
 * and would duck by as much more or less.
 */
export const STEM_TAP = 'Post Mixer';

/** `Kick, Post Mixer`; `No Input`. */
export function inputInWords({ source, tap }: SidechainInput): string {
  return tap === '' ? source : `${source}, ${tap}`;
}

export function isSameInput(one: SidechainInput, other: SidechainInput): boolean {
  return one.source === other.source && one.tap === other.tap;
}

/**
 * The place, among the sources that a set offers, of what a track's name means: the source of that name, else the one
 * that bears it after the number of its track, as some versions of Live show it (`1-Kick`).
 *
 * @param label of the device, for the message: `Bass › Compressor`
 * @throws Failure 'refused' where there is none, or more than one
 */
export function findSource(sources: readonly string[], name: string, label: string): number {
  const places = (fits: (source: string) => boolean): number[] =>
    sources.flatMap((source, place) => (fits(source) ? [place] : []));
  const exact = places((source) => source.normalize() === name.normalize());
  const found = exact.length > 0 ? exact : places((source) => isCalled(source, name));
  if (found.length === 1) return found[0];
  throw new Failure(
    'refused',
    found.length === 0
      ? `Live does not offer "${name}" as a sidechain input of ${label}; a MIDI track without an instrument has no sound. It offers ${sources.join(', ')}.`
      : `Live offers ${found.length} sidechain inputs called "${name}" to ${label}; give each track its own name in Live.`,
  );
}

/** Whether a source that a set shows may be the track of this name. */
export function isCalled(source: string, name: string): boolean {
  return source.normalize().replace(TRACK_NUMBER, '') === name.normalize() || source.normalize() === name.normalize();
}

const TRACK_NUMBER = /^\d+[- ]/;

/** Of a device without an input that could be chosen. */
export function unroutable(label: string): Failure {
  return new Failure('refused', `What ${label} hears cannot be chosen through Live's API, only that of a Compressor.`);
}
