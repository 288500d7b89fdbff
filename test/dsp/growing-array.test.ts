import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GrowingFloat32 } from '../../src/dsp/growing-array.ts';

test('keeps what is pushed, appended and written, in order, however it grows', () => {
  const steps = fc.array(fc.array(fc.float({ noNaN: true }), { maxLength: 12 }), { maxLength: 20 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 8 }), (pieces, room) => {
      const growing = new GrowingFloat32(room);
      pieces.forEach((piece, i) => {
        if (i % 3 === 0) growing.append(piece);
        else if (i % 3 === 1) growing.grow(piece.length).set(piece);
        else for (const value of piece) growing.push(value);
      });
      const all = Float32Array.from(pieces.flat());
      expect(growing.length).toBe(all.length);
      expect(growing.toArray()).toEqual(all);
      expect(growing.toArray(all.length / 2)).toEqual(all.slice(0, all.length / 2));
    }),
  );
});

test('adds zeros where it grows', () => {
  const growing = new GrowingFloat32(2);
  growing.push(5);
  growing.grow(3);
  expect(growing.toArray()).toEqual(Float32Array.of(5, 0, 0, 0));
});
