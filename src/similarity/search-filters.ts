import { basename } from 'node:path';
import type { BeatsPerMinute } from '../dsp/units.ts';
import { PITCH_CLASSES } from './encode-track.ts';
import type { TrackFacts } from './search-track.ts';

/** Which tracks may be found at all. */
export interface SearchFilters {
  tempoBpm?: readonly [low: BeatsPerMinute, high: BeatsPerMinute];
  /** Only tracks of this energy, as percentiles of the library (`energyPercentiles`). */
  energy?: readonly [low: number, high: number];
  /** Only keys that mix with that of the query: the same, the relative, and a fifth up or down. */
  compatibleKey?: boolean;
  /** Only tracks by others: names of files before ` - `. */
  otherArtists?: boolean;
  /** Only these files: those of a cluster. */
  among?: ReadonlySet<string>;
}

interface FilteredTrack {
  file: string;
  facts: TrackFacts;
}

/**
 * Whether a track may be found for a query. A track whose key, tempo or energy is not known does not pass a filter that
 * asks for it.
 *
 * @param energyPercentile of the track in its library
 */
export function passesFilters(
  query: FilteredTrack,
  track: FilteredTrack,
  energyPercentile: number,
  filters: SearchFilters,
): boolean {
  const { tempoBpm, energy, compatibleKey = false, otherArtists = false, among } = filters;
  if (among !== undefined && !among.has(track.file)) return false;
  if (tempoBpm !== undefined && !liesIn(tempoBpm, track.facts.tempoBpm)) return false;
  if (energy !== undefined && !liesIn(energy, energyPercentile)) return false;
  if (compatibleKey && !keysMix(query.facts.key, track.facts.key)) return false;
  const artist = artistOf(track.file);
  return !(otherArtists && artist !== undefined && artist === artistOf(query.file));
}

function liesIn([low, high]: readonly [number, number], value: number | null): boolean {
  return value !== null && value >= low && value <= high;
}

/** The artist of `Artist - Title.wav`, in small letters; `undefined` of other names. */
export function artistOf(file: string): string | undefined {
  const [artist, title] = basename(file).split(' - ');
  return title === undefined ? undefined : artist.trim().toLowerCase();
}

/** Neighbours on the wheel of DJs: the same place or one step around it, or the same step of the other ring. */
function keysMix(a: TrackFacts['key'], b: TrackFacts['key']): boolean {
  const [x, y] = [wheelPlace(a), wheelPlace(b)];
  if (x === undefined || y === undefined) return false;
  const steps = Math.min((x.hour - y.hour + 12) % 12, (y.hour - x.hour + 12) % 12);
  return x.minor === y.minor ? steps <= 1 : steps === 0;
}

function wheelPlace({ tonic, mode }: TrackFacts['key']): { hour: number; minor: boolean } | undefined {
  const pitch = PITCH_CLASSES.indexOf(tonic);
  if (pitch < 0 || mode === 'unknown') return undefined;
  const minor = mode === 'minor';
  // A minor key stands at its relative major, three semitones up; a fifth is one hour.
  return { hour: ((minor ? pitch + 3 : pitch) * 7) % 12, minor };
}
