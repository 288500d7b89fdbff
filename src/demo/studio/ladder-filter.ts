import type { Hertz, Normal } from '../../dsp/units.ts';

/**
 * Four one-pole low-passes in a loop (24 dB/octave) with resonance, after the topology-preserving transform of V.
 * Zavalishin, "The Art of VA Filter Design", chapter 5: the loop is solved without a delay, so the peak stays at the
 * cutoff. The input of the loop is saturated, which keeps full resonance from running away and gives the 303 its bite.
 */
export class LadderFilter {
  private one = 0;
  private two = 0;
  private three = 0;
  private four = 0;
  private step = 0;
  private feedback = 0;

  constructor(private readonly sampleRateHz: Hertz) {}

  /** @param resonance 0 none, 1 the edge of self-oscillation. */
  set(cutoffHz: Hertz, resonance: Normal): void {
    const warped = Math.tan((Math.PI * Math.min(cutoffHz, 0.45 * this.sampleRateHz)) / this.sampleRateHz);
    this.step = warped / (1 + warped);
    this.feedback = 4 * resonance;
  }

  /** Filters one sample. */
  next(input: number): number {
    const step = this.step;
    const keep = 1 - step;
    const state = keep * (this.four + step * (this.three + step * (this.two + step * this.one)));
    const loop = step * step * step * step;
    // Half of the level that feedback takes from the low end is given back.
    const wanted = (input * (1 + 0.5 * this.feedback) - this.feedback * state) / (1 + this.feedback * loop);
    const driven = saturate(wanted);
    const first = step * (driven - this.one) + this.one;
    this.one = 2 * first - this.one;
    const second = step * (first - this.two) + this.two;
    this.two = 2 * second - this.two;
    const third = step * (second - this.three) + this.three;
    this.three = 2 * third - this.three;
    const fourth = step * (third - this.four) + this.four;
    this.four = 2 * fourth - this.four;
    return fourth;
  }
}

/** A rational tanh: x(27+x²)/(27+9x²), exact to 2.4 % up to ±3 where it reaches ±1. */
export function saturate(value: number): number {
  if (value >= 3) return 1;
  if (value <= -3) return -1;
  const square = value * value;
  return (value * (27 + square)) / (27 + 9 * square);
}
