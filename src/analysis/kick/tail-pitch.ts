import type { Hertz, Seconds } from '../../dsp/units.ts';

/** A kick settles between these; lower is rumble, higher a tom or the bass. */
const LOWEST_HZ: Hertz = 32;
const HIGHEST_HZ: Hertz = 90;
const STEP_HZ: Hertz = 0.5;

/**
 * Frequency of the strongest partial between 32 and 90 Hz of a stretch of waveform under a Hann window, to a fraction
 * of a hertz by the parabola through the levels around the peak; `undefined` when the peak is at an end of the range or
 * there is only silence.
 */
export function tailPitch(
  samples: Float32Array,
  sampleRateHz: Hertz,
  startSeconds: Seconds,
  endSeconds: Seconds,
): Hertz | undefined {
  const from = Math.max(0, Math.round(startSeconds * sampleRateHz));
  const until = Math.min(samples.length, Math.round(endSeconds * sampleRateHz));
  const n = until - from;
  if (n < sampleRateHz / LOWEST_HZ) return undefined;
  const windowed = Float64Array.from(
    { length: n },
    (_, i) => samples[from + i] * (0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / n)),
  );
  const steps = Math.round((HIGHEST_HZ - LOWEST_HZ) / STEP_HZ);
  const powers = Array.from({ length: steps + 1 }, (_, s) =>
    powerAt(windowed, (LOWEST_HZ + s * STEP_HZ) / sampleRateHz),
  );
  let best = 0;
  for (let s = 1; s <= steps; s++) if (powers[s] > powers[best]) best = s;
  if (best === 0 || best === steps) return undefined;
  const [below, peak, above] = [Math.log(powers[best - 1]), Math.log(powers[best]), Math.log(powers[best + 1])];
  const curvature = below - 2 * peak + above;
  return LOWEST_HZ + (best + (curvature < 0 ? (0.5 * (below - above)) / curvature : 0)) * STEP_HZ;
}

/** Goertzel's recurrence: |Σ x[n]·e^(−2πi·f·n)|² at `cycles` per sample. */
function powerAt(samples: Float64Array, cycles: number): number {
  const coefficient = 2 * Math.cos(2 * Math.PI * cycles);
  let [s1, s2] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    const s0 = samples[i] + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  return s1 * s1 + s2 * s2 - coefficient * s1 * s2;
}
