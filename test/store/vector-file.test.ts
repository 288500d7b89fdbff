import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeVectors, encodeVectors, type VectorTable } from '../../src/store/vector-file.ts';

const table = (rows: number, dimensions: number): VectorTable => ({
  key: 'an encoder 1',
  dimensions,
  rows: Array.from({ length: rows }, (_, row) => ({
    id: `härtefall ${row}`,
    note: { tempoBpm: row === 0 ? null : 138.5 },
    values: Float32Array.from({ length: dimensions }, (_unused, i) => (i === 1 ? NaN : Math.fround(row + i / 7))),
  })),
});

describe('a file of vectors', () => {
  test.each([
    [0, 5],
    [1, 1],
    [7, 33],
  ])('gives back %d rows of %d numbers to the bit', (rows, dimensions) => {
    const written = table(rows, dimensions);
    expect(decodeVectors(encodeVectors(written), written.key)).toEqual(written);
  });

  test('begins with its name and version, and ends with its numbers in little-endian order', () => {
    const bytes = Buffer.from(encodeVectors(table(2, 3)));
    expect(bytes.toString('latin1', 0, 8)).toBe('COPROVEC');
    expect(bytes.readUInt32LE(8)).toBe(1);
    expect(bytes.readUInt32LE(20)).toBe(3);
    expect(bytes.readUInt32LE(24)).toBe(2);
    expect(bytes.readFloatLE(bytes.length - 4)).toBe(Math.fround(1 + 2 / 7));
  });

  test('is read wherever its bytes begin in memory', () => {
    const written = encodeVectors(table(3, 4));
    const shifted = new Uint8Array(written.length + 3).fill(1);
    shifted.set(written, 3);
    expect(decodeVectors(shifted.subarray(3), 'an encoder 1')).toEqual(table(3, 4));
  });

  test('of another key is none', () => {
    expect(decodeVectors(encodeVectors(table(2, 2)), 'an encoder 2')).toBeUndefined();
  });

  test('that was cut short, lengthened or altered in any byte is none', () => {
    const whole = encodeVectors(table(3, 4));
    for (const length of [0, 7, 27, 28, 60, whole.length - 1]) {
      expect(decodeVectors(whole.subarray(0, length), 'an encoder 1')).toBeUndefined();
    }
    expect(decodeVectors(Uint8Array.of(...whole, 0), 'an encoder 1')).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const altered = Uint8Array.from(whole);
        altered[place] ^= change;
        expect(decodeVectors(altered, 'an encoder 1')).toBeUndefined();
      }),
    );
  });

  test('rows of another length are a fault of the program', () => {
    expect(() => encodeVectors({ ...table(1, 3), dimensions: 4 })).toThrow(RangeError);
  });
});
