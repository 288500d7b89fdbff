import path from 'node:path';
import { z } from 'zod';
import { LineLog } from '../store/line-log.ts';
import type { Workshop } from './workshop.ts';

/** One thing a producer said of three tracks: the second is more like the first than the third is. */
const correction = z.object({
  kind: z.literal('more-like'),
  at: z.iso.datetime(),
  /** By what they hold, wherever they lie. */
  query: z.object({ file: z.string(), contentHash: z.string() }),
  more: z.object({ file: z.string(), contentHash: z.string() }),
  less: z.object({ file: z.string(), contentHash: z.string() }),
});

export type Correction = z.infer<typeof correction>;

/** Keeps a correction, on the disk before this returns. */
export async function noteCorrection(workshop: Workshop, tracks: Omit<Correction, 'kind' | 'at'>): Promise<void> {
  await logOf(workshop).append([{ kind: 'more-like', at: workshop.now().toISOString(), ...tracks }]);
}

/** All corrections, oldest first; lines that cannot be read are passed over. */
export async function readCorrections(workshop: Workshop): Promise<Correction[]> {
  const { values } = await logOf(workshop).read();
  return values.flatMap((value) => {
    const read = correction.safeParse(value);
    return read.success ? [read.data] : [];
  });
}

function logOf({ home }: Workshop): LineLog {
  return new LineLog(path.join(home.heads, 'corrections.log'));
}
