import { transform } from './fft';

/**
 * Chosen bins of mid and side of `frames` windows, `hop` samples apart, from transforms of left + i·right.
 *
 * @param blocks where to work, `size` complex numbers; `others` the same again
 * @param counts how many bins each band has; `bins` and `amplitudes` hold those of all bands one behind the other
 * @param mid receives band after band, in each window after window, real and imaginary part of each bin times its
 *   amplitude; `side` the same
 */
export function binRows(
  left: usize,
  right: usize,
  hop: i32,
  frames: i32,
  window: usize,
  blocks: usize,
  others: usize,
  size: i32,
  twiddles: usize,
  counts: usize,
  bands: i32,
  bins: usize,
  amplitudes: usize,
  mid: usize,
  side: usize,
): void {
  const hopBytes = <usize>hop << 2;
  for (let frame = 0; frame < frames; frame++, left += hopBytes, right += hopBytes) {
    const numbers = transform(left, right, window, blocks, others, size, twiddles);
    let bin = bins;
    let amplitude = amplitudes;
    let row: usize = 0;
    for (let band = 0; band < bands; band++) {
      const count = <usize>load<i32>(counts + (<usize>band << 2));
      let at = row + ((count * <usize>frame) << 3);
      for (const end = bin + (count << 2); bin < end; bin += 4, amplitude += 4, at += 8) {
        storeBin(numbers, size, load<i32>(bin), load<f32>(amplitude), mid + at, side + at);
      }
      row += (count * <usize>frames) << 3;
    }
  }
}

/** With Z = FFT(l + ir): 2·L[k] = Z[k] + Z*[N − k], 2i·R[k] = Z[k] − Z*[N − k]. */
@inline
function storeBin(numbers: usize, size: i32, k: i32, amplitude: f32, mid: usize, side: usize): void {
  const mirror = (size - k) & (size - 1);
  const zr = realPart(numbers, size, k);
  const zi = imaginaryPart(numbers, size, k);
  const mr = realPart(numbers, size, mirror);
  const mi = imaginaryPart(numbers, size, mirror);
  const scale = amplitude * 0.5;
  const leftRe = zr + mr;
  const leftIm = zi - mi;
  const rightRe = zi + mi;
  const rightIm = mr - zr;
  store<f32>(mid, (leftRe + rightRe) * scale);
  store<f32>(mid, (leftIm + rightIm) * scale, 4);
  store<f32>(side, (leftRe - rightRe) * scale);
  store<f32>(side, (leftIm - rightIm) * scale, 4);
}

/** What the last pass of radix 4, which `transform` leaves out, makes of one number. */
@inline
function realPart(numbers: usize, size: i32, k: i32): f32 {
  const step = <usize>size << 1;
  const a = place(numbers, size, k);
  const quarter = k / (size >> 2);
  if ((quarter & 1) == 0) {
    const even = load<f32>(a) + load<f32>(a + 2 * step);
    const odd = load<f32>(a + step) + load<f32>(a + 3 * step);
    return quarter == 0 ? even + odd : even - odd;
  }
  const apart = load<f32>(a) - load<f32>(a + 2 * step);
  const turned = load<f32>(a + 3 * step, 16) - load<f32>(a + step, 16);
  return quarter == 1 ? apart - turned : apart + turned;
}

@inline
function imaginaryPart(numbers: usize, size: i32, k: i32): f32 {
  const step = <usize>size << 1;
  const a = place(numbers, size, k);
  const quarter = k / (size >> 2);
  if ((quarter & 1) == 0) {
    const even = load<f32>(a, 16) + load<f32>(a + 2 * step, 16);
    const odd = load<f32>(a + step, 16) + load<f32>(a + 3 * step, 16);
    return quarter == 0 ? even + odd : even - odd;
  }
  const apart = load<f32>(a, 16) - load<f32>(a + 2 * step, 16);
  const turned = load<f32>(a + step) - load<f32>(a + 3 * step);
  return quarter == 1 ? apart - turned : apart + turned;
}

/** Where the first of the four numbers lies that number k is made of. */
@inline
function place(numbers: usize, size: i32, k: i32): usize {
  const q = <usize>(k & ((size >> 2) - 1));
  return numbers + ((q >> 2) << 5) + ((q & 3) << 2);
}
