/**
 * Twiddle factors as `assembly/fft.ts` and `assembly/double-fft.ts` read them: for each pass of length n > 4 six arrays of n/4, real and
 * imaginary parts of w, w², w³ with w = e^(−2πi·p/n).
 */
export function passTwiddles(size: number): Float64Array {
  const values: number[] = [];
  for (let length = size; length > 4; length /= 4) {
    for (const power of [1, 2, 3]) {
      for (const part of [Math.cos, Math.sin]) {
        for (let p = 0; p < length / 4; p++) values.push(part((-2 * Math.PI * p * power) / length));
      }
    }
  }
  return Float64Array.from(values);
}
