import type { StereoSignal } from '../../audio/audio-source.ts';

/** Whether anything of a signal is meant to be heard. NaN is passed over. */
export function isSounding({ left, right }: StereoSignal): boolean {
  for (let n = 0; n < left.length; n++) {
    if (Math.abs(left[n]) > SILENT_PEAK || Math.abs(right[n]) > SILENT_PEAK) return true;
  }
  return false;
}

/** −100 dBFS: the dither of a 16-bit file is louder, and nothing that was meant is quieter. */
const SILENT_PEAK = 1e-5;
