import type { StereoSignal } from '../../src/audio/audio-source.ts';

/** Two channels to which sounds are added. Loops are plain arithmetic: jest looks globals such as Math up each time. */
export class SongBus {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly #sampleRateHz: number;

  constructor(frames: number, sampleRateHz: number) {
    this.left = new Float32Array(frames);
    this.right = new Float32Array(frames);
    this.#sampleRateHz = sampleRateHz;
  }

  /**
   * Adds a sound from a time on; `pan` −1 is left, 1 right; what would lie before the start or after the end is cut.
   */
  add(shot: Shot, seconds: number, gain: number, pan = 0): void {
    const from = Math.round(seconds * this.#sampleRateHz);
    const [leftGain, rightGain] = [gain * Math.min(1, 1 - pan), gain * Math.min(1, 1 + pan)];
    const start = Math.max(0, -from);
    const end = Math.min(shot.left.length, this.left.length - from);
    const [l, r, left, right] = [shot.left, shot.right, this.left, this.right];
    for (let i = start; i < end; i++) left[from + i] += leftGain * l[i];
    for (let i = start; i < end; i++) right[from + i] += rightGain * r[i];
  }

  /** Pulls the bus down at each time by `depthDb`, which then decays with a time constant. Times ascend. */
  duck(times: readonly number[], depthDb: number, releaseSeconds: number): void {
    if (depthDb === 0) return;
    const rate = this.#sampleRateHz;
    const length = Math.round(5 * releaseSeconds * rate);
    const gains = Float32Array.from(
      { length },
      (_, i) => 10 ** ((-depthDb * Math.exp(-i / rate / releaseSeconds)) / 20),
    );
    for (const [k, time] of times.entries()) {
      const from = Math.round(time * rate);
      const next = Math.round((times[k + 1] ?? Infinity) * rate);
      const end = Math.min(this.left.length, from + length, next);
      const { left, right } = this;
      for (let i = from; i < end; i++) left[i] *= gains[i - from];
      for (let i = from; i < end; i++) right[i] *= gains[i - from];
    }
  }

  /** Adds another bus of the same length. */
  mixIn(other: SongBus): void {
    const [left, right, otherLeft, otherRight] = [this.left, this.right, other.left, other.right];
    for (let i = 0; i < left.length; i++) left[i] += otherLeft[i];
    for (let i = 0; i < right.length; i++) right[i] += otherRight[i];
  }

  /** A saturating master: linear when small, flat at full scale. */
  softClip(driveDb: number): void {
    const drive = 10 ** (driveDb / 20);
    for (const channel of [this.left, this.right]) {
      for (let i = 0; i < channel.length; i++) {
        const x = drive * channel[i];
        // A Padé approximant of tanh, held at ±1 beyond ±3, where it reaches it.
        channel[i] = x > 3 ? 0.98 : x < -3 ? -0.98 : (0.98 * x * (27 + x * x)) / (27 + 9 * x * x);
      }
    }
  }

  signal(): StereoSignal {
    return { sampleRateHz: this.#sampleRateHz, left: this.left, right: this.right };
  }
}

/** A sound that is rendered once and added often; mono sounds hold the same samples twice. */
export interface Shot {
  left: Float32Array;
  right: Float32Array;
}

export function monoShot(samples: Float32Array): Shot {
  return { left: samples, right: samples };
}
