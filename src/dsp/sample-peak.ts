/** The largest magnitude among the samples of both channels; 0 for silence and for no samples. NaN is passed over. */
export function samplePeak(left: Float32Array, right: Float32Array): number {
  let peak = 0;
  for (const channel of [left, right]) {
    // Not for … of, which takes three times as long over a typed array.
    for (let n = 0; n < channel.length; n++) {
      const value = channel[n];
      if (value > peak || -value > peak) peak = value < 0 ? -value : value;
    }
  }
  return peak;
}
