import type { DeviceProcessor, KeySignal } from './device-model.ts';

/**
 * Runs a whole signal through a processor in place and takes the latency away again: what comes out lies in time with
 * what went in, and is as long. The tail beyond the end is lost.
 *
 * @param key what the sidechain hears, as long as the signal; after its end it is silent.
 */
export function processWhole(
  processor: DeviceProcessor,
  left: Float32Array,
  right: Float32Array,
  key?: KeySignal,
): void {
  const { latencyFrames } = processor;
  processor.process(left, right, left.length, key);
  if (latencyFrames === 0) return;
  const tail = [new Float32Array(latencyFrames), new Float32Array(latencyFrames)];
  processor.process(tail[0], tail[1], latencyFrames);
  [left, right].forEach((samples, channel) => {
    const kept = Math.max(0, samples.length - latencyFrames);
    samples.copyWithin(0, latencyFrames);
    samples.set(tail[channel].subarray(latencyFrames - (samples.length - kept)), kept);
  });
}
