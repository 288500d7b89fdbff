import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FEATURES } from '../../src/analysis/features.ts';
import { BLOCKS, ENCODER, ENCODER_NAME } from '../../src/similarity/encoder-card.ts';
import { encodeTrack, LAYOUT, rowsOf } from '../../src/similarity/encode-track.ts';
import { explainSimilarity } from '../../src/similarity/explain.ts';
import { LibrarySearch } from '../../src/similarity/library-search.ts';
import { blockShares, findSimilar } from '../../src/similarity/search.ts';
import { FRONT_END } from '../../src/similarity/sound-patches.ts';
import { similarity, VectorLibrary } from '../../src/similarity/vector-library.ts';
import type { AnalysisDocument, Scope } from '../../src/store/analysis-document.ts';
import { encodeFloats } from '../../src/store/sound-description.ts';
import { similarDocument, type SimilarDocument } from '../../src/store/similar-document.ts';
import { normalDraws, styleMeans, syntheticAnalysis, syntheticLibrary, withValues } from '../synthetic-analyses.ts';
import { knownKey } from '../known-key.ts';

/**
 * Twelve styles of six tracks; a style's features differ from the next one's as much as half of what its own tracks
 * differ.
 */
function styleLibrary(seed: number): AnalysisDocument[] {
  const normal = normalDraws(seed);
  return Array.from({ length: 12 }, (_, style) => {
    const means = Object.fromEntries(FEATURES.map(({ id, jnd }) => [id, normal() * jnd]));
    return syntheticLibrary(6, 100 * seed + style, { means, spreadJnds: 2 }, `style ${style} track`);
  }).flat();
}

/** The numbers of a track whose ids begin so. */
function valuesOf(analysis: AnalysisDocument, prefix: string): number[] {
  const { values } = encodeTrack(analysis);
  return LAYOUT.ids.flatMap((id, i) => (id.startsWith(prefix) ? [values[i]] : []));
}

/** What was heard in scopes of a track, drawn by seeds; no network. */
function heardSound(seeds: Partial<Record<Scope, number>>): AnalysisDocument['sound'] {
  const drawn = (seed: number, length: number): string => {
    const normal = normalDraws(seed);
    return encodeFloats(Float32Array.from({ length }, normal));
  };
  return {
    frontEnd: FRONT_END,
    scopes: Object.entries(seeds).map(([scope, seed]) => ({
      scope: scope as Scope,
      patches: 4,
      spectrum: drawn(seed, 288),
      modulation: drawn(seed, 216),
    })),
  };
}

const styleOf = (file: string): string => /style \d+/.exec(file)?.[0] ?? '';

describe('the encoder', () => {
  test('what the songs of one production share counts for more than what each of them does anew', () => {
    // Alike above 4 kHz and other notes below, or the other way round.
    const library = syntheticLibrary(40, 5, { means: {}, spreadJnds: 2 }, 'track');
    const query = library[0];
    const shifted = (isMoved: (hz: number) => boolean): AnalysisDocument =>
      withValues(query, (id, value) => {
        const hz = Number(/^tone\.band\.([\d.]+)$/.exec(id)?.[1] ?? NaN);
        return !Number.isNaN(hz) && isMoved(hz) ? value + 4 : value;
      });
    const [otherNotes, otherSound] = [shifted((hz) => hz >= 100 && hz <= 200), shifted((hz) => hz >= 10_000)];
    const search = new LibrarySearch(
      [...library.slice(1), otherNotes, otherSound].map((track) => encodeTrack(track)),
      blockShares({ timbre: 1 }),
    );
    const asked = search.standardised(encodeTrack(query));
    const [notes, sound] = [39, 40].map((index) => search.facets(asked, index).get('timbre') ?? NaN);
    expect(notes).toBeGreaterThan(sound);
  });

  test('its card weighs the blocks to 1, and every id it names is in the catalogue', () => {
    expect(ENCODER.blocks.map(({ name }) => name).sort()).toEqual([...BLOCKS].sort());
    expect(ENCODER.blocks.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(ENCODER.blocks.reduce((sum, { sectionWeight }) => sum + sectionWeight, 0)).toBeCloseTo(1, 12);
    for (const id of ENCODER.blocks.flatMap(({ features }) => features)) {
      expect({ id, rows: rowsOf([id]).length }).not.toEqual({ id, rows: 0 });
    }
  });

  test('takes the drop where there is one, else the whole track, and skips what is not a number', () => {
    const track = syntheticAnalysis({ file: 'a.wav', seed: 1 });
    const value = (analysis: AnalysisDocument): number =>
      encodeTrack(analysis).values[LAYOUT.ids.indexOf('stereo.width')];
    expect(value(withValues(track, () => 7, 'drop'))).toBe(7);
    const withoutDrop = { ...track, features: track.features.filter(({ scope }) => scope !== 'drop') };
    expect(value(withValues(withoutDrop, () => 5, 'whole'))).toBe(5);
    expect(value(withValues(track, () => NaN))).toBeNaN();
    const wide = withValues(track, () => 9, 'breakdown');
    expect(encodeTrack(wide, 'breakdown').values[LAYOUT.ids.indexOf('stereo.width')]).toBe(9);
  });

  test('every number of the layout lies in one part, and what a track lacks is not a number', () => {
    expect(LAYOUT.parts[0].from).toBe(0);
    LAYOUT.parts.slice(1).forEach(({ from }, i) => expect(from).toBe(LAYOUT.parts[i].to));
    expect(LAYOUT.parts[LAYOUT.parts.length - 1].to).toBe(LAYOUT.length);
    expect(LAYOUT.ids).toHaveLength(LAYOUT.length);
    expect(new Set(LAYOUT.ids).size).toBe(LAYOUT.length);
    const bare = { ...syntheticAnalysis({ file: 'a.wav', seed: 1 }), features: [], sections: [] };
    const missing = [...encodeTrack(bare).values].filter(Number.isNaN).length;
    expect(missing).toBe(LAYOUT.length - 3);
  });

  test('the energy curve is a shape: louder by 6 dB is the same', () => {
    const curve = Array.from({ length: 160 }, (_, i) => -12 + Math.sin(i / 20));
    const at = (gain: number): number[] => {
      const track = syntheticAnalysis({ file: 'a.wav', seed: 1 });
      track.curves.loudness.shortTermLufs = curve.map((level) => level + gain);
      return valuesOf(track, 'energyCurve');
    };
    at(6).forEach((value, i) => expect(value).toBeCloseTo(at(0)[i], 6));
  });

  test('relative keys lie as near as neighbours on the circle of fifths, a tritone farthest', () => {
    const pointOf = (tonic: string, mode: 'major' | 'minor'): number[] =>
      valuesOf({ ...syntheticAnalysis({ file: 'a', seed: 1 }), key: knownKey(tonic, mode) }, 'key.');
    const distance = (a: number[], b: number[]): number => Math.hypot(...a.map((value, i) => value - b[i]));
    const aMinor = pointOf('A', 'minor');
    expect(distance(aMinor, pointOf('A', 'minor'))).toBe(0);
    expect(distance(aMinor, pointOf('C', 'major'))).toBeCloseTo(0.52, 2);
    expect(distance(aMinor, pointOf('E', 'minor'))).toBeCloseTo(0.52, 2);
    expect(distance(aMinor, pointOf('D#', 'minor'))).toBeCloseTo(2, 6);
  });
});

describe('similarity', () => {
  const vector = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 20 });

  test('is 1 only for equal blocks, −1 for opposite ones, symmetric and bounded', () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const size = Math.min(a.length, b.length);
        const [x, y] = [a.slice(0, size), b.slice(0, size)];
        const alike = similarity(x, y);
        expect(Math.abs(alike)).toBeLessThanOrEqual(1 + 1e-12);
        expect(similarity(y, x)).toBe(alike);
        expect(similarity(x, x)).toBeCloseTo(1, 12);
        if (x.some((value) => Math.abs(value) > 1e-6)) {
          const times = (factor: number): number[] => x.map((value) => factor * value);
          expect(similarity(x, times(-1))).toBeCloseTo(-1, 9);
          expect(similarity(x, times(2))).toBeCloseTo(0.8, 9);
        }
      }),
    );
  });

  test('what one side lacks is left out; without anything shared there is no answer', () => {
    expect(similarity([1, NaN, 2], [1, 5, 2])).toBe(1);
    expect(similarity([1, NaN], [NaN, 5])).toBeNaN();
  });

  test('a library scores as its blocks are alike, whatever a track lacks', () => {
    const library = syntheticLibrary(9, 3).map((track, i) =>
      i % 2 === 0 ? track : { ...track, features: track.features.filter((_, at) => at % (i + 2) !== 0) },
    );
    const tracks = new VectorLibrary(
      library.map((track) => encodeTrack(track)),
      LAYOUT,
    );
    const shares = new Map(ENCODER.blocks.map(({ name, weight }) => [name, weight] as const));
    const query = tracks.standardised(encodeTrack(syntheticAnalysis({ file: 'q.wav', seed: 5 })));
    tracks.scores(query, shares).forEach((score, row) => {
      const facets = [...tracks.facets(query, row)].map(([block, value]) => [shares.get(block) ?? 0, value]);
      const total = facets.reduce((sum, [share]) => sum + share, 0);
      expect(score).toBeCloseTo(facets.reduce((sum, [share, value]) => sum + share * value, 0) / total, 5);
    });
  });
});

describe('search', () => {
  test('finds the tracks of the same style: precision at five far above chance, few hubs', () => {
    const precisions: number[] = [];
    for (const seed of [1, 2, 3, 4]) {
      const library = styleLibrary(seed);
      const found = new Map<string, number>();
      const search = new LibrarySearch(
        library.map((track) => encodeTrack(track)),
        blockShares({}),
      );
      let hits = 0;
      for (const query of library) {
        const others = search.ranked(search.standardised(encodeTrack(query))).map(({ index }) => library[index].file);
        for (const file of others.filter((other) => other !== query.file).slice(0, 5)) {
          found.set(file, (found.get(file) ?? 0) + 1);
          if (styleOf(file) === styleOf(query.file)) hits++;
        }
      }
      precisions.push(hits / (5 * library.length));
      expect(Math.max(...found.values())).toBeLessThanOrEqual(14);
    }
    // Here every feature tells as much as any other, which real productions do not.
    const chance = 5 / 71;
    expect(precisions.reduce((sum, one) => sum + one, 0) / precisions.length).toBeGreaterThan(3 * chance);
  });

  test('fits its schema, leaves the query out, and flags a copy and another master of it', () => {
    const library = syntheticLibrary(20, 4);
    const copy = { ...library[0], file: '/library/copy.wav' };
    const remaster = {
      ...withValues(library[0], (_id, value) => value + 0.001),
      file: '/library/remaster.wav',
      contentHash: 'other',
    };
    const found = findSimilar(library[0], [...library, copy, remaster], { count: 5 });
    expect(similarDocument.parse(found)).toEqual(found);
    expect(found.encoder).toBe(ENCODER_NAME);
    expect(found.results).toHaveLength(5);
    expect(found.results.map(({ file }) => file)).not.toContain(library[0].file);
    const flagged = ({ results }: SimilarDocument): string[] =>
      results.filter(({ duplicate }) => duplicate === true).map(({ file }) => file);
    expect(flagged(found).sort()).toEqual([copy.file, remaster.file]);
    const bySection = findSimilar(library[0], [...library, copy, remaster], { count: 5, section: 'breakdown' });
    expect(flagged(bySection).sort()).toEqual([copy.file, remaster.file]);
    expect(found.results[0].score).toBeGreaterThan(0.9);
  });

  test('weights choose what counts: the groove of one track, the timbre of another', () => {
    const query = syntheticAnalysis({ file: '/q.wav', seed: 77 });
    const borrow = (groups: RegExp, file: string, seed: number): AnalysisDocument => {
      const other = syntheticAnalysis({ file, seed, spreadJnds: 4 });
      const features = other.features.map((feature, i) => (groups.test(feature.id) ? query.features[i] : feature));
      return { ...other, features, contentHash: file };
    };
    const grooveTwin = borrow(/^(rhythm|pumping|energy\.onsets|lowEnd)/, '/groove.wav', 78);
    const timbreTwin = borrow(/^(tone|character)/, '/timbre.wav', 79);
    const library = [...syntheticLibrary(20, 5), grooveTwin, timbreTwin];
    const best = (weights: Parameters<typeof findSimilar>[2]['weights']): string =>
      findSimilar(query, library, { count: 1, ...(weights === undefined ? {} : { weights }) }).results[0].file;
    expect(best({ groove: 1 })).toBe('/groove.wav');
    expect(best({ timbre: 1 })).toBe('/timbre.wav');
  });

  test('another key and another course of the same production count only where they are asked for', () => {
    const query = { ...syntheticAnalysis({ file: '/q.wav', seed: 77 }), key: knownKey('A', 'minor') };
    const twin = (file: string, tonic: string, lufs: (i: number) => number): AnalysisDocument => ({
      ...query,
      file,
      contentHash: file,
      key: knownKey(tonic, 'minor'),
      curves: {
        ...query.curves,
        loudness: { ...query.curves.loudness, shortTermLufs: Array.from({ length: 160 }, (_, i) => lufs(i)) },
      },
    });
    const rising = twin('/rising.wav', 'D#', (i) => -20 + i / 10);
    const falling = twin('/falling.wav', 'A', (i) => -4 - i / 10);
    const scores = (weights?: Parameters<typeof findSimilar>[2]['weights']): number[] => {
      const { results } = findSimilar(query, [...syntheticLibrary(20, 5), rising, falling], {
        count: 22,
        ...(weights === undefined ? {} : { weights }),
      });
      return [rising, falling].map(({ file }) => results.find((result) => result.file === file)?.score ?? NaN);
    };
    const [risingScore, fallingScore] = scores();
    expect(risingScore).toBe(fallingScore);
    const [inKeyless, inKey] = scores({ timbre: 1, harmony: 1 });
    expect(inKey).toBeGreaterThan(inKeyless);
    const { results } = findSimilar(query, [rising, falling], { count: 2 });
    expect(results[0].facets).toHaveProperty('harmony');
    expect(results[0].facets).toHaveProperty('energy');
  });

  test('what was measured in a section is held against the same kind of section alone', () => {
    const query = syntheticAnalysis({ file: '/q.wav', seed: 77 });
    const twin = (file: string, isQuerys: (scope: Scope) => boolean): AnalysisDocument => {
      const other = syntheticAnalysis({ file, seed: 78 });
      const features = other.features.map((feature, i) => (isQuerys(feature.scope) ? query.features[i] : feature));
      return { ...other, features, contentHash: file };
    };
    const sameIntro = twin('/same intro.wav', (scope) => scope === 'intro');
    const introAndDrop = twin('/same intro and drop.wav', (scope) => scope === 'intro' || scope === 'drop');
    const sameDrop = twin('/same drop.wav', (scope) => scope === 'drop');
    const { results } = findSimilar(query, [...syntheticLibrary(20, 5), sameIntro, sameDrop, introAndDrop], {
      count: 23,
      section: 'intro',
    });
    const [intro, both, drop] = [sameIntro, introAndDrop, sameDrop].map(
      ({ file }) => results.find((result) => result.file === file)?.score ?? NaN,
    );
    expect(intro).toBe(both);
    expect(intro).toBeGreaterThan(drop + 0.3);
  });

  test('what was heard in a section is held against the same kind of section and against all of each track', () => {
    const heardAs = (file: string, wholeSeed: number, introSeed: number): AnalysisDocument => ({
      ...syntheticAnalysis({ file, seed: 77 }),
      contentHash: file,
      sound: heardSound({ whole: wholeSeed, intro: introSeed }),
    });
    const query = heardAs('/q.wav', 1, 1);
    const [both, sameIntro, sameWhole, neither] = [
      heardAs('/both.wav', 1, 1),
      heardAs('/same intro.wav', 2, 1),
      heardAs('/same whole.wav', 1, 2),
      heardAs('/neither.wav', 2, 2),
    ];
    const others = Array.from({ length: 20 }, (_, i) => heardAs(`/other ${i}.wav`, 10 + i, 10 + i));
    const { results } = findSimilar(query, [...others, both, sameIntro, sameWhole, neither], {
      count: 24,
      section: 'intro',
    });
    const timbreOf = ({ file }: AnalysisDocument): number =>
      results.find((result) => result.file === file)?.facets.timbre ?? NaN;
    expect(timbreOf(both)).toBeCloseTo(1, 5);
    for (const half of [sameIntro, sameWhole]) {
      expect(timbreOf(half)).toBeLessThan(timbreOf(both) - 0.1);
      expect(timbreOf(half)).toBeGreaterThan(timbreOf(neither) + 0.1);
    }
  });

  test('in a breakdown, where kick and bass are silent, what lies below 140 Hz is not compared', () => {
    const query = syntheticAnalysis({ file: '/q.wav', seed: 77 });
    const muddy = withValues(query, (id, value) => {
      const hz = Number(/^(?:tone\.band|stereo\.width|stereo\.correlation)\.([\d.]+)$/.exec(id)?.[1] ?? NaN);
      return hz <= 125 ? value + 8 : value;
    });
    const library = [...syntheticLibrary(20, 5), { ...muddy, file: '/muddy.wav', contentHash: 'muddy' }];
    const facetsBy = (section: 'breakdown' | 'drop'): Record<string, number> =>
      findSimilar(query, library, { count: 21, section }).results.find(({ file }) => file === '/muddy.wav')?.facets ??
      {};
    expect(facetsBy('breakdown').timbre).toBeCloseTo(1, 5);
    expect(facetsBy('breakdown').mix).toBeCloseTo(1, 5);
    expect(facetsBy('drop').timbre).toBeLessThan(0.95);
    expect(facetsBy('drop').mix).toBeLessThan(0.95);
  });

  test('the order of the library does not matter', () => {
    const library = syntheticLibrary(12, 6);
    const wanted = findSimilar(library[3], library, { count: 11 });
    const reversed = findSimilar(library[3], [...library].reverse(), { count: 11 });
    expect(reversed.results.map(({ file }) => file)).toEqual(wanted.results.map(({ file }) => file));
  });

  test('an empty library and weights that are all 0 are refused', () => {
    const [only] = syntheticLibrary(1, 7);
    expect(() => findSimilar(only, [only], { count: 5 })).toThrow(/no other track/);
    expect(() => findSimilar(only, syntheticLibrary(3, 8), { count: 5, weights: { groove: 0 } })).toThrow(/weight/);
  });
});

describe('the explanation', () => {
  const query = syntheticAnalysis({ file: 'q', seed: 1, spreadJnds: 0, means: styleMeans(138, {}) });
  const facets = new Map([['groove', 0.9] as const, ['mix', 0.1] as const]);

  test('says what is shared and what differs, with the sign seen from the query', () => {
    const other = withValues(query, (id, value) =>
      id === 'loudness.integrated' ? value - 2 : id === 'stereo.width.4000' ? value + 6 : value,
    );
    expect(explainSimilarity(query, other, facets).why).toBe(
      'Same tempo, groove and key; 2.0 LU quieter, wider at 4 kHz.',
    );
    expect(explainSimilarity(other, query, facets).why).toBe(
      'Same tempo, groove and key; 2.0 LU louder, narrower at 4 kHz.',
    );
  });

  test('names a relative key, and no key that is unsure', () => {
    const inC = { ...query, key: knownKey('C', 'major', 0.9) };
    expect(explainSimilarity(query, inC, new Map()).why).toContain('key family');
    const unsure = { ...inC, key: { ...inC.key, confidence: 0.2 } };
    expect(explainSimilarity(query, unsure, new Map()).why).toBe('Same tempo.');
  });

  test('says in which blocks they are no closer than by chance, and nothing where there are none', () => {
    const unlike = new Map([['harmony', -0.2] as const, ['energy', -0.5] as const, ['groove', 0.3] as const]);
    expect(explainSimilarity(query, query, unlike).whyNot).toBe('Another arrangement and key.');
    expect(explainSimilarity(query, query, facets).whyNot).toBe('');
  });

  test('never says the width twice, and stays a sentence when nothing stands out', () => {
    const wider = withValues(query, (id, value) => (id.startsWith('stereo.width') ? value + 9 : value));
    expect(explainSimilarity(query, wider, new Map()).why.match(/wider/g)).toHaveLength(1);
    const bare = { ...query, features: [], key: { ...query.key, confidence: 0 } };
    expect(explainSimilarity(bare, bare, new Map()).why).toMatch(/^[A-Z].*\.$/);
  });
});
