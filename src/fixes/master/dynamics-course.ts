import type { StereoSignal } from '../../audio/audio-source.ts';
import { blockBoundary } from '../../dsp/k-weighted-power.ts';
import type { Decibels, Milliseconds, Normal, Seconds } from '../../dsp/units.ts';

/**
 * A compressor on the whole mix: the power of both channels together, above the threshold reduced by the slope, the
 * reduction smoothed in decibels by attack and release.
 */
export interface MasterCompression {
  /** Mean power of both channels, before any gain of the master. */
  thresholdDb: Decibels;
  /** What it takes off each decibel above the threshold, 1 − 1/ratio: 0.5 is 2 : 1. */
  slope: Normal;
  attackMs: Milliseconds;
  releaseMs: Milliseconds;
}

/** How a master keeps below its ceiling: the sharpest tips are cut off, the limiter turns down what is left of them. */
export interface MasterLimiting {
  ceilingDb: Decibels;
  /** How far above the ceiling tips are cut off; 0 is a clipper alone, infinity a limiter alone. */
  clipAboveDb: Decibels;
  releaseMs: Milliseconds;
}

/** What a signal asks of dynamics: its level and its peak in consecutive blocks. */
export interface DriveCourse {
  blockSeconds: Seconds;
  /** 10·log10 of the mean square of both channels; −200 in silence. */
  levelDb: Float32Array;
  /** Of the louder channel. */
  peakDb: Float32Array;
}

/** A quarter of the blocks that envelopes are measured in, and about what limiters look ahead. */
export const DRIVE_BLOCK_SECONDS: Seconds = 0.00125;
const SILENT_POWER = 1e-20;

/** Reads the course of a signal. */
export function driveCourse({ left, right, sampleRateHz }: StereoSignal): DriveCourse {
  const count = Math.floor(left.length / (DRIVE_BLOCK_SECONDS * sampleRateHz));
  const levelDb = new Float32Array(count);
  const peakDb = new Float32Array(count);
  let start = 0;
  for (let block = 0; block < count; block++) {
    const end = Math.min(left.length, blockBoundary(block + 1, DRIVE_BLOCK_SECONDS, sampleRateHz));
    let power = 0;
    let peak = 0;
    for (let n = start; n < end; n++) {
      const l = left[n];
      const r = right[n];
      power += l * l + r * r;
      if (l > peak || -l > peak) peak = l < 0 ? -l : l;
      if (r > peak || -r > peak) peak = r < 0 ? -r : r;
    }
    levelDb[block] = 10 * Math.log10(Math.max(SILENT_POWER, power / (2 * Math.max(1, end - start))));
    peakDb[block] = 20 * Math.log10(Math.max(Math.sqrt(SILENT_POWER), peak));
    start = end;
  }
  return { blockSeconds: DRIVE_BLOCK_SECONDS, levelDb, peakDb };
}

/** The corner that all common bus compressors round by about this much. */
const KNEE_DB: Decibels = 6;

/** What a compressor takes off in each block, in decibels; written into `reduction`, which is returned. */
export function compressionCourse(
  { levelDb, blockSeconds }: Pick<DriveCourse, 'levelDb' | 'blockSeconds'>,
  { thresholdDb, slope, attackMs, releaseMs }: MasterCompression,
  reduction: Float32Array = new Float32Array(levelDb.length),
): Float32Array {
  const share = (time: Milliseconds): number => 1 - Math.exp((-1000 * blockSeconds) / time);
  const [attack, release] = [share(attackMs), share(releaseMs)];
  const [kneeFrom, perSquare] = [thresholdDb - KNEE_DB / 2, slope / (2 * KNEE_DB)];
  let now = 0;
  for (let block = 0; block < reduction.length; block++) {
    const over = levelDb[block] - kneeFrom;
    const wanted = over <= 0 ? 0 : over >= KNEE_DB ? slope * (over - KNEE_DB / 2) : perSquare * over * over;
    now += (wanted > now ? attack : release) * (wanted - now);
    reduction[block] = now;
  }
  return reduction;
}

/**
 * What a limiter takes off in each block after a compressor, in decibels: it is down a block ahead and recovers
 * exponentially; tips that are cut off ask nothing of it. Written into `reduction`, which is returned.
 *
 * @param compression what the compressor takes off
 * @param gainDb between compressor and limiter
 */
export function limitingCourse(
  { peakDb, blockSeconds }: Pick<DriveCourse, 'peakDb' | 'blockSeconds'>,
  compression: Float32Array | undefined,
  gainDb: Decibels,
  { ceilingDb, clipAboveDb, releaseMs }: MasterLimiting,
  reduction: Float32Array = new Float32Array(peakDb.length),
): Float32Array {
  const kept = Math.exp((-1000 * blockSeconds) / releaseMs);
  const aboveDb = gainDb - ceilingDb;
  let now = 0;
  let needed = 0;
  // One block ahead of what is written, as the limiter is.
  for (let block = 0; block <= reduction.length; block++) {
    let next = 0;
    if (block < reduction.length) {
      const over = peakDb[block] - (compression === undefined ? 0 : compression[block]) + aboveDb;
      next = over <= 0 ? 0 : over < clipAboveDb ? over : clipAboveDb;
    }
    if (block > 0) {
      now *= kept;
      if (needed > now) now = needed;
      if (next > now) now = next;
      reduction[block - 1] = now;
    }
    needed = next;
  }
  return reduction;
}
