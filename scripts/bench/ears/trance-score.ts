import { analyseSignal } from '../../../src/analysis/analyse-track.ts';
import { tranceScore, type TranceReferences } from '../../../src/analysis/trance-score.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { SONG_STYLES } from '../../../src/demo/song.ts';
import { mean, median } from '../../../src/dsp/statistics.ts';
import type { AnalysisDocument } from '../../../src/store/analysis-document.ts';
import { truthSong } from '../../../test/truth/song.ts';
import type { BenchLine } from './bench-line.ts';

const SONGS = 12;
/** Styles of `test/truth/song.ts` that no trance set would play. */
const OTHER_STYLES = ['drum and bass', 'breaks'] as const;

/** Trance against other music, and the score of references on their own scale, each against all others. */
export async function benchTranceScore(scale: number): Promise<BenchLine[]> {
  const count = Math.max(4, Math.round(SONGS * scale));
  const trance = Array.from({ length: count }, (_, i) =>
    analyseSignal(renderSong(composeSong({ seed: 3000 + i, style: SONG_STYLES[i % 4] })).mix, `demo ${i}`),
  );
  const second = Array.from({ length: count }, (_, i) =>
    analyseSignal(truthSong({ seed: 3000 + i, style: i % 2 === 0 ? 'trance' : 'psy' }).signal, `truth ${i}`),
  );
  const others = Array.from({ length: count }, (_, i) =>
    analyseSignal(truthSong({ seed: 4000 + i, style: OTHER_STYLES[i % OTHER_STYLES.length] }).signal, `other ${i}`),
  );
  const scores = (songs: readonly AnalysisDocument[]): number[] => songs.map((song) => tranceScore(song).score);
  const [demo, truth, decoys] = [trance, second, others].map(scores);
  const ownScale = trance.map((song) => tranceScore(song, referencesOf(trance.filter((one) => one !== song))).score);
  return [
    { what: 'trance of the demo: score, median', value: median(demo), unit: '', target: '≥ 0.8', count },
    { what: 'trance of another generator: score, median', value: median(truth), unit: '', target: '≥ 0.7', count },
    { what: 'other styles: score, median', value: median(decoys), unit: '', target: '≤ 0.5', count },
    {
      what: 'trance above other styles (area under the curve)',
      value: areaOf([...demo, ...truth], decoys),
      unit: '',
      target: '≥ 0.95',
      count: 3 * count,
    },
    { what: 'references on their own scale: score, median', value: median(ownScale), unit: '', target: '≥ 0.8', count },
  ];
}

function referencesOf(songs: readonly AnalysisDocument[]): TranceReferences {
  const keys = new Set(songs.flatMap(({ features }) => features.map(({ id, scope }) => `${id}@${scope}`)));
  return {
    features: [...keys].map((key) => {
      const [id, scope] = key.split('@');
      const sorted = songs
        .flatMap(({ features }) => features.filter((one) => one.id === id && one.scope === scope))
        .map(({ value }) => value)
        .sort((a, b) => a - b);
      return { id, scope, median: median(sorted), sorted };
    }),
    minorShare: mean(songs.map(({ key }) => Number(key.mode === 'minor'))),
    keyed: songs.length,
  };
}

/** The chance that one of the first scores above one of the second. */
function areaOf(high: readonly number[], low: readonly number[]): number {
  return mean(high.flatMap((a) => low.map((b) => (a > b ? 1 : a === b ? 0.5 : 0))));
}
