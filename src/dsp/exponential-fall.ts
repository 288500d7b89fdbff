import { kernelsSupported } from './kernels/kernel-instance.ts';
import { fitFallOnKernel } from './kernels/wasm-falls.ts';

/** What falls: values at some times, and how much each counts. All of one length. */
export interface Course {
  times: Float64Array;
  values: Float64Array;
  weights: Float64Array;
}

/** settled + drop·exp(−time / τ) */
export interface Fall {
  settled: number;
  /** 0 or more. */
  drop: number;
  tau: number;
}

/**
 * Fits an exponential fall to a course by weighted least squares, at the best of some time constants; on the kernels
 * where this machine runs them, with the same result to rounding. Without values, or where none counts, it settles at
 * NaN.
 */
export function fitFall(course: Course, taus: Float64Array): Fall {
  return kernelsSupported() ? fitFallOnKernel(course, taus) : fitFallPlainly(course, taus);
}

/** `fitFall` in plain TypeScript. */
export function fitFallPlainly({ times, values, weights }: Course, taus: Float64Array): Fall {
  let best: Fall = { settled: 0, drop: 0, tau: 1 };
  let least = Infinity;
  const falls = new Float64Array(times.length);
  for (const tau of taus) {
    let w = 0;
    let x = 0;
    let y = 0;
    for (let i = 0; i < falls.length; i++) {
      falls[i] = Math.exp(-times[i] / tau);
      w += weights[i];
      x += weights[i] * falls[i];
      y += weights[i] * values[i];
    }
    let xx = 0;
    let xy = 0;
    let yy = 0;
    for (let i = 0; i < falls.length; i++) {
      const dx = falls[i] - x / w;
      const dy = values[i] - y / w;
      xx += weights[i] * dx * dx;
      xy += weights[i] * dx * dy;
      yy += weights[i] * dy * dy;
    }
    const drop = xx > 0 ? Math.max(0, xy / xx) : 0;
    const rest = yy - 2 * drop * xy + drop * drop * xx;
    if (!(rest < least)) continue;
    least = rest;
    best = { settled: (y - drop * x) / w, drop, tau };
  }
  return best;
}
