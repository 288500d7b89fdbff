import { z } from 'zod';
import { stemMapDocument } from './stem-map-document.ts';

/** What is remembered from one command to the next: which plan was the last, which stems belong to which tracks. */
export const memoryDocument = z.object({
  schema: z.literal('coproducer.memory/1'),
  /** Name of the profile used where none is named; empty before the first `learn`. */
  currentProfile: z.string(),
  /** By the absolute path of the stems' folder: one project each. */
  projects: z.record(
    z.string(),
    z.object({
      /** The mapping as last shown or corrected. */
      stemMap: stemMapDocument.optional(),
      lastMix: z.string().optional(),
      lastPlan: z.string().optional(),
      lastReceipt: z.string().optional(),
    }),
  ),
  /** Files of the newest plan and receipt of all projects; empty before the first. */
  lastPlan: z.string(),
  lastReceipt: z.string(),
});

export type MemoryDocument = z.infer<typeof memoryDocument>;

export const EMPTY_MEMORY: MemoryDocument = {
  schema: 'coproducer.memory/1',
  currentProfile: '',
  projects: {},
  lastPlan: '',
  lastReceipt: '',
};
