import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GrowingFloat32 } from '../../src/dsp/growing-array.ts';

test('keeps what is pushed, appended and written, in order, however it grows', () => {
  // Lengths around those of a segment, of which several are filled.
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 20_000 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (pieces, share) => {
      const growing = new GrowingFloat32();
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

test('two that grow at once, out of memory that others have left, do not disturb each other', () => {
  const filled = (value: number): Float32Array => new Float32Array(30_000).fill(value);
  const before = new GrowingFloat32();
  before.append(filled(1));
  const taken = before.take();
  const [one, other] = [new GrowingFloat32(), new GrowingFloat32()];
  for (let i = 0; i < 3; i++) {
    one.append(filled(2));
    other.append(filled(3));
  }
  expect(new Set(taken)).toEqual(new Set([1]));
  expect(new Set(one.take())).toEqual(new Set([2]));
  expect(new Set(other.take())).toEqual(new Set([3]));
});

test('adds zeros where it grows, even where others have written before', () => {
  const before = new GrowingFloat32();
  before.append(new Float32Array(100).fill(7));
  before.take();
  const growing = new GrowingFloat32();
  growing.push(5);
  growing.grow(3);
  expect(growing.take()).toEqual(Float32Array.of(5, 0, 0, 0));
});
