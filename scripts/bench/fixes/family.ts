import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { Random } from '../../../src/demo/random.ts';
import { sumStems } from '../../../src/demo/sum-stems.ts';
import { dbToAmplitude } from '../../../src/dsp/decibels.ts';
import type { Decibels, Hertz } from '../../../src/dsp/units.ts';
import type { BenchSong } from './bench-song.ts';

/**
 * The stems of a song mixed again on another day: each a little louder or softer, brighter or darker, wider or
 * narrower. What one engineer's mixes of one song differ by; the references of a song are made so, and so are mixes
 * that nothing is wrong with.
 */
export function mixedAgain(song: BenchSong, seed: number): Map<string, StereoSignal> {
  const random = new Random(seed, `${song.name} again`);
  return new Map(
    song.stems.map(({ name, signal }) => [
      name,
      changed(signal, {
        gainDb: random.spread(LEVEL_DB),
        trebleDb: random.spread(TREBLE_DB),
        sideDb: random.spread(SIDE_DB),
      }),
    ]),
  );
}

/** The bounce of such a mix, the master driven a little differently too. */
export function bouncedAgain(song: BenchSong, seed: number): StereoSignal {
  const driveDb = new Random(seed, `${song.name} master`).spread(DRIVE_DB);
  return song.master(sumStems([...mixedAgain(song, seed).values()]), driveDb);
}

/** Deviations, never exceeded by more than twice. About what listeners just tell apart in a mix. */
const LEVEL_DB: Decibels = 0.6;
const TREBLE_DB: Decibels = 0.6;
const SIDE_DB: Decibels = 0.6;
const DRIVE_DB: Decibels = 0.3;
/** Where treble begins: in the middle of the log scale. */
const SPLIT_HZ: Hertz = 800;

function changed(
  { left, right, sampleRateHz }: StereoSignal,
  change: { gainDb: Decibels; trebleDb: Decibels; sideDb: Decibels },
): StereoSignal {
  const gain = dbToAmplitude(change.gainDb) / 2;
  const treble = dbToAmplitude(change.trebleDb) - 1;
  const side = dbToAmplitude(change.sideDb);
  // The treble is what a one-pole low-pass leaves.
  const share = 1 - Math.exp((-2 * Math.PI * SPLIT_HZ) / sampleRateHz);
  const out = { sampleRateHz, left: new Float32Array(left.length), right: new Float32Array(left.length) };
  let [lowLeft, lowRight] = [0, 0];
  for (let n = 0; n < left.length; n++) {
    lowLeft += share * (left[n] - lowLeft);
    lowRight += share * (right[n] - lowRight);
    const l = left[n] + treble * (left[n] - lowLeft);
    const r = right[n] + treble * (right[n] - lowRight);
    out.left[n] = gain * (l + r + side * (l - r));
    out.right[n] = gain * (l + r - side * (l - r));
  }
  return out;
}
