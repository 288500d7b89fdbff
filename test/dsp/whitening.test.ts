import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PlainWhitening, whitening, type WhiteningParts } from '../../src/dsp/whitening.ts';
import { whiteNoise } from './signals.ts';

function partsOf(size: number, axisCount: number, seed: number): WhiteningParts {
  const noise = (length: number, of: number): Float64Array => Float64Array.from(whiteNoise(1, length, seed + of));
  return {
    lower: noise(size ** 2, 0).map((value, at) => (at % size > Math.floor(at / size) ? 0 : value)),
    axes: Array.from({ length: axisCount }, (_, k) => noise(size, 1 + k)),
    axisGains: noise(axisCount, 50),
    gain: 0.7,
  };
}

test('the kernel whitens as the reference does, to the last bit, one vector after another', () => {
  const sizes = fc.record({ size: fc.integer({ min: 1, max: 70 }), axes: fc.nat(9), seed: fc.nat(99) });
  fc.assert(
    fc.property(sizes, ({ size, axes, seed }) => {
      const parts = partsOf(size, axes, seed);
      const [fast, plain] = [whitening(parts), new PlainWhitening(parts)];
      for (let k = 0; k < 3; k++) {
        const x = Float64Array.from(whiteNoise(1, size, seed + 60 + k));
        expect(fast.of(x)).toEqual(plain.of(x));
      }
    }),
    { numRuns: 60 },
  );
});

test('an axis of unit length gets its own gain on top of that of all', () => {
  const parts = { lower: Float64Array.of(1, 0, 0, 1), axes: [Float64Array.of(1, 0)], axisGains: Float64Array.of(2) };
  expect([...whitening({ ...parts, gain: 3 }).of(Float64Array.of(1, 1))]).toEqual([5, 3]);
});
