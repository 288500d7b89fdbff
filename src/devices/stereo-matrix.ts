import type { Percent } from '../dsp/units.ts';

/**
 * What a memoryless stereo control does to a pair of channels: left' = ll·left + lr·right, right' = rl·left + rr·right.
 */
export interface StereoMatrix {
  ll: number;
  lr: number;
  rl: number;
  rr: number;
}

/** The same for mid = (L+R)/√2 and side = (L−R)/√2: mid' = mm·mid + ms·side, side' = sm·mid + ss·side. */
export interface MidSideMatrix {
  mm: number;
  ms: number;
  sm: number;
  ss: number;
}

/**
 * Utility's Stereo Width: the side is scaled by width/100 and the mid stays; 0 % is mono, 100 % leaves all as it is.
 */
export function widthMatrix(widthPercent: Percent): StereoMatrix {
  const width = widthPercent / 100;
  const same = (1 + width) / 2;
  const cross = (1 - width) / 2;
  return { ll: same, lr: cross, rl: cross, rr: same };
}

/** Utility's Mid/Side Balance: 0 % leaves the mid alone, 100 % both as they are, 200 % the side alone. */
export function midSideBalanceMatrix(balancePercent: Percent): StereoMatrix {
  const side = Math.min(1, balancePercent / 100);
  const mid = Math.min(1, 2 - balancePercent / 100);
  return { ll: (mid + side) / 2, lr: (mid - side) / 2, rl: (mid - side) / 2, rr: (mid + side) / 2 };
}

/**
 * Live's pan: constant power with sinusoidal curves, 0 dB in the centre and +3 dB at the ends (Live's manual, "Audio
 * Fact Sheet"). On a stereo track it turns one side up and the other down; nothing crosses over.
 *
 * @param pan −50 (left) … 50 (right), as Live shows it.
 */
export function panMatrix(pan: number): StereoMatrix {
  const angle = ((pan / 50 + 1) * Math.PI) / 4;
  return { ll: Math.SQRT2 * Math.cos(angle), lr: 0, rl: 0, rr: Math.SQRT2 * Math.sin(angle) };
}

/** A matrix for left and right as a matrix for mid and side. */
export function toMidSide({ ll, lr, rl, rr }: StereoMatrix): MidSideMatrix {
  return {
    mm: (ll + lr + rl + rr) / 2,
    ms: (ll - lr + rl - rr) / 2,
    sm: (ll + lr - rl - rr) / 2,
    ss: (ll - lr - rl + rr) / 2,
  };
}

/** The matrix of `first` followed by `second`. */
export function chained(first: StereoMatrix, second: StereoMatrix): StereoMatrix {
  return {
    ll: second.ll * first.ll + second.lr * first.rl,
    lr: second.ll * first.lr + second.lr * first.rr,
    rl: second.rl * first.ll + second.rr * first.rl,
    rr: second.rl * first.lr + second.rr * first.rr,
  };
}

/** A matrix with a gain on everything. */
export function scaled({ ll, lr, rl, rr }: StereoMatrix, gain: number): StereoMatrix {
  return { ll: gain * ll, lr: gain * lr, rl: gain * rl, rr: gain * rr };
}

/** Applies a matrix to the first `frames` samples in place. */
export function applyMatrix(matrix: StereoMatrix, left: Float32Array, right: Float32Array, frames: number): void {
  const { ll, lr, rl, rr } = matrix;
  for (let n = 0; n < frames; n++) {
    const l = left[n];
    const r = right[n];
    left[n] = ll * l + lr * r;
    right[n] = rl * l + rr * r;
  }
}
