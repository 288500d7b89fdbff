/*
 * Stockham's self-sorting complex transform in single precision, radix 4 with one last pass of radix 2 where the size
 * asks for it; the same scheme as `src/dsp/plain-fft.ts`. Real and imaginary parts lie in planes of their own.
 *
 * Twiddle factors of a pass of length n are the real and imaginary parts of w, w² and w³ for each of the n/4 indices p,
 * side by side: in vectors of four p in the first pass, one by one in the others. The passes' tables follow one
 * another; the last pass of length 4 multiplies by one and has none.
 */

/**
 * Transforms the samples at `inRe`, `inIm` under a window, into the planes at `re`, `im` and those at `otherRe`,
 * `otherIm` in turns. The size is a power of two, 64 or more.
 *
 * @returns whether the result lies in the other planes
 */
export function transform(
  inRe: usize,
  inIm: usize,
  window: usize,
  re: usize,
  im: usize,
  otherRe: usize,
  otherIm: usize,
  size: i32,
  twiddles: usize,
): bool {
  const xr = re;
  const xi = im;
  const yr = otherRe;
  const yi = otherIm;
  firstPass(inRe, inIm, window, xr, xi, size, twiddles);
  let table = twiddles + (<usize>size >> 2) * 24;
  let swapped = false;
  let length = size >> 2;
  let stride = 4;
  while (length >= 2) {
    const fromRe = swapped ? yr : xr;
    const fromIm = swapped ? yi : xi;
    const toRe = swapped ? xr : yr;
    const toIm = swapped ? xi : yi;
    if (length > 4) {
      middlePass(fromRe, fromIm, toRe, toIm, length, stride, table);
      table += (<usize>length >> 2) * 24;
    } else if (length == 4) {
      lastPass(fromRe, fromIm, toRe, toIm, stride);
    } else {
      radix2Pass(fromRe, fromIm, toRe, toIm, stride);
    }
    swapped = !swapped;
    length >>= 2;
    stride <<= 2;
  }
  return swapped;
}

/** Stride 1: four neighbouring p in the lanes; the results of each p lie together, so they are transposed. */
function firstPass(xr: usize, xi: usize, window: usize, yr: usize, yi: usize, size: i32, table: usize): void {
  const quarter = <usize>size; // bytes of a quarter of a plane
  for (let p: usize = 0; p < quarter; p += 16) {
    const aw = v128.load(window + p);
    const bw = v128.load(window + quarter + p);
    const cw = v128.load(window + 2 * quarter + p);
    const dw = v128.load(window + 3 * quarter + p);
    const ar = f32x4.mul(v128.load(xr + p), aw);
    const ai = f32x4.mul(v128.load(xi + p), aw);
    const br = f32x4.mul(v128.load(xr + quarter + p), bw);
    const bi = f32x4.mul(v128.load(xi + quarter + p), bw);
    const cr = f32x4.mul(v128.load(xr + 2 * quarter + p), cw);
    const ci = f32x4.mul(v128.load(xi + 2 * quarter + p), cw);
    const dr = f32x4.mul(v128.load(xr + 3 * quarter + p), dw);
    const di = f32x4.mul(v128.load(xi + 3 * quarter + p), dw);
    const acr = f32x4.add(ar, cr);
    const aci = f32x4.add(ai, ci);
    const amr = f32x4.sub(ar, cr);
    const ami = f32x4.sub(ai, ci);
    const bdr = f32x4.add(br, dr);
    const bdi = f32x4.add(bi, di);
    const tr = f32x4.sub(di, bi);
    const ti = f32x4.sub(br, dr);

    const w = table + 6 * p;
    const w1r = v128.load(w);
    const w1i = v128.load(w, 16);
    const w2r = v128.load(w, 32);
    const w2i = v128.load(w, 48);
    const w3r = v128.load(w, 64);
    const w3i = v128.load(w, 80);
    const oneR = f32x4.sub(amr, tr);
    const oneI = f32x4.sub(ami, ti);
    const twoR = f32x4.sub(acr, bdr);
    const twoI = f32x4.sub(aci, bdi);
    const threeR = f32x4.add(amr, tr);
    const threeI = f32x4.add(ami, ti);
    transposed(
      yr + (p << 2),
      f32x4.add(acr, bdr),
      f32x4.sub(f32x4.mul(oneR, w1r), f32x4.mul(oneI, w1i)),
      f32x4.sub(f32x4.mul(twoR, w2r), f32x4.mul(twoI, w2i)),
      f32x4.sub(f32x4.mul(threeR, w3r), f32x4.mul(threeI, w3i)),
    );
    transposed(
      yi + (p << 2),
      f32x4.add(aci, bdi),
      f32x4.add(f32x4.mul(oneR, w1i), f32x4.mul(oneI, w1r)),
      f32x4.add(f32x4.mul(twoR, w2i), f32x4.mul(twoI, w2r)),
      f32x4.add(f32x4.mul(threeR, w3i), f32x4.mul(threeI, w3r)),
    );
  }
}

/** Stores four vectors so that first lanes come first. */
function transposed(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7), 16);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 32);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 48);
}

/** Stride 4 or more: neighbours in the lanes share their twiddle factors. */
function middlePass(xr: usize, xi: usize, yr: usize, yi: usize, length: i32, stride: i32, table: usize): void {
  const quarter = length >> 2;
  const row = <usize>stride << 2;
  const step = <usize>quarter * row;
  for (let p = 0; p < quarter; p++) {
    const w = table + <usize>p * 24;
    const w1r = v128.load32_splat(w);
    const w1i = v128.load32_splat(w, 4);
    const w2r = v128.load32_splat(w, 8);
    const w2i = v128.load32_splat(w, 12);
    const w3r = v128.load32_splat(w, 16);
    const w3i = v128.load32_splat(w, 20);
    const from = <usize>p * row;
    const to = from << 2;
    for (let q: usize = 0; q < row; q += 16) {
      const inR = xr + from + q;
      const inI = xi + from + q;
      const ar = v128.load(inR);
      const ai = v128.load(inI);
      const br = v128.load(inR + step);
      const bi = v128.load(inI + step);
      const cr = v128.load(inR + 2 * step);
      const ci = v128.load(inI + 2 * step);
      const dr = v128.load(inR + 3 * step);
      const di = v128.load(inI + 3 * step);
      const acr = f32x4.add(ar, cr);
      const aci = f32x4.add(ai, ci);
      const amr = f32x4.sub(ar, cr);
      const ami = f32x4.sub(ai, ci);
      const bdr = f32x4.add(br, dr);
      const bdi = f32x4.add(bi, di);
      const tr = f32x4.sub(di, bi);
      const ti = f32x4.sub(br, dr);
      const outR = yr + to + q;
      const outI = yi + to + q;
      v128.store(outR, f32x4.add(acr, bdr));
      v128.store(outI, f32x4.add(aci, bdi));
      const oneR = f32x4.sub(amr, tr);
      const oneI = f32x4.sub(ami, ti);
      v128.store(outR + row, f32x4.sub(f32x4.mul(oneR, w1r), f32x4.mul(oneI, w1i)));
      v128.store(outI + row, f32x4.add(f32x4.mul(oneR, w1i), f32x4.mul(oneI, w1r)));
      const twoR = f32x4.sub(acr, bdr);
      const twoI = f32x4.sub(aci, bdi);
      v128.store(outR + 2 * row, f32x4.sub(f32x4.mul(twoR, w2r), f32x4.mul(twoI, w2i)));
      v128.store(outI + 2 * row, f32x4.add(f32x4.mul(twoR, w2i), f32x4.mul(twoI, w2r)));
      const threeR = f32x4.add(amr, tr);
      const threeI = f32x4.add(ami, ti);
      v128.store(outR + 3 * row, f32x4.sub(f32x4.mul(threeR, w3r), f32x4.mul(threeI, w3i)));
      v128.store(outI + 3 * row, f32x4.add(f32x4.mul(threeR, w3i), f32x4.mul(threeI, w3r)));
    }
  }
}

function lastPass(xr: usize, xi: usize, yr: usize, yi: usize, stride: i32): void {
  const row = <usize>stride << 2;
  for (let q: usize = 0; q < row; q += 16) {
    const ar = v128.load(xr + q);
    const ai = v128.load(xi + q);
    const br = v128.load(xr + row + q);
    const bi = v128.load(xi + row + q);
    const cr = v128.load(xr + 2 * row + q);
    const ci = v128.load(xi + 2 * row + q);
    const dr = v128.load(xr + 3 * row + q);
    const di = v128.load(xi + 3 * row + q);
    const acr = f32x4.add(ar, cr);
    const aci = f32x4.add(ai, ci);
    const amr = f32x4.sub(ar, cr);
    const ami = f32x4.sub(ai, ci);
    const bdr = f32x4.add(br, dr);
    const bdi = f32x4.add(bi, di);
    const tr = f32x4.sub(di, bi);
    const ti = f32x4.sub(br, dr);
    v128.store(yr + q, f32x4.add(acr, bdr));
    v128.store(yi + q, f32x4.add(aci, bdi));
    v128.store(yr + row + q, f32x4.sub(amr, tr));
    v128.store(yi + row + q, f32x4.sub(ami, ti));
    v128.store(yr + 2 * row + q, f32x4.sub(acr, bdr));
    v128.store(yi + 2 * row + q, f32x4.sub(aci, bdi));
    v128.store(yr + 3 * row + q, f32x4.add(amr, tr));
    v128.store(yi + 3 * row + q, f32x4.add(ami, ti));
  }
}

function radix2Pass(xr: usize, xi: usize, yr: usize, yi: usize, stride: i32): void {
  const row = <usize>stride << 2;
  for (let q: usize = 0; q < row; q += 16) {
    const ar = v128.load(xr + q);
    const ai = v128.load(xi + q);
    const br = v128.load(xr + row + q);
    const bi = v128.load(xi + row + q);
    v128.store(yr + q, f32x4.add(ar, br));
    v128.store(yi + q, f32x4.add(ai, bi));
    v128.store(yr + row + q, f32x4.sub(ar, br));
    v128.store(yi + row + q, f32x4.sub(ai, bi));
  }
}
