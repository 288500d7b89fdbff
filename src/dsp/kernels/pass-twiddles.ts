/**
 * Twiddle factors as `assembly/double-fft.ts` reads them, one after another as they are needed:
 * for each pass of length n > 4 the real and imaginary parts of w, w², w³ with w = e^(−2πi·p/n) for p < n/4, by groups
 * of `lanes` neighbouring p in the first pass and one p at a time in the others. Made once for each size, and the same
 * for all who ask.
 */
export function passTwiddles(size: number, lanes: number): Float64Array {
  const name = `${size} ${lanes}`;
  const twiddles = TWIDDLES.get(name) ?? makeTwiddles(size, lanes);
  TWIDDLES.set(name, twiddles);
  return twiddles;
}

const TWIDDLES = new Map<string, Float64Array>();

function makeTwiddles(size: number, lanes: number): Float64Array {
  const values: number[] = [];
  for (let length = size; length > 4; length /= 4) {
    const group = length === size ? lanes : 1;
    for (let first = 0; first < length / 4; first += group) {
      for (const power of [1, 2, 3]) {
        for (const part of [Math.cos, Math.sin]) {
          for (let p = first; p < first + group; p++) values.push(part((-2 * Math.PI * p * power) / length));
        }
      }
    }
  }
  return Float64Array.from(values);
}
