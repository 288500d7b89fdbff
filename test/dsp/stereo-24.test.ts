import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stereo24 } from '../../src/dsp/stereo-24.ts';

const ROOM = 64;

describe('stereo samples of 24 bits', () => {
  test('are parted and scaled exactly, from any frame on and as many as asked for', () => {
    const sample = fc.oneof(
      fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
      fc.constantFrom(-0x80_0000, -1, 0, 0x7f_ffff),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(sample, sample), { minLength: 1, maxLength: ROOM }),
        fc.nat(ROOM - 1),
        (pairs, anywhere) => {
          const decoder = stereo24(ROOM, ROOM);
          if (decoder === undefined) throw new Error('Node 20 runs WebAssembly SIMD.');
          const from = anywhere % pairs.length;
          pairs.flat().forEach((value, i) => decoder.bytes.set([value, value >> 8, value >> 16], 3 * i));
          decoder.decode(from, pairs.length - from);
          const scaled = (channel: 0 | 1): Float32Array =>
            Float32Array.from(pairs.slice(from), (pair) => pair[channel] / 2 ** 23);
          expect(decoder.left.slice(0, pairs.length - from)).toEqual(scaled(0));
          expect(decoder.right.slice(0, pairs.length - from)).toEqual(scaled(1));
        },
      ),
    );
  });
});
