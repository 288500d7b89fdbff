import type { Seconds } from '../dsp/units.ts';
import { openAudio } from './open-audio.ts';

/**
 * The outline of a file as an editor draws it: lowest and highest sample of each column, in order of time, ±1 full
 * scale.
 */
export interface Waveform {
  durationSeconds: Seconds;
  min: number[];
  max: number[];
}

/** Samples between two looks, before columns are made of them: 2.7 ms at 48 kHz, finer than any picture. */
const LOOK_FRAMES = 128;

/**
 * Decodes a file once and draws its outline in at most `columns` columns of equal length; fewer for a file that has not
 * so many looks. Left and right are drawn into one.
 *
 * @throws Failure 'input' as `openAudio` does, and 'cancelled'.
 */
export async function readWaveform(file: string, columns: number, signal?: AbortSignal): Promise<Waveform> {
  const source = await openAudio(file);
  const looks = { min: [] as number[], max: [] as number[] };
  let low = Infinity;
  let high = -Infinity;
  let inLook = 0;
  let frames = 0;
  const close = (): void => {
    looks.min.push(low);
    looks.max.push(high);
    low = Infinity;
    high = -Infinity;
    inLook = 0;
  };
  for await (const { left, right, frames: count } of source.blocks(signal)) {
    for (let n = 0; n < count; n++) {
      low = Math.min(low, left[n], right[n]);
      high = Math.max(high, left[n], right[n]);
      if (++inLook === LOOK_FRAMES) close();
    }
    frames += count;
  }
  if (inLook > 0) close();
  const count = Math.min(columns, looks.min.length);
  const column = (values: readonly number[], pick: (...of: number[]) => number, i: number): number => {
    const from = Math.floor((i * values.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * values.length) / count));
    return Math.round(1000 * values.slice(from, to).reduce((a, b) => pick(a, b))) / 1000;
  };
  return {
    durationSeconds: frames / source.format.sampleRateHz,
    min: Array.from({ length: count }, (_, i) => column(looks.min, Math.min, i)),
    max: Array.from({ length: count }, (_, i) => column(looks.max, Math.max, i)),
  };
}
