import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { profileDocument } from './profile-document.ts';

const style = profileDocument.shape.library;
const keptStyle = style.extend({ features: z.array(style.shape.features.element.omit({ sorted: true })) });

/**
 * A profile as the home keeps it: what the references measure is one block of bytes instead of a million digits, so that
 * a library of a thousand tracks opens at once. `keptProfile` and `wholeProfile` lead from the printed form and back.
 */
export const keptProfileDocument = profileDocument
  .extend({
    schema: z.literal('coproducer.kept-profile/1'),
    library: keptStyle,
    clusters: z.array(keptStyle),
    references: z.array(profileDocument.shape.references.element.omit({ vector: true })),
    /** A row a reference, a number a column, NaN where there is none: little-endian doubles in base64. */
    vectors: z.string(),
    /** CRC-32 of `vectors`, in hexadecimal. */
    vectorsChecksum: z.string(),
  })
  .refine(({ vectors, vectorsChecksum }) => checksumOf(vectors) === vectorsChecksum, {
    path: ['vectors'],
    error: 'its checksum does not fit',
  })
  .refine(
    ({ vectors, references, columns }) =>
      Buffer.byteLength(vectors, 'base64') === 8 * references.length * columns.length,
    { path: ['vectors'], error: 'there are not as many numbers as there should be' },
  );

export type KeptProfileDocument = z.infer<typeof keptProfileDocument>;

/** What the bytes of a kept profile are told whole by. */
export function checksumOf(vectors: string): string {
  return crc32(vectors).toString(16).padStart(8, '0');
}
