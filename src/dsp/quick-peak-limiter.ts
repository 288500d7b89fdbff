import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmPeakLimiter } from './kernels/wasm-peak-limiter.ts';
import type { Frames, Normal } from './units.ts';

/** A look-ahead limiter of both channels alike. */
export interface PeakLimiter {
  /** Limits the first `frames` samples in place; they come out late. */
  process(left: Float32Array, right: Float32Array, frames: Frames): void;
}

export interface PeakLimits {
  /** Before it, linear. */
  gain: number;
  /** The level that no sample passes, linear. */
  limit: number;
  /** By how much later samples come out. */
  delay: Frames;
  /** After the gain that a sample needs is known: how long the gains are averaged. */
  lookahead: Frames;
  /** Samples beyond the one it was worked out for that a needed gain must hold. */
  hold: Frames;
  /** How much of the way back to 1 the gain goes with each sample. */
  release: Normal;
  /**
   * Where the peaks between samples count, too: the taps of the filters that tell them, and the magnitude up to which
   * samples make none that passes the limit. The delay is at least as long as the filters then.
   */
  between?: { taps: Float64Array; harmless: number } | undefined;
}

/**
 * A limiter on the kernels, whose plain counterpart is that of `src/devices/limiter.ts`; `undefined` where this machine
 * does not run them.
 */
export function quickPeakLimiter(limits: PeakLimits): PeakLimiter | undefined {
  return kernelsSupported() ? new WasmPeakLimiter(limits) : undefined;
}
