import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ResultRoom } from '../../src/dsp/result-room.ts';

test('gives zeros that no other array lies over, whatever their number', () => {
  const counts = fc.array(fc.oneof(fc.nat(5000), fc.constant(4_000_000), fc.constant(10_000_000)), { maxLength: 5 });
  fc.assert(
    fc.property(counts, (lengths) => {
      const room = new ResultRoom();
      const arrays = lengths.map((length, i) => {
        const floats = room.floats(length);
        expect(floats.length).toBe(length);
        expect(Math.max(0, ...floats.subarray(-1000))).toBe(0);
        return floats.fill(i + 1);
      });
      arrays.forEach((floats, i) => expect(floats.every((value) => value === i + 1)).toBe(true));
      room.release();
    }),
    { numRuns: 10 },
  );
});

test('copies what it is given', () => {
  const values = Float32Array.of(1, 2, 3);
  const copy = new ResultRoom().copyOf(values);
  values.fill(0);
  expect(copy).toEqual(Float32Array.of(1, 2, 3));
});

test('what was taken is empty once it is released, and the room can be used again', () => {
  const room = new ResultRoom();
  const before = room.copyOf(Float32Array.of(1, 2, 3));
  room.release();
  expect(before).toEqual(new Float32Array(0));
  expect(room.floats(4)).toEqual(new Float32Array(4));
});
