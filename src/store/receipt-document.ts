import { z } from 'zod';
import { displayValue } from './plan-document.ts';

/** What a sidechain hears, as Live shows it. */
const input = z.object({ source: z.string(), tap: z.string() });

const write = z.object({
  fix: z.string(),
  track: z.string(),
  device: z.string(),
  /** Empty for a step that inserts the device; `Sidechain input` for one that chooses what it hears. */
  parameter: z.string(),
  before: displayValue,
  wanted: displayValue,
  /** What the set shows after the write. */
  read: displayValue,
  unit: z.string(),
  /** Raw values, so that undo restores the exact bits. For an inserted device `rawAfter` is its place in the chain. */
  rawBefore: z.number(),
  rawAfter: z.number(),
  state: z.enum(['planned', 'written', 'failed', 'rolled-back', 'undone', 'kept']),
  /** Why it failed, or why undo kept the newer value. */
  reason: z.string(),
  /** True where the parameter is one of a device that this receipt inserted. */
  inserted: z.boolean().optional(),
  /**
   * Of a step that chooses what a sidechain hears: what it heard, was to hear, and heard as the set then showed it. The
   * three texts above say the same to a person, the raw values nothing. Absent in receipts of versions that left it to
   * the person.
   */
  sidechain: z.object({ before: input, wanted: input, read: input }).optional(),
  /** Of an inserted device: how all its parameters stood when the plan was done. */
  asLeft: z.string().optional(),
});

/** What an apply wrote and what stood there before; saved before the first write and after every one. */
export const receiptDocument = z.object({
  schema: z.literal('coproducer.receipt/1'),
  id: z.string(),
  plan: z.string(),
  createdAt: z.iso.datetime(),
  set: z.string(),
  state: z.enum(['open', 'applied', 'rolled-back', 'undone', 'partly-undone']),
  writes: z.array(write),
});

export type ReceiptDocument = z.infer<typeof receiptDocument>;
export type ReceiptWrite = z.infer<typeof write>;
