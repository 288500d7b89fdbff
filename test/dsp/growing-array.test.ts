import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GrowingFloat32 } from '../../src/dsp/growing-array.ts';

test('keeps what is pushed, appended and written, in order, however it grows', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 20_000 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(50_000), (pieces, share, expected) => {
      const growing = new GrowingFloat32(expected);
      const all: number[] = [];
      for (const [way, length] of pieces) {
        const piece = Float32Array.from({ length }, (_, i) => all.length + i + 1);
        if (way === 0) growing.append(piece);
        else if (way === 1) growing.grow(piece.length).set(piece);
        else for (const value of piece) growing.push(value);
        for (const value of piece) all.push(value);
      }
      expect(growing.length).toBe(all.length);
      const count = Math.floor(share * all.length);
      expect(growing.take(count)).toEqual(Float32Array.from(all.slice(0, count)));
      expect(growing.length).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test('what was taken is not written to by what grows later', () => {
  const growing = new GrowingFloat32(4);
  growing.append(Float32Array.of(1, 2, 3));
  const taken = growing.take();
  growing.append(Float32Array.of(7, 7, 7, 7));
  expect(taken).toEqual(Float32Array.of(1, 2, 3));
  expect(growing.take()).toEqual(Float32Array.of(7, 7, 7, 7));
});

test('adds zeros where it grows, and leaves no more than as much again reserved', () => {
  const growing = new GrowingFloat32(1000);
  growing.push(5);
  growing.grow(3);
  const taken = growing.take();
  expect(taken).toEqual(Float32Array.of(5, 0, 0, 0));
  expect(taken.buffer.byteLength).toBe(4 * Float32Array.BYTES_PER_ELEMENT);
});
