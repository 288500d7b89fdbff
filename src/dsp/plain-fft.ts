/**
 * The transform of `ComplexFft` in plain TypeScript: what the kernel is compared with, and what runs without it.
 * Stockham's self-sorting radix-4 scheme (no digit reversal; a last radix-2 pass where the size is not a power of
 * four), with all twiddle factors computed once.
 */
export class PlainFft {
  readonly #size: number;
  readonly #twiddles: Float64Array;
  readonly #scratchRe: Float64Array;
  readonly #scratchIm: Float64Array;

  /** @param size a power of two */
  constructor(size: number) {
    this.#size = size;
    this.#twiddles = stockhamTwiddles(size);
    this.#scratchRe = new Float64Array(size);
    this.#scratchIm = new Float64Array(size);
  }

  /** Transforms in place; both arrays hold at least `size` values, and only the first `size` are touched. */
  forward(re: Float64Array, im: Float64Array): void {
    let xr = re;
    let xi = im;
    let yr = this.#scratchRe;
    let yi = this.#scratchIm;
    let offset = 0;
    let stride = 1;
    let length = this.#size;
    for (; length >= 4; length /= 4, stride *= 4) {
      radix4Pass(length, stride, xr, xi, yr, yi, this.#twiddles, offset);
      offset += (length / 4) * 6;
      [xr, xi, yr, yi] = [yr, yi, xr, xi];
    }
    if (length === 2) {
      radix2Pass(stride, xr, xi, yr, yi);
      [xr, xi] = [yr, yi];
    }
    if (xr !== re) {
      re.set(xr.subarray(0, this.#size));
      im.set(xi.subarray(0, this.#size));
    }
  }
}

/**
 * Twiddle factors in the order in which the passes read them: for each radix-4 pass of length n and each p < n/4 the
 * real and imaginary parts of w, w², w³ with w = e^(−2πi·p/n).
 */
function stockhamTwiddles(size: number): Float64Array {
  const values: number[] = [];
  for (let length = size; length >= 4; length /= 4) {
    for (let p = 0; p < length / 4; p++) {
      for (let power = 1; power <= 3; power++) {
        const angle = (-2 * Math.PI * p * power) / length;
        values.push(Math.cos(angle), Math.sin(angle));
      }
    }
  }
  return Float64Array.from(values);
}

function radix4Pass(
  length: number,
  stride: number,
  xr: Float64Array,
  xi: Float64Array,
  yr: Float64Array,
  yi: Float64Array,
  twiddles: Float64Array,
  offset: number,
): void {
  const quarter = length / 4;
  const step = quarter * stride;
  for (let p = 0; p < quarter; p++) {
    const t = offset + p * 6;
    const w1r = twiddles[t];
    const w1i = twiddles[t + 1];
    const w2r = twiddles[t + 2];
    const w2i = twiddles[t + 3];
    const w3r = twiddles[t + 4];
    const w3i = twiddles[t + 5];
    let to = p * stride * 4;
    for (let from = p * stride; from < (p + 1) * stride; from++, to++) {
      const ar = xr[from];
      const ai = xi[from];
      const br = xr[from + step];
      const bi = xi[from + step];
      const cr = xr[from + 2 * step];
      const ci = xi[from + 2 * step];
      const dr = xr[from + 3 * step];
      const di = xi[from + 3 * step];
      const sumAcR = ar + cr;
      const sumAcI = ai + ci;
      const difAcR = ar - cr;
      const difAcI = ai - ci;
      const sumBdR = br + dr;
      const sumBdI = bi + di;
      // i·(b − d)
      const turnR = di - bi;
      const turnI = br - dr;
      yr[to] = sumAcR + sumBdR;
      yi[to] = sumAcI + sumBdI;
      const oneR = difAcR - turnR;
      const oneI = difAcI - turnI;
      yr[to + stride] = oneR * w1r - oneI * w1i;
      yi[to + stride] = oneR * w1i + oneI * w1r;
      const twoR = sumAcR - sumBdR;
      const twoI = sumAcI - sumBdI;
      yr[to + 2 * stride] = twoR * w2r - twoI * w2i;
      yi[to + 2 * stride] = twoR * w2i + twoI * w2r;
      const threeR = difAcR + turnR;
      const threeI = difAcI + turnI;
      yr[to + 3 * stride] = threeR * w3r - threeI * w3i;
      yi[to + 3 * stride] = threeR * w3i + threeI * w3r;
    }
  }
}

function radix2Pass(stride: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
  for (let q = 0; q < stride; q++) {
    const ar = xr[q];
    const ai = xi[q];
    const br = xr[q + stride];
    const bi = xi[q + stride];
    yr[q] = ar + br;
    yi[q] = ai + bi;
    yr[q + stride] = ar - br;
    yi[q + stride] = ai - bi;
  }
}
