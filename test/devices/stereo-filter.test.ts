import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StereoFilter } from '../../src/devices/filters/stereo-filter.ts';
import { bell, highPass, lowPass } from '../../src/dsp/biquad.ts';
import { whiteNoise } from '../dsp/signals.ts';

const RATE = 44100;

test('samples as they are stored are filtered as wide ones are and rounded once, to the last bit', () => {
  const lengths = fc.record({
    pieces: fc.array(fc.oneof(fc.nat(300), fc.nat(20_000)), { minLength: 1, maxLength: 3 }),
    count: fc.integer({ min: 0, max: 3 }),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(lengths, ({ pieces, count, seed }) => {
      const sections = [highPass(RATE, 30, 0.7), bell(RATE, 900, 1.4, 6), lowPass(RATE, 9000, 0.9)].slice(0, count);
      const [stored, wide] = [new StereoFilter(sections), new StereoFilter(sections)];
      for (const [i, frames] of pieces.entries()) {
        const [left, right] = [whiteNoise(0.3, frames, seed + i), whiteNoise(0.3, frames, seed + 50 + i)];
        const expected = [left, right].map((samples) => Float64Array.from(samples));
        for (let from = 0; from < frames; from += 256) {
          const [l, r] = expected.map((samples) => samples.subarray(from, from + 256));
          wide.process(l, r, l.length);
        }
        stored.processStored(left, right, frames, 0.8);
        expect([left, right]).toEqual(expected.map((samples) => Float32Array.from(samples, (value) => 0.8 * value)));
      }
    }),
    { numRuns: 12 },
  );
});
