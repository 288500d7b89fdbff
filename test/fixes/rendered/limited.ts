import type { StereoSignal } from '../../../src/audio/audio-source.ts';

/** A master of the test's own: drive into a look-ahead limiter that turns both channels down together. */
export function limited(driveDb: number, ceiling = 0.9) {
  return ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => {
    const drive = 10 ** (driveDb / 20);
    const [ahead, recovery] = [64, Math.exp(-1 / (0.08 * sampleRateHz))];
    const wanted = Float64Array.from(left, (l, n) => {
      const peak = drive * Math.max(Math.abs(l), Math.abs(right[n]));
      return peak > ceiling ? ceiling / peak : 1;
    });
    const out = { sampleRateHz, left: left.slice(), right: right.slice() };
    let gain = 1;
    for (let n = 0; n < left.length; n++) {
      let needed = 1;
      for (let m = n; m < Math.min(left.length, n + ahead); m++) needed = Math.min(needed, wanted[m]);
      gain = needed < gain ? needed : 1 - recovery * (1 - gain);
      gain = Math.min(gain, needed);
      out.left[n] *= drive * gain;
      out.right[n] *= drive * gain;
    }
    return out;
  };
}
