import { addTwiddles } from './pass-twiddles.ts';

/**
 * Twiddle factors as `assembly/fft.ts` reads them, one pass after another: for a pass of radix r and length n the real
 * and imaginary parts of w, w² … w^(r − 1) with w = e^(−2πi·p/n) for p < n/r, by groups of four neighbouring p in the
 * first pass and one p at a time in the others. All passes have radix 4, but the second has radix 2 where the size is
 * an odd power of two; the last one needs none. Made once for each size, and the same for all who ask.
 *
 * @param size a power of two, 64 or more
 */
export function blockTwiddles(size: number): Float32Array {
  const twiddles = TWIDDLES.get(size) ?? makeTwiddles(size);
  TWIDDLES.set(size, twiddles);
  return twiddles;
}

const TWIDDLES = new Map<number, Float32Array>();

function makeTwiddles(size: number): Float32Array {
  const values: number[] = [];
  addTwiddles(values, size, 4, 4);
  let length = size / 4;
  if (Math.log2(size) % 2 === 1) {
    addTwiddles(values, length, 2, 1);
    length /= 2;
  }
  for (; length > 4; length /= 4) addTwiddles(values, length, 4, 1);
  return Float32Array.from(values);
}
