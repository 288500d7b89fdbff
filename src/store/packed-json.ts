import { endianness } from 'node:os';
import { z } from 'zod';

/**
 * JSON of a record that holds arrays of doubles: each as the bytes of little-endian numbers in base64, a third of what
 * its digits would take; and numbers that are not finite, which JSON has not, by their names.
 */
export function packedJson(record: unknown): string {
  return JSON.stringify(record, (_, value: unknown) => {
    if (value instanceof Float64Array) return asLittleEndian(bytesOf(value)).toString('base64');
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
}

/** Doubles as `packedJson` writes them. */
export const packedDoubles = z.base64().transform((text) => {
  const bytes = asLittleEndian(Buffer.from(text, 'base64'));
  const values = new Float64Array(Math.floor(bytes.length / Float64Array.BYTES_PER_ELEMENT));
  bytesOf(values).set(bytes.subarray(0, values.byteLength));
  return values;
});

/** Any number as `packedJson` writes it. */
export const packedNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

/** The memory itself, not a copy. */
function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** To and from the order of the file; a copy where the order of this machine is another. */
function asLittleEndian(bytes: Buffer): Buffer {
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap64();
}
