import { kernelsSupported } from './kernels/kernel-instance.ts';
import { fourthRootsOnKernel } from './kernels/wasm-fourth-roots.ts';

/**
 * Fourth roots of powers, square roots of magnitudes, at some places between neighbouring ones, along a straight line
 * between the two: on the kernels, where this machine runs them, with the same result to the last bit.
 *
 * @param places at least 0 and below that of the last power
 */
export function fourthRoots(powers: Float64Array, places: Float64Array): Float64Array {
  return kernelsSupported() ? fourthRootsOnKernel(powers, places) : fourthRootsPlainly(powers, places);
}

/** `fourthRoots` in plain TypeScript. */
export function fourthRootsPlainly(powers: Float64Array, places: Float64Array): Float64Array {
  return places.map((place) => {
    const below = Math.floor(place);
    return Math.sqrt(Math.sqrt(powers[below] + (place - below) * (powers[below + 1] - powers[below])));
  });
}
