/*
 * Stockham's self-sorting complex transform in single precision, radix 4 with one pass of radix 2 where the size asks
 * for it, and a last pass that goes straight on to the powers of two real signals. Radix 8 saves passes, but keeps more
 * numbers at hand than there are registers, and is slower.
 *
 * Between passes four real parts and then the four imaginary ones of neighbouring numbers lie together, 32 bytes a
 * block: half as many addresses as with planes of their own.
 *
 * Twiddle factors of a pass of radix r and length n are the real and imaginary parts of w, w² … w^(r − 1), w =
 * e^(−2πi·p/n), for each of the n/r indices p, side by side: in vectors of four p in the first pass, one by one in the
 * others. The passes' tables follow one another (`block-twiddles.ts`); the last pass has none.
 */

/**
 * Transforms the samples at `inRe`, `inIm` under a window, all but the last pass, into the blocks at `blocks` and those
 * at `others` in turns. The size is a power of two, 64 or more.
 *
 * @returns where the result lies
 */
export function transform(
  inRe: usize,
  inIm: usize,
  window: usize,
  blocks: usize,
  others: usize,
  size: i32,
  twiddles: usize,
): usize {
  firstPass(inRe, inIm, window, blocks, size, twiddles);
  let table = twiddles + (<usize>size >> 2) * 24;
  let length = size >> 2;
  let stride = 4;
  let from = blocks;
  let to = others;
  if ((ctz(size) & 1) != 0) {
    twoPass(from, to, length, stride, size, table);
    table += (<usize>length >> 1) * 8;
    length >>= 1;
    stride <<= 1;
    from = others;
    to = blocks;
  }
  while (length > 4) {
    fourPass(from, to, length, stride, size, table);
    table += (<usize>length >> 2) * 24;
    length >>= 2;
    stride <<= 2;
    const swapped = from;
    from = to;
    to = swapped;
  }
  return from;
}

/** Stride 1: four neighbouring p in the lanes; the results of each p lie together, so they are transposed. */
function firstPass(re: usize, im: usize, window: usize, to: usize, size: i32, table: usize): void {
  const quarter = <usize>size; // bytes of a quarter of a plane
  for (let p: usize = 0; p < quarter; p += 16, table += 96, to += 128) {
    const aw = v128.load(window + p);
    const ar = f32x4.mul(v128.load(re + p), aw);
    const ai = f32x4.mul(v128.load(im + p), aw);
    const b = p + quarter;
    const bw = v128.load(window + b);
    const br = f32x4.mul(v128.load(re + b), bw);
    const bi = f32x4.mul(v128.load(im + b), bw);
    const c = b + quarter;
    const cw = v128.load(window + c);
    const cr = f32x4.mul(v128.load(re + c), cw);
    const ci = f32x4.mul(v128.load(im + c), cw);
    const d = c + quarter;
    const dw = v128.load(window + d);
    const dr = f32x4.mul(v128.load(re + d), dw);
    const di = f32x4.mul(v128.load(im + d), dw);
    const evenR = f32x4.add(ar, cr);
    const evenI = f32x4.add(ai, ci);
    const apartR = f32x4.sub(ar, cr);
    const apartI = f32x4.sub(ai, ci);
    const oddR = f32x4.add(br, dr);
    const oddI = f32x4.add(bi, di);
    const turnedR = f32x4.sub(di, bi);
    const turnedI = f32x4.sub(br, dr);
    const oneR = f32x4.sub(apartR, turnedR);
    const oneI = f32x4.sub(apartI, turnedI);
    const twoR = f32x4.sub(evenR, oddR);
    const twoI = f32x4.sub(evenI, oddI);
    const threeR = f32x4.add(apartR, turnedR);
    const threeI = f32x4.add(apartI, turnedI);
    transposed(
      to,
      f32x4.add(evenR, oddR),
      turnR(oneR, oneI, v128.load(table), v128.load(table, 16)),
      turnR(twoR, twoI, v128.load(table, 32), v128.load(table, 48)),
      turnR(threeR, threeI, v128.load(table, 64), v128.load(table, 80)),
    );
    transposed(
      to + 16,
      f32x4.add(evenI, oddI),
      turnI(oneR, oneI, v128.load(table), v128.load(table, 16)),
      turnI(twoR, twoI, v128.load(table, 32), v128.load(table, 48)),
      turnI(threeR, threeI, v128.load(table, 64), v128.load(table, 80)),
    );
  }
}

/** Stores four vectors so that first lanes come first, a block apart. */
@inline
function transposed(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 96);
}

@inline
function turnR(r: v128, i: v128, wr: v128, wi: v128): v128 {
  return f32x4.sub(f32x4.mul(r, wr), f32x4.mul(i, wi));
}

@inline
function turnI(r: v128, i: v128, wr: v128, wi: v128): v128 {
  return f32x4.add(f32x4.mul(r, wi), f32x4.mul(i, wr));
}

@inline
function storeTurned(to: usize, r: v128, i: v128, wr: v128, wi: v128): void {
  v128.store(to, turnR(r, i, wr, wi));
  v128.store(to, turnI(r, i, wr, wi), 16);
}

/** Radix 2, stride 4. */
function twoPass(from: usize, to: usize, length: i32, stride: i32, size: i32, table: usize): void {
  const row = <usize>stride << 3;
  const step = <usize>size << 2; // bytes between the two numbers of a butterfly
  const indices = length >> 1;
  for (let p = 0; p < indices; p++, table += 8, to += row) {
    const wr = splat(table);
    const wi = splat(table + 4);
    for (const end = from + row; from < end; from += 32, to += 32) {
      const b = from + step;
      v128.store(to, f32x4.add(v128.load(from), v128.load(b)));
      v128.store(to, f32x4.add(v128.load(from, 16), v128.load(b, 16)), 16);
      const apartR = f32x4.sub(v128.load(from), v128.load(b));
      storeTurned(to + row, apartR, f32x4.sub(v128.load(from, 16), v128.load(b, 16)), wr, wi);
    }
  }
}

@inline
function splat(at: usize): v128 {
  return v128.load32_splat(at);
}

/** Radix 4: neighbours in the lanes share their twiddle factors. */
function fourPass(from: usize, to: usize, length: i32, stride: i32, size: i32, table: usize): void {
  const row = <usize>stride << 3;
  const step = <usize>size << 1; // bytes between the four numbers of a butterfly
  const indices = length >> 2;
  for (let p = 0; p < indices; p++, table += 24, to += 3 * row) {
    const w1r = splat(table);
    const w1i = splat(table + 4);
    const w2r = splat(table + 8);
    const w2i = splat(table + 12);
    const w3r = splat(table + 16);
    const w3i = splat(table + 20);
    for (const end = from + row; from < end; from += 32, to += 32) {
      const b = from + step;
      const c = b + step;
      const d = c + step;
      const evenR = f32x4.add(v128.load(from), v128.load(c));
      const evenI = f32x4.add(v128.load(from, 16), v128.load(c, 16));
      const apartR = f32x4.sub(v128.load(from), v128.load(c));
      const apartI = f32x4.sub(v128.load(from, 16), v128.load(c, 16));
      const oddR = f32x4.add(v128.load(b), v128.load(d));
      const oddI = f32x4.add(v128.load(b, 16), v128.load(d, 16));
      const turnedR = f32x4.sub(v128.load(d, 16), v128.load(b, 16));
      const turnedI = f32x4.sub(v128.load(b), v128.load(d));
      let at = to;
      v128.store(at, f32x4.add(evenR, oddR));
      v128.store(at, f32x4.add(evenI, oddI), 16);
      at += row;
      storeTurned(at, f32x4.sub(apartR, turnedR), f32x4.sub(apartI, turnedI), w1r, w1i);
      at += row;
      storeTurned(at, f32x4.sub(evenR, oddR), f32x4.sub(evenI, oddI), w2r, w2i);
      at += row;
      storeTurned(at, f32x4.add(apartR, turnedR), f32x4.add(apartI, turnedI), w3r, w3i);
    }
  }
}

/**
 * The last pass of a transform of mid + i·side, and then the powers of mid and side and twice the real part of their
 * product, each bin times its power scale: bins 0 … size/2, where those at both ends stand for themselves alone and get
 * half. The last vectors reach three numbers further.
 *
 * @param planes room for two times size + 4 numbers: the real parts of the transform, the first of them once more at
 *   their end, and then the imaginary ones
 * @param scales a quarter and a half of the power scale
 */
export function lastPass(
  blocks: usize,
  planes: usize,
  size: i32,
  scales: usize,
  mid: usize,
  side: usize,
  cross: usize,
): void {
  const planeBytes = <usize>size << 2;
  const im = planes + planeBytes + PLANE_END;
  inPlanes(blocks, planes, im, size);
  v128.store(planes + planeBytes, v128.load(planes));
  v128.store(im + planeBytes, v128.load(im));
  const scale = v128.load32_splat(scales);
  const crossScale = v128.load32_splat(scales, 4);
  const half = planeBytes >> 1;
  let mirrorRe = planes + planeBytes - 12;
  let mirrorIm = im + planeBytes - 12;
  for (let at: usize = 0; at <= half; at += 16, mirrorRe -= 16, mirrorIm -= 16) {
    const zr = v128.load(planes + at);
    const zi = v128.load(im + at);
    const mr = backwards(v128.load(mirrorRe));
    const mi = backwards(v128.load(mirrorIm));
    const midRe = f32x4.add(zr, mr);
    const midIm = f32x4.sub(zi, mi);
    const sideRe = f32x4.add(zi, mi);
    const sideIm = f32x4.sub(mr, zr);
    const midPower = f32x4.add(f32x4.mul(midRe, midRe), f32x4.mul(midIm, midIm));
    const sidePower = f32x4.add(f32x4.mul(sideRe, sideRe), f32x4.mul(sideIm, sideIm));
    const product = f32x4.add(f32x4.mul(midRe, sideRe), f32x4.mul(midIm, sideIm));
    v128.store(mid + at, f32x4.mul(midPower, scale));
    v128.store(side + at, f32x4.mul(sidePower, scale));
    v128.store(cross + at, f32x4.mul(product, crossScale));
  }
  halve(mid);
  halve(side);
  halve(cross);
  halve(mid + half);
  halve(side + half);
  halve(cross + half);
}

/** Bytes behind a plane of real parts, for the first of them. */
const PLANE_END: usize = 16;

/** The last pass itself, of radix 4. */
function inPlanes(a: usize, re: usize, im: usize, size: i32): void {
  const step = <usize>size << 1;
  const quarter = <usize>size; // bytes of a quarter of a plane
  const end = a + step;
  for (; a < end; a += 32, re += 16, im += 16) {
    const b = a + step;
    const c = b + step;
    const d = c + step;
    const evenR = f32x4.add(v128.load(a), v128.load(c));
    const oddR = f32x4.add(v128.load(b), v128.load(d));
    const apartR = f32x4.sub(v128.load(a), v128.load(c));
    const turnedI = f32x4.sub(v128.load(b), v128.load(d));
    const evenI = f32x4.add(v128.load(a, 16), v128.load(c, 16));
    const oddI = f32x4.add(v128.load(b, 16), v128.load(d, 16));
    const apartI = f32x4.sub(v128.load(a, 16), v128.load(c, 16));
    const turnedR = f32x4.sub(v128.load(d, 16), v128.load(b, 16));
    v128.store(re, f32x4.add(evenR, oddR));
    v128.store(im, f32x4.add(evenI, oddI));
    let reAt = re + quarter;
    let imAt = im + quarter;
    v128.store(reAt, f32x4.sub(apartR, turnedR));
    v128.store(imAt, f32x4.sub(apartI, turnedI));
    reAt += quarter;
    imAt += quarter;
    v128.store(reAt, f32x4.sub(evenR, oddR));
    v128.store(imAt, f32x4.sub(evenI, oddI));
    reAt += quarter;
    imAt += quarter;
    v128.store(reAt, f32x4.add(apartR, turnedR));
    v128.store(imAt, f32x4.add(apartI, turnedI));
  }
}

@inline
function backwards(values: v128): v128 {
  return v128.shuffle<f32>(values, values, 3, 2, 1, 0);
}

function halve(at: usize): void {
  store<f32>(at, load<f32>(at) * 0.5);
}
