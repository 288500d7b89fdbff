import type { Frames } from '../dsp/units.ts';
import { stemLag, type StemLag } from './stem-lag.ts';
import { takePassage, type TakePassage } from './take-passage.ts';

/** A stem and the mix, lined up by the song's position. */
export interface StemToTime {
  mix: Omit<TakePassage, 'frames'>;
  stem: Omit<TakePassage, 'frames'>;
  frames: Frames;
  /** Look about this lag only. */
  near?: Frames;
}

/**
 * Measures how much later than in the mix a stem comes: Live tells devices the position of the song as if nothing in
 * front of them took time, so what was recorded behind a device with latency lies late by that latency, and the mix by
 * all of it.
 */
export async function timeStem({ mix, stem, frames, near }: StemToTime): Promise<StemLag> {
  return stemLag(await mono({ ...mix, frames }), await mono({ ...stem, frames }), near);
}

async function mono(passage: TakePassage): Promise<Float32Array> {
  const sum = new Float32Array(passage.frames);
  let at = 0;
  for await (const { left, right } of takePassage(passage)) {
    for (let i = 0; i < left.length; i++) sum[at + i] = left[i] + right[i];
    at += left.length;
  }
  return sum;
}
