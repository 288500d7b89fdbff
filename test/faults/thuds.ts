import { wav16 } from '../audio/riff.ts';

const RATE_HZ = 44100;

/** A short track as a WAV file: a thud at each beat of 138 BPM over a hum of the given pitch. */
export function thuds(humHz: number, seconds = 12): Buffer {
  const beat = (60 / 138) * RATE_HZ;
  return Buffer.from(
    wav16(
      Array.from({ length: seconds * RATE_HZ * 2 }, (_, index) => {
        const frame = Math.floor(index / 2);
        const decay = Math.exp((-12 * (frame % beat)) / beat);
        const thud = 12000 * decay * Math.sin((2 * Math.PI * 55 * frame) / RATE_HZ);
        return thud + 900 * Math.sin((2 * Math.PI * humHz * frame) / RATE_HZ);
      }),
    ),
  );
}
