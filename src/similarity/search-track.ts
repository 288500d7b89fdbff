import { z } from 'zod';
import { featureValues, type AnalysisDocument, type SectionKind } from '../store/analysis-document.ts';
import { encodeTrack, valueOn, type EncodedTrack } from './encode-track.ts';

/** What of a track is searched and filtered: little enough to be kept for a whole library. */
export interface SearchTrack extends EncodedTrack {
  facts: TrackFacts;
}

/** What filters ask for; null where it could not be measured. */
export const trackFacts = z.object({
  tempoBpm: z.number().nullable(),
  key: z.object({ tonic: z.string(), mode: z.enum(['major', 'minor', 'unknown']) }),
  /** What energy is made of: loudest three seconds, onsets a beat, brightness. */
  energy: z.array(z.number().nullable()).length(3),
});

export type TrackFacts = z.infer<typeof trackFacts>;

const ENERGY_FEATURES = ['loudness.shortTermMax', 'energy.onsets', 'tone.brightness'];

/** @param section the kind of section it is compared by; all of it where left out */
export function searchTrackOf(analysis: AnalysisDocument, section?: SectionKind): SearchTrack {
  return { ...encodeTrack(analysis, section), facts: factsOf(analysis) };
}

export function factsOf(analysis: AnalysisDocument): TrackFacts {
  const values = featureValues(analysis);
  const { tonic, mode } = analysis.key;
  return {
    tempoBpm: valueOn(values, 'rhythm.tempo'),
    key: { tonic, mode },
    energy: ENERGY_FEATURES.map((id) => valueOn(values, id)),
  };
}

/**
 * Energy of each track of a library as a percentile, 0 … 100: the mean of its ranks in loudness, density and
 * brightness, of those that could be measured; NaN where none could. Half of a tie counts as below.
 */
export function energyPercentiles(tracks: readonly { facts: TrackFacts }[]): number[] {
  const columns = ENERGY_FEATURES.map((_, column) =>
    tracks
      .map(({ facts }) => facts.energy[column])
      .filter((value) => value !== null)
      .sort((a, b) => a - b),
  );
  return tracks.map(({ facts }) => {
    const ranks = facts.energy.flatMap((value, column) =>
      value === null ? [] : [percentileIn(columns[column], value)],
    );
    return ranks.length === 0 ? NaN : ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
  });
}

function percentileIn(sorted: readonly number[], value: number): number {
  if (sorted.length < 2) return 50;
  const below = sorted.filter((other) => other < value).length;
  const equal = sorted.filter((other) => other === value).length - 1;
  return (100 * (below + equal / 2)) / (sorted.length - 1);
}
