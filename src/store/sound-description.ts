import { z } from 'zod';

/** Numbers of a description, as the bytes of little-endian floats in base64: a tenth of what digits would take. */
const floats = z.string();

/** How a file sounds, as far as similarity needs it: a part of its analysis. */
export const soundDescription = z.object({
  /** Descriptions of different front ends or networks are never compared. */
  frontEnd: z.string(),
  /** Name and version of the network, and what ran it; absent where none could be run. */
  network: z.string().optional(),
  runtime: z.string().optional(),
  scopes: z.array(
    z.object({
      scope: z.enum(['whole', 'intro', 'breakdown', 'build', 'drop', 'outro']),
      /** How many stretches of 6 s were heard. */
      patches: z.number().int().positive(),
      trunk: floats.optional(),
      spectrum: floats,
      modulation: floats,
    }),
  ),
});

export type SoundDescription = z.infer<typeof soundDescription>;

/** Packs numbers for a document. */
export function encodeFloats(values: Float32Array): string {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return bytes.toString('base64');
}

/** The numbers that `encodeFloats` packed. */
export function decodeFloats(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readFloatLE(4 * i));
}
