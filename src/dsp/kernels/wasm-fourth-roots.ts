import { scratchKernel } from './kernel-instance.ts';

/** `fourthRoots` on the kernels. */
export function fourthRootsOnKernel(powers: Float64Array, places: Float64Array): Float64Array {
  const kernel = scratchKernel();
  return kernel.borrow(() => {
    const [powersAt, placesAt] = [kernel.place(powers), kernel.place(places)];
    kernel.run.fourthRoots(powersAt, placesAt, places.length, placesAt);
    return kernel.doubles(placesAt, places.length).slice();
  });
}
