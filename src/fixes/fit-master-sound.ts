import type { StereoSignal } from '../audio/audio-source.ts';
import { samplePeak } from '../dsp/sample-peak.ts';
import type { Decibels, Hertz } from '../dsp/units.ts';
import type { LoudSection } from './loud-section.ts';
import type { MasterChain } from './master-chain.ts';
import { drivenAsLoudAs, equaliseAsMaster, type MasterSound } from './master-sound.ts';
import { fitDynamics } from './master/fit-dynamics.ts';

/** Below this much gain reduction a limiter only rounds a few peaks: it is left out. */
const LEAST_LIMITING_DB: Decibels = 0.5;

/**
 * Fits the estimated master chain to the loudest passage: its response, the compressor, clipper and limiter after which
 * its level moves as the bounce's does (`fitDynamics`), and the gain that makes the sum of the stems as loud as the
 * bounce.
 *
 * On ten masters of known making on two songs (no compressor, 1.5 : 1 to 4 : 1 of two designs, soft and hard clippers
 * and a limiter of another design) it tells, in 60 changes of 2 to 5 dB, what becomes of loudness within 0.13 LU in
 * nineteen of twenty, of kick to bass within 0.41 dB and of pumping within 0.32 dB; limiters and clippers alone, chosen
 * by how kick, crest and pumping read, missed by up to 0.47 LU, 0.54 and 0.56 dB.
 */
export function fitMasterSound(chain: MasterChain, bandCentreHz: readonly Hertz[], section: LoudSection): MasterSound {
  return fitMasteredPassage(chain, bandCentreHz, section).sound;
}

/** The master's sound with what it was fitted to. */
export interface FittedPassage {
  sound: MasterSound;
  /** What the master makes of the stems' sum. Not to be written to. */
  mastered: StereoSignal;
}

/** The same with the passage as it sounds through that master, which is known by then. */
export function fitMasteredPassage(
  chain: MasterChain,
  bandCentreHz: readonly Hertz[],
  section: LoudSection,
): FittedPassage {
  const { responseDb, gainDb } = chain;
  const { integratedLufs, samplePeakDb, signal } = section.bounce;
  const bare: MasterSound = { gainDb, bandCentreHz, responseDb, compression: undefined, limiting: undefined };
  const equalised = equaliseAsMaster(section.sum, bare);
  // A clipper that only takes the peaks hardly shows in the level: it shows in peaks that are missing.
  const limits =
    chain.limiting.some(({ reductionDb }) => reductionDb >= LEAST_LIMITING_DB) ||
    20 * Math.log10(samplePeak(equalised.left, equalised.right)) + gainDb > samplePeakDb + LEAST_LIMITING_DB;
  const dynamics = limits ? fitDynamics(equalised, signal, samplePeakDb) : undefined;
  const { sound, driven } = drivenAsLoudAs({ ...bare, ...dynamics }, equalised, integratedLufs);
  return { sound, mastered: driven };
}
