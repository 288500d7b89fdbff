import type { BandFrames } from '../judges/band-frames.ts';

/** Mean third-octave powers of mid and side in the louder and in the softer frames of a mix. */
export interface SoundInHalves {
  loud: Float64Array;
  soft: Float64Array;
}

/** Splits frames by their own mean power, as Matchering takes the louder pieces. */
export function inHalves(
  { frames }: Pick<BandFrames, 'frames'>,
  splitBy: Pick<BandFrames, 'frames'> = { frames },
): SoundInHalves {
  const powers = splitBy.frames.map((frame) => frame.reduce((sum, power) => sum + power, 0));
  const middle = powers.reduce((sum, power) => sum + power, 0) / powers.length;
  const meanOf = (chosen: readonly Float32Array[]): Float64Array => {
    const mean = new Float64Array(frames[0].length);
    for (const frame of chosen) for (let b = 0; b < mean.length; b++) mean[b] += frame[b] / chosen.length;
    return mean;
  };
  return {
    loud: meanOf(frames.filter((_, i) => powers[i] >= middle)),
    soft: meanOf(frames.filter((_, i) => powers[i] < middle)),
  };
}

/** The mean of several, in decibels, so that no single reference outweighs the others. */
export function meanSound(sounds: readonly SoundInHalves[]): SoundInHalves {
  const meanOf = (half: keyof SoundInHalves): Float64Array =>
    sounds[0][half].map((_, b) => {
      const decibels = sounds.map((sound) => 10 * Math.log10(sound[half][b] + Number.MIN_VALUE));
      return 10 ** (decibels.reduce((sum, one) => sum + one, 0) / decibels.length / 10);
    });
  return { loud: meanOf('loud'), soft: meanOf('soft') };
}
