import { scratchKernel } from './kernel-instance.ts';

/**
 * The values that sorting would put at `rank` and behind it: `Infinity` behind the last. Both NaN where a value is NaN.
 */
export function neighboursOnKernel(values: ArrayLike<number>, rank: number): readonly [below: number, above: number] {
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const at = kernel.reserve(8 * values.length);
    kernel.doubles(at, values.length).set(values);
    const below = kernel.run.selectRank(at, values.length, rank);
    return [below, Number.isNaN(below) ? NaN : kernel.run.smallestFrom(at, values.length, rank + 1)];
  });
}
