/*
 * The transform of `fft.ts` in double precision, two numbers a vector. Twiddle factors are laid out alike, in vectors
 * of two in the first pass.
 */

/**
 * Transforms the planes at `re`, `im`, using those at `otherRe`, `otherIm` in turns. The size is a power of two, 16 or
 * more.
 *
 * @returns whether the result lies in the other planes
 */
export function doubleTransform(re: usize, im: usize, otherRe: usize, otherIm: usize, size: i32, twiddles: usize): bool {
  let xr = re;
  let xi = im;
  let yr = otherRe;
  let yi = otherIm;
  firstPass(xr, xi, yr, yi, size, twiddles);
  let table = twiddles + (<usize>size >> 2) * 48;
  let swapped = true;
  let length = size >> 2;
  let stride = 4;
  while (length >= 2) {
    const fromRe = swapped ? yr : xr;
    const fromIm = swapped ? yi : xi;
    const toRe = swapped ? xr : yr;
    const toIm = swapped ? xi : yi;
    if (length > 4) {
      middlePass(fromRe, fromIm, toRe, toIm, length, stride, table);
      table += (<usize>length >> 2) * 48;
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

/** Stride 1: two neighbouring p in the lanes; the results of each p lie together, so they are transposed. */
function firstPass(xr: usize, xi: usize, yr: usize, yi: usize, size: i32, table: usize): void {
  const quarter = <usize>size << 1; // bytes of a quarter of a plane
  for (let p: usize = 0; p < quarter; p += 16) {
    const ar = v128.load(xr + p);
    const ai = v128.load(xi + p);
    const br = v128.load(xr + quarter + p);
    const bi = v128.load(xi + quarter + p);
    const cr = v128.load(xr + 2 * quarter + p);
    const ci = v128.load(xi + 2 * quarter + p);
    const dr = v128.load(xr + 3 * quarter + p);
    const di = v128.load(xi + 3 * quarter + p);
    const acr = f64x2.add(ar, cr);
    const aci = f64x2.add(ai, ci);
    const amr = f64x2.sub(ar, cr);
    const ami = f64x2.sub(ai, ci);
    const bdr = f64x2.add(br, dr);
    const bdi = f64x2.add(bi, di);
    const tr = f64x2.sub(di, bi);
    const ti = f64x2.sub(br, dr);

    const w = table + 6 * p;
    const w1r = v128.load(w);
    const w1i = v128.load(w, 16);
    const w2r = v128.load(w, 32);
    const w2i = v128.load(w, 48);
    const w3r = v128.load(w, 64);
    const w3i = v128.load(w, 80);
    const oneR = f64x2.sub(amr, tr);
    const oneI = f64x2.sub(ami, ti);
    const twoR = f64x2.sub(acr, bdr);
    const twoI = f64x2.sub(aci, bdi);
    const threeR = f64x2.add(amr, tr);
    const threeI = f64x2.add(ami, ti);
    transposed(
      yr + (p << 2),
      f64x2.add(acr, bdr),
      f64x2.sub(f64x2.mul(oneR, w1r), f64x2.mul(oneI, w1i)),
      f64x2.sub(f64x2.mul(twoR, w2r), f64x2.mul(twoI, w2i)),
      f64x2.sub(f64x2.mul(threeR, w3r), f64x2.mul(threeI, w3i)),
    );
    transposed(
      yi + (p << 2),
      f64x2.add(aci, bdi),
      f64x2.add(f64x2.mul(oneR, w1i), f64x2.mul(oneI, w1r)),
      f64x2.add(f64x2.mul(twoR, w2i), f64x2.mul(twoI, w2r)),
      f64x2.add(f64x2.mul(threeR, w3i), f64x2.mul(threeI, w3r)),
    );
  }
}

/** Stores four vectors so that first lanes come first. */
function transposed(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(to, v128.shuffle<f64>(c, d, 0, 2), 16);
  v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
  v128.store(to, v128.shuffle<f64>(c, d, 1, 3), 48);
}

/** Stride 4 or more: neighbours in the lanes share their twiddle factors. */
function middlePass(xr: usize, xi: usize, yr: usize, yi: usize, length: i32, stride: i32, table: usize): void {
  const quarter = length >> 2;
  const row = <usize>stride << 3;
  const step = <usize>quarter * row;
  for (let p = 0; p < quarter; p++) {
    const w = table + <usize>p * 48;
    const w1r = v128.load64_splat(w);
    const w1i = v128.load64_splat(w, 8);
    const w2r = v128.load64_splat(w, 16);
    const w2i = v128.load64_splat(w, 24);
    const w3r = v128.load64_splat(w, 32);
    const w3i = v128.load64_splat(w, 40);
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
      const acr = f64x2.add(ar, cr);
      const aci = f64x2.add(ai, ci);
      const amr = f64x2.sub(ar, cr);
      const ami = f64x2.sub(ai, ci);
      const bdr = f64x2.add(br, dr);
      const bdi = f64x2.add(bi, di);
      const tr = f64x2.sub(di, bi);
      const ti = f64x2.sub(br, dr);
      const outR = yr + to + q;
      const outI = yi + to + q;
      v128.store(outR, f64x2.add(acr, bdr));
      v128.store(outI, f64x2.add(aci, bdi));
      const oneR = f64x2.sub(amr, tr);
      const oneI = f64x2.sub(ami, ti);
      v128.store(outR + row, f64x2.sub(f64x2.mul(oneR, w1r), f64x2.mul(oneI, w1i)));
      v128.store(outI + row, f64x2.add(f64x2.mul(oneR, w1i), f64x2.mul(oneI, w1r)));
      const twoR = f64x2.sub(acr, bdr);
      const twoI = f64x2.sub(aci, bdi);
      v128.store(outR + 2 * row, f64x2.sub(f64x2.mul(twoR, w2r), f64x2.mul(twoI, w2i)));
      v128.store(outI + 2 * row, f64x2.add(f64x2.mul(twoR, w2i), f64x2.mul(twoI, w2r)));
      const threeR = f64x2.add(amr, tr);
      const threeI = f64x2.add(ami, ti);
      v128.store(outR + 3 * row, f64x2.sub(f64x2.mul(threeR, w3r), f64x2.mul(threeI, w3i)));
      v128.store(outI + 3 * row, f64x2.add(f64x2.mul(threeR, w3i), f64x2.mul(threeI, w3r)));
    }
  }
}

function lastPass(xr: usize, xi: usize, yr: usize, yi: usize, stride: i32): void {
  const row = <usize>stride << 3;
  for (let q: usize = 0; q < row; q += 16) {
    const ar = v128.load(xr + q);
    const ai = v128.load(xi + q);
    const br = v128.load(xr + row + q);
    const bi = v128.load(xi + row + q);
    const cr = v128.load(xr + 2 * row + q);
    const ci = v128.load(xi + 2 * row + q);
    const dr = v128.load(xr + 3 * row + q);
    const di = v128.load(xi + 3 * row + q);
    const acr = f64x2.add(ar, cr);
    const aci = f64x2.add(ai, ci);
    const amr = f64x2.sub(ar, cr);
    const ami = f64x2.sub(ai, ci);
    const bdr = f64x2.add(br, dr);
    const bdi = f64x2.add(bi, di);
    const tr = f64x2.sub(di, bi);
    const ti = f64x2.sub(br, dr);
    v128.store(yr + q, f64x2.add(acr, bdr));
    v128.store(yi + q, f64x2.add(aci, bdi));
    v128.store(yr + row + q, f64x2.sub(amr, tr));
    v128.store(yi + row + q, f64x2.sub(ami, ti));
    v128.store(yr + 2 * row + q, f64x2.sub(acr, bdr));
    v128.store(yi + 2 * row + q, f64x2.sub(aci, bdi));
    v128.store(yr + 3 * row + q, f64x2.add(amr, tr));
    v128.store(yi + 3 * row + q, f64x2.add(ami, ti));
  }
}

function radix2Pass(xr: usize, xi: usize, yr: usize, yi: usize, stride: i32): void {
  const row = <usize>stride << 3;
  for (let q: usize = 0; q < row; q += 16) {
    const ar = v128.load(xr + q);
    const ai = v128.load(xi + q);
    const br = v128.load(xr + row + q);
    const bi = v128.load(xi + row + q);
    v128.store(yr + q, f64x2.add(ar, br));
    v128.store(yi + q, f64x2.add(ai, bi));
    v128.store(yr + row + q, f64x2.sub(ar, br));
    v128.store(yi + row + q, f64x2.sub(ai, bi));
  }
}
