/** The largest magnitude among the samples of both channels; 0 for silence and for no samples. NaN is passed over. */
export function samplePeak(left: Float32Array, right: Float32Array): number {
  let peak = 0;
  for (const channel of [left, right]) {
    for (const value of channel) if (value > peak || -value > peak) peak = value < 0 ? -value : value;
  }
  return peak;
}
