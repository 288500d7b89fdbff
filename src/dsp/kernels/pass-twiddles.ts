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
  for (let length = size; length > 4; length /= 4) addTwiddles(values, length, 4, length === size ? lanes : 1);
  return Float64Array.from(values);
}

/** Adds those of one pass of radix r: of each group of p the real and then the imaginary parts of w, w² … w^(r − 1). */
export function addTwiddles(values: number[], length: number, radix: number, group: number): void {
  const turn = (-2 * Math.PI) / length;
  for (let first = 0; first < length / radix; first += group) {
    for (let power = 1; power < radix; power++) {
      for (let p = first; p < first + group; p++) values.push(Math.cos(turn * p * power));
      for (let p = first; p < first + group; p++) values.push(Math.sin(turn * p * power));
    }
  }
}
