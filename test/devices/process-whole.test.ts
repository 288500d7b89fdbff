import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DeviceProcessor } from '../../src/devices/device-model.ts';
import { processWhole } from '../../src/devices/process-whole.ts';

/** A delay line that turns the level down: what comes out of it is known to the sample. */
function delay(latencyFrames: number): DeviceProcessor {
  const lines = [new Array<number>(latencyFrames).fill(0), new Array<number>(latencyFrames).fill(0)];
  return {
    latencyFrames,
    process(left, right, frames) {
      [left, right].forEach((samples, channel) => {
        for (let n = 0; n < frames; n++) {
          lines[channel].push(samples[n]);
          samples[n] = 0.5 * lines[channel].shift()!;
        }
      });
    },
  };
}

describe('processWhole', () => {
  test('whatever the latency, the sound stays in time and keeps its length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.float32Array({ maxLength: 30, noNaN: true, min: -1, max: 1 }),
        (latencyFrames, samples) => {
          const [left, right] = [samples.slice(), samples.slice().reverse()];
          processWhole(delay(latencyFrames), left, right);
          expect(left).toEqual(samples.map((sample) => 0.5 * sample));
          expect(right).toEqual(samples.map((sample) => 0.5 * sample).reverse());
        },
      ),
    );
  });

  test('hands the key on, and silence after its end', () => {
    const heard: number[] = [];
    const listener: DeviceProcessor = {
      latencyFrames: 2,
      process: (_left, _right, frames, key) => heard.push(frames, ...(key?.left ?? [])),
    };
    const key = { left: Float32Array.of(1, 2, 3), right: new Float32Array(3) };
    processWhole(listener, new Float32Array(3), new Float32Array(3), key);
    expect(heard).toEqual([3, 1, 2, 3, 2]);
  });
});
