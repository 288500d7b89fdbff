import { describe, expect, test } from '@jest/globals';
import { artistOf, passesFilters, type SearchFilters } from '../../src/similarity/search-filters.ts';
import { energyPercentiles, searchTrackOf } from '../../src/similarity/search-track.ts';
import { findSimilar } from '../../src/similarity/search.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import { knownKey } from '../known-key.ts';
import { syntheticAnalysis, syntheticLibrary, withValues } from '../synthetic-analyses.ts';

const track = (file: string, tonic = 'A', mode: 'major' | 'minor' = 'minor'): AnalysisDocument => ({
  ...syntheticAnalysis({ file, seed: 1 }),
  key: knownKey(tonic, mode),
});

const passes = (query: AnalysisDocument, found: AnalysisDocument, filters: SearchFilters): boolean =>
  passesFilters(searchTrackOf(query), searchTrackOf(found), NaN, filters);

describe('filters', () => {
  test.each<[string, 'major' | 'minor', boolean]>([
    ['A', 'minor', true],
    ['C', 'major', true],
    ['E', 'minor', true],
    ['D', 'minor', true],
    ['A', 'major', false],
    ['B', 'minor', false],
    ['G', 'major', false],
    ['D#', 'minor', false],
  ])('A minor mixes with %s %s: %s', (tonic, mode, mixes) => {
    expect(passes(track('/q.wav'), track('/t.wav', tonic, mode), { compatibleKey: true })).toBe(mixes);
  });

  test('a key that is not known mixes with none', () => {
    const unknown = { ...track('/t.wav'), key: { ...knownKey('A', 'minor'), tonic: '' } };
    expect(passes(track('/q.wav'), unknown, { compatibleKey: true })).toBe(false);
  });

  test('the range of tempo holds its ends, and a track without tempo lies in none', () => {
    const at = (tempo: number): AnalysisDocument =>
      withValues(track('/t.wav'), (id, value) => (id === 'rhythm.tempo' ? tempo : value));
    const lies = (tempo: number): boolean => passes(track('/q.wav'), at(tempo), { tempoBpm: [136, 140] });
    expect([135.9, 136, 140, 140.1, NaN].map(lies)).toEqual([false, true, true, false, false]);
  });

  test('an artist is what stands before the first dash with spaces', () => {
    expect(artistOf('/music/Some One - A Song - Remix.wav')).toBe('some one');
    expect(artistOf('/music/A-Song.wav')).toBeUndefined();
    const byOther = (file: string): boolean =>
      passes(track('/music/Some One - New.wav'), track(file), { otherArtists: true });
    expect(byOther('/other/some one - Old.wav')).toBe(false);
    expect(byOther('/other/Someone Else - Old.wav')).toBe(true);
    expect(byOther('/other/Old.wav')).toBe(true);
  });

  test('energy is the mean rank in loudness, density and brightness, and a range of it is found', () => {
    const library = Array.from({ length: 5 }, (_, i) =>
      withValues(track(`/${i}.wav`), (id, value) =>
        /^(loudness\.shortTermMax|energy\.onsets|tone\.brightness)$/.test(id) ? i : value,
      ),
    );
    expect(energyPercentiles(library.map((analysis) => searchTrackOf(analysis)))).toEqual([0, 25, 50, 75, 100]);
    const { results } = findSimilar(track('/q.wav'), library, { count: 9, filters: { energy: [50, 80] } });
    expect(results.map(({ file }) => file).sort()).toEqual(['/2.wav', '/3.wav']);
    expect(energyPercentiles([searchTrackOf({ ...track('/bare.wav'), features: [] })])).toEqual([NaN]);
  });

  test('a search that lets nothing through says so', () => {
    const library = syntheticLibrary(5, 1);
    const filters = { among: new Set<string>() };
    expect(() => findSimilar(library[0], library, { count: 3, filters })).toThrow(/passes these filters/);
    const among = new Set([library[2].file]);
    const found = findSimilar(library[0], library, { count: 3, filters: { among } });
    expect(found.results.map(({ file }) => file)).toEqual([library[2].file]);
  });

  test('a section that the query lacks is refused', () => {
    const library = syntheticLibrary(5, 1);
    expect(() => findSimilar(library[0], library, { count: 3, section: 'outro' })).toThrow(/has no outro/);
    expect(findSimilar(library[0], library, { count: 3, section: 'breakdown' }).section).toBe('breakdown');
  });
});
