import { measureAcidLine, type AcidLine } from '../../../src/analysis/character/acid-line.ts';
import { measureCharacter } from '../../../src/analysis/character.ts';
import { measureSignalFrames } from '../../../src/analysis/one-pass.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { SONG_STYLES } from '../../../src/demo/song.ts';
import { sumStems } from '../../../src/demo/sum-stems.ts';
import { ACID_DECOYS, acidDecoyStem, acidStem } from '../../../test/truth/acid.ts';
import { SAW_DECOYS, sawDecoyStem, supersawStem } from '../../../test/truth/supersaw.ts';
import type { BenchLine } from './bench-line.ts';

/**
 * Acid lines of known settings against what moves or rings and is none, and the demo's songs as stems and as mastered
 * mixes, with and without their acid line. None of the seeds was used for fitting.
 */
export async function benchAcid(scale: number): Promise<BenchLine[]> {
  const count = (full: number): number => Math.max(1, Math.round(full * scale));
  const lines = Array.from({ length: count(60) }, (_, i) => {
    const truth = acidStem(FIRST_SEED + i, { seconds: SECONDS });
    return { truth, heard: measureAcidLine([truth.signal]) };
  });
  const scores = lines.map(({ heard }) => heard.score);
  const decoys = ACID_DECOYS.map((kind) => {
    const heard = Array.from({ length: count(15) }, (_, i) => scoreOf(acidDecoyStem(kind, FIRST_SEED + i, SECONDS)));
    return { kind, heard };
  });
  const others = SAW_DECOYS.flatMap((kind) =>
    Array.from({ length: count(3) }, (_, i) => scoreOf(sawDecoyStem(kind, FIRST_SEED + i, SECONDS))),
  ).concat(
    Array.from({ length: count(20) }, (_, i) => scoreOf(supersawStem(FIRST_SEED + i, { seconds: SECONDS }).signal)),
  );
  const songs = Array.from({ length: count(12) }, (_, i) => hearSong(FIRST_SEED + i, SONG_STYLES[i % 4]));
  const acidSongs = songs.filter(({ line }) => line !== undefined);
  return [
    {
      ...auc(
        'acid lines against all decoys',
        scores,
        decoys.flatMap(({ heard }) => heard),
      ),
      target: '≥ 0.95',
    },
    ...decoys.map(({ kind, heard }) => auc(`acid lines against ${kind}`, scores, heard)),
    auc('acid lines against leads, pads, voices, drums', scores, others),
    correlation(
      'slides of a line, heard against played',
      lines.map(({ truth, heard }) => [truth.slides, notesIn(heard, 'slides')]),
    ),
    correlation(
      'accents of a line (up to a third of its notes), heard against played',
      lines
        .filter(({ truth }) => truth.accents < 24)
        .map(({ truth, heard }) => [truth.accents, notesIn(heard, 'accents')]),
    ),
    {
      ...auc(
        'demo acid stems against the demo’s other tonal stems',
        acidSongs.map(({ line }) => line as number),
        songs.flatMap(({ rest }) => rest),
      ),
      target: '≥ 0.95',
    },
    share(
      'demo mixes with an acid line that score above 0.2',
      acidSongs.map(({ mix }) => mix > 0.2),
      'as measured',
    ),
    share(
      'demo mixes without one that score above 0.2',
      songs.map(({ without }) => without > 0.2),
      '≤ 0.05',
    ),
  ];
}

const FIRST_SEED = 7000;
const SECONDS = 8;
const TONAL = ['Bass', 'Lead', 'Pluck', 'Pad', 'Vocal', 'FX'];

function scoreOf(signal: StereoSignal): number {
  return measureAcidLine([signal]).score;
}

function notesIn({ notes }: AcidLine, what: 'slides' | 'accents'): number {
  return notes === undefined ? 0 : notes[what] * notes.notesPerSecond * SECONDS;
}

function hearSong(
  seed: number,
  style: (typeof SONG_STYLES)[number],
): { line: number | undefined; rest: number[]; mix: number; without: number } {
  const { stems, mix } = renderSong(composeSong({ seed, style, bars: 40 }));
  const line = stems.find(({ name }) => name === 'Acid');
  return {
    line: line === undefined ? undefined : scoreOf(line.signal),
    rest: stems.filter(({ name }) => TONAL.includes(name)).map(({ signal }) => scoreOf(signal)),
    mix: mixScore(mix),
    without: mixScore(sumStems(stems.filter(({ name }) => name !== 'Acid').map(({ signal }) => signal))),
  };
}

function mixScore(signal: StereoSignal): number {
  const { features } = measureCharacter(measureSignalFrames(signal), []);
  return features.find(({ id }) => id === 'character.acid')?.value ?? 0;
}

/** Area under the ROC curve: how often a line scores above a decoy, ties counted half. */
function auc(what: string, lines: readonly number[], decoys: readonly number[]): BenchLine {
  let wins = 0;
  for (const line of lines) for (const decoy of decoys) wins += line > decoy ? 1 : line === decoy ? 0.5 : 0;
  const pairs = lines.length * decoys.length;
  return {
    what: `AUC: ${what}`,
    value: pairs === 0 ? NaN : wins / pairs,
    unit: '',
    target: 'as measured',
    count: pairs,
  };
}

function correlation(what: string, pairs: readonly (readonly [number, number])[]): BenchLine {
  const mean = (side: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
  const [played, heard] = [mean(0), mean(1)];
  let [both, one, other] = [0, 0, 0];
  for (const [x, y] of pairs) {
    both += (x - played) * (y - heard);
    one += (x - played) ** 2;
    other += (y - heard) ** 2;
  }
  return {
    what: `correlation: ${what}`,
    value: both / Math.sqrt(one * other),
    unit: '',
    target: 'as measured',
    count: pairs.length,
  };
}

function share(what: string, hits: readonly boolean[], target: string): BenchLine {
  const value = hits.length === 0 ? NaN : hits.filter(Boolean).length / hits.length;
  return { what, value, unit: '', target, count: hits.length };
}
