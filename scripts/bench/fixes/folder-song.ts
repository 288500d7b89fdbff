import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { matchStemNames } from '../../../src/audio/stem-names.ts';
import { readSignal } from '../../../src/audio/read-signal.ts';
import { resample } from '../../../src/audio/resample.ts';
import { AUDIO_EXTENSIONS } from '../../../src/library/scan-folder.ts';
import { sumStems } from '../../../src/demo/sum-stems.ts';
import type { Seconds } from '../../../src/dsp/units.ts';
import { roleFromName } from '../../../src/analysis/stem-roles.ts';
import type { BenchSong, BenchStem } from './bench-song.ts';
import { clipped, gained, meanSquare } from './sound/sample-moves.ts';

/**
 * A song from a folder of stems that begin together. The mix is their sum; the master a gain that brings the sum to −1
 * dBFS, and a clip there. A middle part of it stands for the song; stems that are silent in it are left out.
 */
export async function folderSong(folder: string): Promise<BenchSong> {
  const files = (await readdir(folder))
    .filter((name) => AUDIO_EXTENSIONS.has(extname(name).toLowerCase()))
    .sort()
    .map((name) => join(folder, name));
  const names = matchStemNames(files);
  const read: BenchStem[] = [];
  for (const [i, file] of files.entries()) {
    const range = { startSeconds: PART.startSeconds, endSeconds: PART.endSeconds };
    const signal = resample(await readSignal(file, range), RATE_HZ);
    if (10 * Math.log10(meanSquare(signal)) < SILENT_DB) continue;
    read.push({ name: names[i].track.replace(/[^\w -]/g, ''), role: roleFromName(names[i].track).role, signal });
  }
  const stems = read.map((stem) => ({ ...stem, signal: ofLength(stem.signal, read) }));
  const sum = sumStems(stems.map(({ signal }) => signal));
  let peak = 0;
  for (let n = 0; n < sum.left.length; n++) peak = Math.max(peak, Math.abs(sum.left[n]), Math.abs(sum.right[n]));
  const gainDb = CEILING_DB - 20 * Math.log10(peak);
  const seconds = sum.left.length / RATE_HZ;
  return {
    name: basename(folder),
    stems,
    master: (mix, extraDriveDb = 0) => clipped(gained(mix, gainDb + extraDriveDb), CEILING_DB),
    sections: Array.from({ length: PIECES }, (_, i) => ({
      startSeconds: (i * seconds) / PIECES,
      endSeconds: ((i + 1) * seconds) / PIECES,
    })),
    kickSeconds: [],
    ducking: [],
  };
}

/** Two minutes from after the intro on. */
const PART: { startSeconds: Seconds; endSeconds: Seconds } = { startSeconds: 60, endSeconds: 180 };
const RATE_HZ = 44100;
const CEILING_DB = -1;
/** Stems that hold a few hits in two minutes are no ground for faults. */
const SILENT_DB = -60;
/** Where nobody knows the sections, eighths of the part stand for them. */
const PIECES = 8;

function ofLength(signal: StereoSignal, stems: readonly BenchStem[]): StereoSignal {
  const frames = Math.max(...stems.map((stem) => stem.signal.left.length));
  if (signal.left.length === frames) return signal;
  const [left, right] = [new Float32Array(frames), new Float32Array(frames)];
  left.set(signal.left);
  right.set(signal.right);
  return { ...signal, left, right };
}
