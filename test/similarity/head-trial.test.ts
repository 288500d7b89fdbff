import { describe, expect, test } from '@jest/globals';
import { FEATURES } from '../../src/analysis/features.ts';
import { encodeTrack, LAYOUT } from '../../src/similarity/encode-track.ts';
import { fitGains, projectedRows, type HeadExamples } from '../../src/similarity/fit-head.ts';
import { fitHead, FOLDS, foldsOf, judgeHead, tryFold, type HeadVerdict } from '../../src/similarity/head-trial.ts';
import { encoderGains, headRanking, loadHead, writeHead } from '../../src/similarity/projection-head.ts';
import { LibrarySearch } from '../../src/similarity/library-search.ts';
import { blockShares } from '../../src/similarity/search.ts';
import { VectorLibrary } from '../../src/similarity/vector-library.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import { normalDraws, syntheticAnalysis } from '../synthetic-analyses.ts';

const FOLDERS = 5;
const IN_FOLDER = 12;
const SHARES = blockShares({});
const START = encoderGains(LAYOUT, SHARES);

/** A library whose folders differ in one feature alone, from one to the next by so many just-noticeable differences. */
function folders(feature: string, stepJnds: number, seed: number): AnalysisDocument[] {
  return Array.from({ length: FOLDERS * IN_FOLDER }, (_, i) => {
    const folder = Math.floor(i / IN_FOLDER);
    const means = Object.fromEntries(
      FEATURES.filter(({ id }) => id === feature).map(({ id, jnd }) => [id, (folder - 2) * stepJnds * jnd]),
    );
    return syntheticAnalysis({ file: `/${folder}/${i}.wav`, seed: 1000 * seed + i, means });
  });
}

function examplesOf(library: readonly AnalysisDocument[]): { examples: HeadExamples; encoder: Float32Array } {
  const vectors = new VectorLibrary(
    library.map((track) => encodeTrack(track)),
    LAYOUT,
  );
  const encoder = new Float32Array(library.length ** 2);
  library.forEach((_, row) => encoder.set(vectors.scores(vectors.row(row), SHARES), row * library.length));
  const examples = {
    values: vectors.values.map((value) => (Number.isNaN(value) ? 0 : value)),
    dimensions: LAYOUT.compared.length,
    groups: library.map((_, i) => Math.floor(i / IN_FOLDER)),
    corrections: [],
  };
  return { examples, encoder };
}

function verdict(examples: HeadExamples, encoder: Float32Array): HeadVerdict {
  return judgeHead(Array.from({ length: FOLDS }, (_, fold) => tryFold(examples, START, encoder, fold)).flat());
}

describe('a head', () => {
  test.each(['pumping.depth', 'stereo.width'])(
    'is kept where folders mean something that the encoder hardly weighs: %s',
    (feature) => {
      const { examples, encoder } = examplesOf(folders(feature, 3, 1));
      const { kept, byEncoder, byHead, gain, questions } = verdict(examples, encoder);
      expect(questions).toBe(FOLDERS * IN_FOLDER);
      expect(byHead).toBeGreaterThan(byEncoder + 0.1);
      expect(gain.low).toBeGreaterThan(0);
      expect(kept).toBe(true);
      const gains = fitHead(examples, START);
      const weightOf = (all: Float32Array, id: string): number =>
        LAYOUT.compared.ids.reduce((sum, other, k) => sum + (other === id ? all[k] ** 2 : 0), 0);
      const factor = (id: string): number => Math.sqrt(weightOf(gains, id) / weightOf(START.own, id));
      expect(factor(feature)).toBeGreaterThan(3);
      expect(factor('tone.slope')).toBeLessThan(1);
    },
  );

  test('is refused where folders are random', () => {
    const { examples, encoder } = examplesOf(folders('none', 0, 2));
    for (let shift = 0; shift < 2; shift++) {
      const groups = examples.groups.map((_, i) => (7 * i + shift * (i % 3)) % FOLDERS);
      expect(verdict({ ...examples, groups }, encoder).kept).toBe(false);
    }
  });

  test('learns from corrections, and is judged on those of tracks it has not been told of', () => {
    // Sixty answers are few: what they teach differs from library to library.
    const gains = [3, 4, 5].map((seed) => {
      const { examples, encoder } = examplesOf(folders('pumping.depth', 3, seed));
      const normal = normalDraws(8);
      const pick = (folder: number): number => IN_FOLDER * folder + (Math.floor(Math.abs(4 * normal())) % IN_FOLDER);
      const corrections = Array.from({ length: 60 }, (_, i) => {
        const folder = i % FOLDERS;
        return { query: pick(folder), more: pick(folder), less: pick((folder + 2) % FOLDERS) };
      }).filter(({ query, more }) => query !== more);
      const told = { ...examples, groups: examples.groups.map(() => -1), corrections };
      const { kept, byEncoder, byHead, questions } = verdict(told, encoder);
      expect(questions).toBe(corrections.length);
      // Said at random, they tell nothing.
      const random = corrections.map((correction, i) => (i % 2 ? correction : { ...correction, more: correction.less, less: correction.more })); // prettier-ignore
      expect(verdict({ ...told, corrections: random }, encoder).kept).toBe(false);
      return { kept, gain: byHead - byEncoder };
    });
    expect(Math.min(...gains.map(({ gain }) => gain))).toBeGreaterThan(0.1);
    expect(gains.filter(({ kept }) => kept).length).toBeGreaterThanOrEqual(2);
  });

  test('holds back an even share of every folder, and tells nothing of it to the fitting', () => {
    const { examples } = examplesOf(folders('pumping.depth', 3, 1));
    const folds = foldsOf(examples);
    for (let fold = 0; fold < FOLDS; fold++) {
      for (let folder = 0; folder < FOLDERS; folder++) {
        const held = folds.filter((own, row) => own === fold && examples.groups[row] === folder).length;
        expect([2, 3]).toContain(held);
      }
    }
  });

  test('with nothing to learn from compares as it starts', () => {
    const { examples } = examplesOf(folders('none', 0, 4));
    const nothing = { ...examples, groups: examples.groups.map(() => -1) };
    expect(fitHead(nothing, START)).toEqual(START.own);
    expect(fitGains({ ...examples, groups: examples.groups.map(() => 0) }, START, 0)).toEqual(START.own);
  });
});

describe('the file of a head', () => {
  test('projects as the fitting does, and leaves a vector of zeros one of zeros', async () => {
    const { examples } = examplesOf(folders('pumping.depth', 3, 1));
    const gains = fitHead(examples, START);
    const head = await loadHead(writeHead(gains), LAYOUT.compared.length);
    const rows = examples.values.slice(0, 3 * LAYOUT.compared.length).fill(0, 2 * LAYOUT.compared.length);
    const expected = projectedRows(rows, gains);
    const found = (await head?.project(rows)) ?? new Float32Array(0);
    expect(found).toHaveLength(expected.length);
    found.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-6));
    await expect(loadHead(writeHead(gains), 7)).rejects.toThrow(
      `made for ${LAYOUT.compared.length} numbers instead of 7`,
    );
  });

  test('puts a library in the order of its cosines, and finds what the folder means', async () => {
    const library = folders('pumping.depth', 3, 5);
    const { examples } = examplesOf(library);
    const gains = fitHead(examples, START);
    const head = await loadHead(writeHead(gains), LAYOUT.compared.length);
    if (head === undefined) throw new Error('No runtime is installed.');
    const tracks = library.map((track) => encodeTrack(track));
    const search = new LibrarySearch(tracks, SHARES);
    let [byHead, byBlocks] = [0, 0];
    const folderOf = (index: number): number => Math.floor(index / IN_FOLDER);
    for (let query = 0; query < tracks.length; query += 7) {
      const asked = search.standardised(tracks[query]);
      const hits = (ranked: { index: number }[]): number =>
        ranked
          .filter(({ index }) => index !== query)
          .slice(0, 5)
          .filter(({ index }) => folderOf(index) === folderOf(query)).length;
      byHead += hits(await headRanking(head)(search, asked));
      byBlocks += hits(search.ranked(asked));
    }
    expect(byHead).toBeGreaterThan(byBlocks + 9);
  });
});
