/**
 * Twiddle factors as `assembly/fft.ts` reads them, one pass after another: for a pass of radix r and length n the real
 * and imaginary parts of w, w² … w^(r − 1) with w = e^(−2πi·p/n) for p < n/r, by groups of four neighbouring p in the
 * first pass and one p at a time in the others. All passes have radix 4, but the second has radix 2 where the size is
 * an odd power of two; the last one needs none.
 *
 * @param size a power of two, 64 or more
 */
export function blockTwiddles(size: number): Float32Array {
  const values: number[] = [];
  const add = (length: number, radix: number, group: number): void => {
    for (let first = 0; first < length / radix; first += group) {
      for (let power = 1; power < radix; power++) {
        for (const part of [Math.cos, Math.sin]) {
          for (let p = first; p < first + group; p++) values.push(part((-2 * Math.PI * p * power) / length));
        }
      }
    }
  };
  add(size, 4, 4);
  let length = size / 4;
  if (Math.log2(size) % 2 === 1) {
    add(length, 2, 1);
    length /= 2;
  }
  for (; length > 4; length /= 4) add(length, 4, 1);
  return Float32Array.from(values);
}
