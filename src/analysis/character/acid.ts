import { median, quantile } from '../../dsp/statistics.ts';
import type { Decibels, Normal, Power } from '../../dsp/units.ts';
import { RESONANCE_HOP_SECONDS, type ResonanceMoment } from './resonance-track.ts';

/** How much a sound is an acid line: a resonant filter that falls with every note. */
export interface Acid {
  /** 0 none of it … 1 all of it. */
  score: Normal;
  /** Median height of the resonance over the spectrum on both sides of it. */
  resonanceDb: Decibels;
  /** How far the resonance wanders over all: 10th to 90th percentile. */
  sweepOctaves: number;
  /** Net fall of the resonance in octaves a second. */
  fallPerSecond: number;
}

/**
 * Scores the resonances of stretches of sound (`resonanceTrack`), of a stem or of the moments of a mix in which single
 * sounds stand out. Three things make an acid line, and each is needed: the cubic root of their product is the score.
 *
 * - A resonance stands 3.5 (not at all) to 6.5 dB (fully) above what lies an octave below and above it.
 * - It falls: an envelope rises at once, which counts as a leap, and falls slowly, 1.5 to 4.5 octaves a second on
 *   balance; an LFO rises as much as it falls, formants and fixed filters do neither.
 * - It wanders over 0.7 to 1.6 octaves.
 *
 * The limits lie between acid lines and wobble basses, plucks and formant leads of known truth. Silence and stretches
 * shorter than 46 ms give zeros. A bass whose frequency modulation decays with every note sounds and scores alike.
 */
export function measureAcid(tracks: readonly (readonly ResonanceMoment[])[]): Acid {
  const floor = quietestSound(tracks);
  const loud = tracks.flatMap((track) => track.filter(({ power }) => power > floor));
  if (loud.length === 0) return { score: 0, resonanceDb: 0, sweepOctaves: 0, fallPerSecond: 0 };
  const resonanceDb = median(loud.map(({ aboveLowerDb, aboveUpperDb }) => Math.min(aboveLowerDb, aboveUpperDb)));
  const octaves = loud.map(({ peakHz }) => Math.log2(peakHz));
  const sweepOctaves = quantile(octaves, 0.9) - quantile(octaves, 0.1);
  const fallPerSecond = netFall(tracks, floor);
  const score = Math.cbrt(
    ramp(fallPerSecond, FALL_OCTAVES_PER_SECOND) * ramp(resonanceDb, RESONANCE_DB) * ramp(sweepOctaves, SWEEP_OCTAVES),
  );
  return { score, resonanceDb, sweepOctaves, fallPerSecond };
}

/** 20 dB below the loud moments (their 95th percentile); what lies below is a gap. */
export function quietestSound(tracks: readonly (readonly ResonanceMoment[])[]): Power {
  const powers = tracks.flatMap((track) => track.map(({ power }) => power));
  return powers.length === 0 ? 0 : 0.01 * quantile(powers, 0.95);
}

const FALL_OCTAVES_PER_SECOND = [1.5, 4.5] as const;
const RESONANCE_DB = [3.5, 6.5] as const;
const SWEEP_OCTAVES = [0.7, 1.6] as const;
/** No filter glides this far in 12 ms: the envelope started again, or another partial became the strongest. */
const LEAP_OCTAVES = 0.5;

function netFall(tracks: readonly (readonly ResonanceMoment[])[], floor: Power): number {
  let fall = 0;
  let moments = 0;
  for (const track of tracks) {
    for (let i = 2; i < track.length; i++) {
      if (track[i].power <= floor || track[i - 1].power <= floor || track[i - 2].power <= floor) continue;
      const octaves = Math.log2(track[i - 1].peakHz / track[i].peakHz);
      if (Math.abs(octaves) < LEAP_OCTAVES) fall += octaves;
      moments += 1;
    }
  }
  return moments === 0 ? 0 : fall / (moments * RESONANCE_HOP_SECONDS);
}

function ramp(value: number, [zero, one]: readonly [number, number]): Normal {
  return Math.min(1, Math.max(0, (value - zero) / (one - zero)));
}
