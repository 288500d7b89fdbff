import type { StemSound } from '../stem-sound.ts';

/** Nobody hears anything lower: stands for silence and for no pitch. */
const LOWEST_HZ = 20;

/**
 * A stem's sound as numbers that a sum can weigh: shares as amplitudes, times and rates as octaves. A small constant
 * inside each logarithm is where differences stop to matter: 10 ms, one onset in ten seconds, half a dB a second.
 */
export function soundTraits(sound: StemSound): number[] {
  return [
    ...sound.octaveShares.map(Math.sqrt),
    Math.log2(Math.max(LOWEST_HZ, sound.centroidHz)),
    Math.sqrt(sound.width),
    Math.log2(0.1 + sound.onsetsPerSecond),
    sound.regularity,
    sound.sustain,
    Math.log2(0.01 + sound.decaySeconds),
    Math.log2(0.01 + sound.attackSeconds),
    sound.fallDb,
    sound.darkening,
    Math.log2(0.5 + sound.levelDrift),
    Math.log2(0.05 + sound.brightnessDrift),
    sound.brightnessMotion,
    sound.brightnessAbove,
    sound.brightnessBelow,
    sound.dynamicsDb,
    Math.log2(Math.max(LOWEST_HZ, sound.pitchHz)),
    sound.harmonicity,
    Math.min(1, sound.pitchSpread),
    Math.sqrt(sound.glide),
    sound.offGrid,
    sound.tonality,
    Math.log2(0.5 + sound.notes),
  ];
}
