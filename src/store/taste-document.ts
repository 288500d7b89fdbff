import { z } from 'zod';

/** What was learned from a producer's answers, as `taste show` prints it. */
export const tasteDocument = z.object({
  schema: z.literal('coproducer.taste/1'),
  /** Whose targets are told. */
  profile: z.string(),
  /** Fixes that were answered, newest ones count most. */
  answers: z.number().int().nonnegative(),
  /** One row a kind of fix and role of stem that was answered. */
  habits: z.array(
    z.object({
      /** The names to set or forget it by. */
      item: z.string(),
      sizeItem: z.string(),
      kind: z.string(),
      role: z.string(),
      accepted: z.number().int(),
      answered: z.number().int(),
      /** Expected share of such fixes that will be accepted. */
      acceptance: z.number(),
      /** What the prescribed size is multiplied by: 0.5 = "half of what you say". */
      sizeFactor: z.number(),
      sentence: z.string(),
    }),
  ),
  /** Features whose target lies elsewhere than the references', in spreads of the references. */
  targets: z.array(
    z.object({
      item: z.string(),
      feature: z.string(),
      scope: z.string(),
      shift: z.number(),
      widen: z.number(),
      sentence: z.string(),
    }),
  ),
  /** What new bounces have told of the predictions. */
  models: z.array(
    z.object({
      item: z.string(),
      model: z.string(),
      /** Measured over predicted change. */
      gain: z.number(),
      /** Scatter about that, in parts of what is expected. */
      errorFactor: z.number(),
      count: z.number().int(),
      sentence: z.string(),
    }),
  ),
  /** The newest trial of targets that follow the answers against those of the references, if there is one. */
  trial: z
    .object({
      startedAt: z.iso.datetime(),
      isRunning: z.boolean(),
      /** Sessions that count, and the mean share of fixes taken in them; absent without a session. */
      references: z.object({ sessions: z.number().int(), taken: z.number().optional() }),
      learned: z.object({ sessions: z.number().int(), taken: z.number().optional() }),
      /** Learned less references, 95 %, at whatever moment one looks. */
      difference: z.tuple([z.number(), z.number()]),
      better: z.enum(['references', 'learned']).optional(),
      sentence: z.string(),
    })
    .optional(),
  /** How the stated confidence, P(improves) × P(accepted), agreed with the answers; absent before the first. */
  calibration: z
    .object({
      count: z.number().int(),
      brier: z.number(),
      /** Of one who knew the share of accepted fixes beforehand and always stated it. */
      baseBrier: z.number(),
      /** Above 0, the statements say more than that; absent where all answers were the same. */
      skill: z.number().optional(),
      /** By how much surer or less sure fixes turn out than is stated of them elsewhere; absent where hardly. */
      sentence: z.string().optional(),
      bins: z.array(
        z.object({
          from: z.number(),
          to: z.number(),
          count: z.number().int(),
          stated: z.number(),
          came: z.number(),
          low: z.number(),
          high: z.number(),
        }),
      ),
    })
    .optional(),
});

export type TasteDocument = z.infer<typeof tasteDocument>;
