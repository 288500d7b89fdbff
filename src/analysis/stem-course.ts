import { ERB_BANDS } from '../dsp/erb-bands.ts';
import { kWeightAt } from '../dsp/k-weighting.ts';
import type { Power, Seconds } from '../dsp/units.ts';
import type { EarPowers } from './masking/ear-powers.ts';

/** How far apart the values of a course are; those of `EarPowers`. */
export const COURSE_SECONDS: Seconds = 0.1;

const K_WEIGHTS = ERB_BANDS.map(({ centreHz }) => kWeightAt(centreHz));

/**
 * When a stem plays, and how loud: its K-weighted power, left and right together, every `COURSE_SECONDS` of the song.
 * Value i is that of the window which begins then; what lies outside of the file is silent, and silence is 0.
 *
 * K-weighting is that of each band's centre, which leaves a band of noise within 0.3 dB of BS.1770's filters.
 *
 * @param cutStartSeconds how much later than the song the file starts counting, as in `StemAlignment`
 * @param durationSeconds of the song
 */
export function stemCourse(
  { rows, powers }: EarPowers,
  cutStartSeconds: Seconds,
  durationSeconds: Seconds,
): Float64Array {
  const course = new Float64Array(Math.max(0, Math.ceil(durationSeconds / COURSE_SECONDS)));
  const firstRow = Math.round(cutStartSeconds / COURSE_SECONDS);
  for (let i = 0; i < course.length; i++) {
    const row = i + firstRow;
    if (row >= 0 && row < rows) course[i] = weightedPower(powers, row * ERB_BANDS.length);
  }
  return course;
}

function weightedPower(powers: Float32Array, from: number): Power {
  let sum = 0;
  for (let band = 0; band < K_WEIGHTS.length; band++) sum += K_WEIGHTS[band] * powers[from + band];
  return sum;
}
