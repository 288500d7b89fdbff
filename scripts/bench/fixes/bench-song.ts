import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import type { Decibels, Seconds } from '../../../src/dsp/units.ts';
import type { StemRole } from '../../../src/store/stem-map-document.ts';

/** A finished song in its parts, from which works in progress and references are made. */
export interface BenchSong {
  name: string;
  stems: readonly BenchStem[];
  /** What stands between the sum of the stems and the bounce; the tool under test cannot see into it. */
  master: Master;
  sections: readonly { startSeconds: Seconds; endSeconds: Seconds }[];
  /** Where the kicks fall; empty where nobody knows. */
  kickSeconds: readonly Seconds[];
  /** Stems that the kick ducks, by how much, and their sound without it. */
  ducking: readonly { stem: string; depthDb: Decibels; unducked: () => StereoSignal }[];
}

export interface BenchStem {
  name: string;
  role: StemRole;
  signal: StereoSignal;
}

/** The sum through the song's mastering, driven harder by `extraDriveDb`; new, of the same length. */
export type Master = (sum: StereoSignal, extraDriveDb?: Decibels) => StereoSignal;

/** The fullest and the emptiest quarter of the song's sections stand for it where whole songs would take too long. */
export function judgedStretches({ sections, stems }: BenchSong): { startSeconds: Seconds; endSeconds: Seconds }[] {
  const { sampleRateHz } = stems[0].signal;
  const middles = sections.map(({ startSeconds, endSeconds }) => {
    const middle = (startSeconds + endSeconds) / 2;
    const half = Math.min(STRETCH_SECONDS, endSeconds - startSeconds) / 2;
    return { startSeconds: middle - half, endSeconds: middle + half };
  });
  const power = ({ startSeconds, endSeconds }: { startSeconds: Seconds; endSeconds: Seconds }): number => {
    let sum = 0;
    for (const { signal } of stems)
      for (let n = Math.round(startSeconds * sampleRateHz); n < endSeconds * sampleRateHz; n += 16)
        sum += signal.left[n] ** 2 + signal.right[n] ** 2;
    return sum / (endSeconds - startSeconds);
  };
  const byPower = middles.map((stretch) => ({ stretch, power: power(stretch) })).sort((a, b) => b.power - a.power);
  const chosen = [byPower[0], byPower[Math.floor(byPower.length / 2)], byPower[byPower.length - 1]];
  return [...new Set(chosen)].map(({ stretch }) => stretch);
}

const STRETCH_SECONDS: Seconds = 6;
