import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { z } from 'zod';

/** Vectors of one kind, each under an id. */
export interface VectorTable {
  /** What made them, with every version that matters: vectors of different keys are never compared. */
  key: string;
  dimensions: number;
  rows: VectorRow[];
}

export interface VectorRow {
  id: string;
  /** What else is known of the row, as JSON keeps it. */
  note: unknown;
  values: Float32Array;
}

const header = z.object({
  key: z.string(),
  rows: z.array(z.object({ id: z.string(), note: z.unknown() })),
});

/**
 * The bytes of a vector file: `COPROVEC`, then little-endian whole numbers of 32 bits (version, length of the JSON,
 * CRC-32 of all that follows the head, dimensions, rows), JSON with key, ids and notes, filled up with spaces to whole
 * fours, and the numbers as little-endian floats, row after row. A file is read whole; 10 000 vectors of 1240 numbers
 * are 50 MB.
 *
 * @throws RangeError where a row has another length than `dimensions`
 */
export function encodeVectors({ key, dimensions, rows }: VectorTable): Uint8Array {
  const text = JSON.stringify({ key, rows: rows.map(({ id, note }) => ({ id, note: note ?? null })) });
  const json = Buffer.from(text);
  const jsonBytes = FLOAT_BYTES * Math.ceil(json.length / FLOAT_BYTES);
  const bytes = Buffer.alloc(HEAD_BYTES + jsonBytes + FLOAT_BYTES * rows.length * dimensions, ' ');
  json.copy(bytes, HEAD_BYTES);
  const values = new Float32Array(rows.length * dimensions);
  rows.forEach((row, index) => {
    if (row.values.length !== dimensions) {
      throw new RangeError(`Row ${row.id} has ${row.values.length} numbers instead of ${dimensions}.`);
    }
    values.set(row.values, index * dimensions);
  });
  asLittleEndian(Buffer.from(values.buffer)).copy(bytes, HEAD_BYTES + jsonBytes);
  bytes.write(MAGIC, 'latin1');
  const checksum = crc32(bytes.subarray(HEAD_BYTES));
  [VERSION, jsonBytes, checksum, dimensions, rows.length].forEach((number, i) =>
    bytes.writeUInt32LE(number, MAGIC.length + 4 * i),
  );
  return bytes;
}

/**
 * Reads a vector file; `undefined` where it is none, of another version or key, cut short or altered since it was
 * written.
 */
export function decodeVectors(bytes: Uint8Array, key: string): VectorTable | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < HEAD_BYTES || buffer.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const [version, jsonBytes, checksum, dimensions, count] = [0, 1, 2, 3, 4].map((i) =>
    buffer.readUInt32LE(MAGIC.length + 4 * i),
  );
  const from = HEAD_BYTES + jsonBytes;
  if (version !== VERSION || buffer.length !== from + FLOAT_BYTES * dimensions * count) return undefined;
  if (crc32(buffer.subarray(HEAD_BYTES)) !== checksum) return undefined;
  const read = header.safeParse(JSON.parse(buffer.toString('utf8', HEAD_BYTES, from)));
  if (!read.success || read.data.key !== key || read.data.rows.length !== count) return undefined;
  // A copy, because floats must begin at a whole four of the memory they lie in.
  const copy = asLittleEndian(Buffer.from(buffer.subarray(from)));
  const values = new Float32Array(count * dimensions);
  new Uint8Array(values.buffer).set(copy);
  return {
    key,
    dimensions,
    rows: read.data.rows.map(({ id, note }, row) => ({
      id,
      note,
      values: values.subarray(row * dimensions, (row + 1) * dimensions),
    })),
  };
}

const MAGIC = 'COPROVEC';
const VERSION = 1;
const HEAD_BYTES = MAGIC.length + 5 * 4;
const FLOAT_BYTES = 4;

/** To and from the order of the file, in place. */
function asLittleEndian(bytes: Buffer): Buffer {
  return endianness() === 'LE' ? bytes : bytes.swap32();
}
