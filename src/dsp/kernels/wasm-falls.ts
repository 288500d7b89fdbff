import type { Course, Fall } from '../exponential-fall.ts';
import { scratchKernel } from './kernel-instance.ts';

/** `fitFall` on the kernels. */
export function fitFallOnKernel({ times, values, weights }: Course, taus: Float64Array): Fall {
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const [timesAt, valuesAt, weightsAt] = [kernel.place(times), kernel.place(values), kernel.place(weights)];
    const [tausAt, fallsAt] = [kernel.place(taus), kernel.reserve(DOUBLE_BYTES * times.length)];
    const to = kernel.place(Float64Array.of(0, 0, 1));
    kernel.run.fitFalls(timesAt, valuesAt, weightsAt, times.length, tausAt, taus.length, fallsAt, to);
    const [settled, drop, tau] = kernel.doubles(to, 3);
    return { settled, drop, tau };
  });
}

const DOUBLE_BYTES = 8;
