import { endianness } from 'node:os';
import { z } from 'zod';

/**
 * JSON of a record that holds arrays of floats or doubles: each as the bytes of little-endian numbers in base64, a
 * third of what its digits would take; and numbers that are not finite, which JSON has not, by their names.
 */
export function packedJson(record: unknown): string {
  return JSON.stringify(record, (_, value: unknown) => {
    if (value instanceof Float64Array || value instanceof Float32Array)
      return asLittleEndian(bytesOf(value), value.BYTES_PER_ELEMENT).toString('base64');
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
}

/** Doubles as `packedJson` writes them. */
export const packedDoubles = z.base64().transform((text) => unpacked(text, Float64Array));

/** The same of floats. */
export const packedFloats = z.base64().transform((text) => unpacked(text, Float32Array));

function unpacked<Values extends Float32Array | Float64Array>(
  text: string,
  type: { new (length: number): Values; BYTES_PER_ELEMENT: number },
): Values {
  const bytes = asLittleEndian(Buffer.from(text, 'base64'), type.BYTES_PER_ELEMENT);
  const values = new type(Math.floor(bytes.length / type.BYTES_PER_ELEMENT));
  bytesOf(values).set(bytes.subarray(0, values.byteLength));
  return values;
}

/** Any number as `packedJson` writes it. */
export const packedNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

/** The memory itself, not a copy. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** To and from the order of the file; a copy where the order of this machine is another. */
function asLittleEndian(bytes: Buffer, bytesANumber: number): Buffer {
  if (endianness() === 'LE') return bytes;
  return bytesANumber === Float64Array.BYTES_PER_ELEMENT ? Buffer.from(bytes).swap64() : Buffer.from(bytes).swap32();
}
