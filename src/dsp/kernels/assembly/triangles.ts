/*
 * Lower triangles and inner products in double precision, with the sums in the order of `src/dsp/dot.ts`: four runs side
 * by side, which are the lanes of two registers.
 */

/** Rows of a lower triangle at a time, whose sums do not wait for each other: four registers of two numbers. */
const PANEL: i32 = 8;

/**
 * The lower triangle L of a symmetric positive definite matrix L·Lᵀ, in its place; what lies above the diagonal stays.
 * Whether the matrix is positive definite.
 */
export function factorTriangle(matrix: usize, size: i32): bool {
  const rowBytes = <usize>size << 3;
  for (let i = 0, row = matrix; i < size; i++, row += rowBytes) {
    for (let j = 0, other = matrix; j <= i; j++, other += rowBytes) {
      const at = <usize>j << 3;
      const rest = load<f64>(row + at) - innerProduct(row, other, j);
      if (i == j) {
        if (!(rest > 0)) return false;
        store<f64>(row + at, Math.sqrt(rest));
      } else store<f64>(row + at, rest / load<f64>(other + at));
    }
  }
  return true;
}

/** Solves L·y = b for each of some vectors, one behind the other and each in its place. */
export function solveTriangle(factor: usize, size: i32, vectors: usize, count: i32): void {
  const rowBytes = <usize>size << 3;
  for (let vector = 0; vector < count; vector++, vectors += rowBytes) {
    for (let i = 0, row = factor; i < size; i++, row += rowBytes) {
      const at = <usize>i << 3;
      const rest = load<f64>(vectors + at) - innerProduct(row, vectors, i);
      store<f64>(vectors + at, rest / load<f64>(row + at));
    }
  }
}

/** Inner products of a vector with some rows of a matrix, each told by its place. */
export function pickedProducts(
  matrix: usize,
  columns: i32,
  places: usize,
  count: i32,
  vector: usize,
  to: usize,
): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const row = matrix + <usize>load<i32>(places + (i << 2)) * (<usize>columns << 3);
    store<f64>(to + (i << 3), innerProduct(row, vector, columns));
  }
}

/**
 * y = g·A·x + Σ c(k)·⟨a(k), A·x⟩·a(k) for a lower triangle A and some axes.
 *
 * @param panels eight rows of A at a time, each column of theirs together, up to the last row's diagonal; the last panel
 *   filled up with zeros
 * @param x filled up with zeros as the panels are
 * @param axes one behind the other, `size` numbers each
 * @param along room for a number for each axis
 * @param y room for as many numbers as there are rows in the panels
 */
export function whiten(
  panels: usize,
  size: i32,
  x: usize,
  axes: usize,
  axisCount: i32,
  axisGains: usize,
  gain: f64,
  along: usize,
  y: usize,
): void {
  for (let row = 0, to = y; row < size; row += PANEL, to += 64) {
    let first = f64x2.splat(0);
    let second = f64x2.splat(0);
    let third = f64x2.splat(0);
    let fourth = f64x2.splat(0);
    const end = x + (<usize>(row + PANEL) << 3);
    for (let at = x; at < end; at += 8, panels += 64) {
      const value = v128.load64_splat(at);
      first = f64x2.add(first, f64x2.mul(v128.load(panels), value));
      second = f64x2.add(second, f64x2.mul(v128.load(panels, 16), value));
      third = f64x2.add(third, f64x2.mul(v128.load(panels, 32), value));
      fourth = f64x2.add(fourth, f64x2.mul(v128.load(panels, 48), value));
    }
    v128.store(to, first);
    v128.store(to, second, 16);
    v128.store(to, third, 32);
    v128.store(to, fourth, 48);
  }
  const axisBytes = <usize>size << 3;
  for (let k: usize = 0; k < <usize>axisCount; k++)
    store<f64>(along + (k << 3), innerProduct(axes + k * axisBytes, y, size) * load<f64>(axisGains + (k << 3)));
  const even = axisBytes & ~15;
  for (let at: usize = 0; at < even; at += 16) {
    let sum = f64x2.mul(v128.load(y + at), f64x2.splat(gain));
    for (let k: usize = 0; k < <usize>axisCount; k++)
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(along + (k << 3)), v128.load(axes + k * axisBytes + at)));
    v128.store(y + at, sum);
  }
  if (even == axisBytes) return;
  let sum = load<f64>(y + even) * gain;
  for (let k: usize = 0; k < <usize>axisCount; k++)
    sum += load<f64>(along + (k << 3)) * load<f64>(axes + k * axisBytes + even);
  store<f64>(y + even, sum);
}

@inline
function innerProduct(one: usize, other: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const whole = <usize>(count & ~3) << 3;
  const end = <usize>count << 3;
  let at: usize = 0;
  for (; at < whole; at += 32) {
    low = f64x2.add(low, f64x2.mul(v128.load(one + at), v128.load(other + at)));
    high = f64x2.add(high, f64x2.mul(v128.load(one + at, 16), v128.load(other + at, 16)));
  }
  let first = f64x2.extract_lane(low, 0);
  for (; at < end; at += 8) first += load<f64>(one + at) * load<f64>(other + at);
  return first + f64x2.extract_lane(low, 1) + (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1));
}
