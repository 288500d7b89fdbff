import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmFft } from './kernels/wasm-fft.ts';
import { PlainFft } from './plain-fft.ts';

/**
 * Complex fast Fourier transform of a power-of-two size, in place on two arrays of real and imaginary parts, in double
 * precision: X[k] = Σ x[n]·e^(−2πi·kn/N). An instance can be used over and over.
 *
 * Anything not finite in the input spreads over the whole output; nothing is checked per call.
 */
export class ComplexFft {
  readonly size: number;
  readonly #transform: WasmFft | PlainFft;

  /** @param size a power of two, 1 or more; anything else throws a `RangeError` */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1 || (size & (size - 1)) !== 0) {
      throw new RangeError(`A transform needs a power of two, not ${size}.`);
    }
    this.size = size;
    const pays = size >= SMALLEST_KERNEL_SIZE && size <= LARGEST_KERNEL_SIZE;
    this.#transform = pays && kernelsSupported() ? new WasmFft(size) : new PlainFft(size);
  }

  /** Transforms in place; both arrays hold at least `size` values, and only the first `size` are touched. */
  forward(re: Float64Array, im: Float64Array): void {
    this.#transform.forward(re, im);
  }

  /** The inverse in place, scaled by 1/N, so that `inverse` after `forward` gives back the input. */
  inverse(re: Float64Array, im: Float64Array): void {
    // Swapping the parts conjugates twice: the forward transform of the swapped signal is the swapped inverse.
    this.forward(im, re);
    const scale = 1 / this.size;
    for (let k = 0; k < this.size; k++) {
      re[k] *= scale;
      im[k] *= scale;
    }
  }
}

/** Below, calling the kernel costs more than the transform. */
const SMALLEST_KERNEL_SIZE = 64;
/** The kernel keeps the memory of every size it was asked for: 5 MB of this one. */
const LARGEST_KERNEL_SIZE = 65536;
