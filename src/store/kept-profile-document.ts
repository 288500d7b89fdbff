import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { profileDocument } from './profile-document.ts';

const style = profileDocument.shape.library;
const keptStyle = style.extend({ features: z.array(style.shape.features.element.omit({ sorted: true })) });

/**
 * A profile as the home keeps it: what the references measure is one block of bytes instead of a million digits, so
 * that a library of a thousand tracks opens at once. `keptProfile` and `wholeProfile` lead from the printed form and
 * back.
 */
export const keptProfileDocument = profileDocument
  .extend({
    schema: z.literal('coproducer.kept-profile/1'),
    library: keptStyle,
    clusters: z.array(keptStyle),
    references: z.array(profileDocument.shape.references.element.omit({ vector: true })),
    /**
     * A row a reference, a number a column, NaN where there is none: little-endian doubles in base64, and their check.
     */
    vectors: z
      .object({ doubles: z.string(), checksum: z.string() })
      .refine(({ doubles, checksum }) => checksumOf(doubles) === checksum, 'its checksum does not fit'),
  })
  .refine(
    ({ vectors, references, columns }) =>
      Buffer.byteLength(vectors.doubles, 'base64') === 8 * references.length * columns.length,
    { path: ['vectors'], error: 'there are not as many numbers as there should be' },
  );

export type KeptProfileDocument = z.infer<typeof keptProfileDocument>;

/** CRC-32 of packed numbers, in hexadecimal. */
export function checksumOf(doubles: string): string {
  return crc32(doubles).toString(16).padStart(8, '0');
}
