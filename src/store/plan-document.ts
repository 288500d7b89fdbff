import { z } from 'zod';

/** A number in the parameter's display unit, or the text of a choice. */
export const displayValue = z.union([z.number(), z.string()]);

const change = z.object({
  /** The name Live shows, such as `3 Gain A` or `Volume`. */
  parameter: z.string(),
  from: displayValue,
  to: displayValue,
  /** `dB`, `Hz`, `ms`, `%`, `Q`, or empty for a choice. */
  unit: z.string(),
});

const predictedEffect = z.object({
  /** The style delta after this fix and all fixes before it in the plan. */
  styleDeltaAfter: z.number(),
  /** How much this fix alone takes off the style delta. */
  benefit: z.number(),
  /** How much it takes off after the fixes before it; absent in old plans and where it is the same. */
  step: z.number().optional(),
  /** 0–1: its share in what the plan explains of how the mix is unlike its references; absent in old plans. */
  explained: z.number().optional(),
  /** The features it moves most, with their value before and after. */
  features: z.array(
    z.object({ feature: z.string(), scope: z.string(), unit: z.string(), before: z.number(), after: z.number() }),
  ),
  /** By feature and scope: what it adds to what the fixes before it do; absent in old plans. */
  moves: z.record(z.string(), z.number()).optional(),
});

const fix = z.object({
  /** Stable within the plan: `f1`, `f2` … in the order of benefit. */
  id: z.string(),
  kind: z.string(),
  track: z.string(),
  /** The stem's file, or empty for a fix on the main track. */
  stem: z.string(),
  /** `Mixer`, or a device's name as Live shows it. */
  device: z.string(),
  /** True when the device has to be inserted first. */
  insert: z.boolean(),
  /** Name of the device in front of which a new one goes; without it, the chain's end. */
  insertBefore: z.string().optional(),
  changes: z.array(change),
  /** The track that the device's sidechain is to hear, after that track's mixer: a choice, and no parameter. */
  sidechainFrom: z.string().optional(),
  /**
   * A Compressor that is turned, as it stood when the stems were bounced through it, and the one track it hears: its
   * sound is taken back from the bounced stem before the fix is heard on it. Empty where it heard nothing, and so did
   * nothing.
   */
  standing: z.object({ settings: z.record(z.string(), displayValue), hears: z.string() }).optional(),
  /** Where, what, how much. */
  sentence: z.string(),
  why: z.string(),
  /** How to do it without this program, in one sentence; absent in advice and old plans. */
  byHand: z.string().optional(),
  /** Features that get further from the references, each one sentence. */
  sideEffects: z.array(z.string()).optional(),
  /** Files of references that are typical of what the fix aims at: two to listen to. */
  listenTo: z.array(z.string()).optional(),
  /** Another way to most of the same effect on the same track. */
  alternative: z
    .object({
      kind: z.string(),
      device: z.string(),
      insert: z.boolean(),
      insertBefore: z.string().optional(),
      changes: z.array(change),
      /** `or −2.0 dB (fader)`. */
      sentence: z.string(),
      /** How much it would take off the style delta in this fix's place. */
      benefit: z.number(),
    })
    .optional(),
  predicted: predictedEffect,
  /** 0–1: P(improves) × P(accepted). */
  confidence: z.number(),
  /**
   * The two factors of the confidence, and what the producer's answers had to say; absent in advice and old plans.
   * `stated` is what `improves` was before the producer's answers corrected it, absent in old plans; `reckoned` what
   * that was before what came of planted faults corrected it, absent where nothing corrects it.
   */
  chances: z
    .object({
      improves: z.number(),
      stated: z.number().optional(),
      accepted: z.number(),
      because: z.string(),
      reckoned: z.number().optional(),
    })
    .optional(),
  /** Size in the unit of the kind, signed, and in typical sizes of the kind, without sign; a switch has 1 of both. */
  size: z.object({ value: z.number(), relative: z.number() }).optional(),
  /** The device model that predicted it, by its name in Live: `device` may be a producer's own name for it. */
  model: z.string().optional(),
  /** With what probability it was going to be chosen: below 1 where near-equal fixes were drawn from. */
  propensity: z.number().optional(),
  risk: z.enum(['low', 'medium', 'high']),
  /** True when no knob is right: nothing is written, a person decides. */
  advice: z.boolean(),
  /** True when it is not made for the gap, but for what a stem shows by itself. */
  evident: z.boolean().optional(),
  /** True when it only holds what other fixes would lift. */
  serving: z.boolean().optional(),
  /** True when it is kept one click away as also possible: see `src/fixes/put-forward.ts`. */
  aside: z.boolean().optional(),
});

export const planDocument = z.object({
  schema: z.literal('coproducer.plan/1'),
  id: z.string(),
  createdAt: z.iso.datetime(),
  mix: z.string(),
  /** Of the mix as it was measured: the file may hold a newer bounce by the time the plan is verified. */
  mixHash: z.string().optional(),
  /** The stems that the plan was made from. */
  stems: z.array(
    z.object({
      file: z.string(),
      track: z.string(),
      role: z.string(),
      confidence: z.number(),
    }),
  ),
  /** What was aimed at. */
  target: z.object({
    profile: z.string(),
    /** When the profile was learned. */
    profileVersion: z.string().optional(),
    cluster: z.string(),
    references: z.array(z.string()),
    /** Targets moved by the producer's answers, in spreads; `key` is a feature and its scope. */
    refinements: z
      .array(z.object({ key: z.string(), shift: z.number(), widen: z.number(), because: z.string() }))
      .optional(),
  }),
  /** 0–100; 100 is the full plan. */
  amount: z.number(),
  styleDelta: z.object({ before: z.number(), predicted: z.number() }),
  /** Every feature that all fixes together are predicted to move by more than half its just-noticeable difference. */
  predicted: z.array(
    z.object({ feature: z.string(), scope: z.string(), unit: z.string(), before: z.number(), after: z.number() }),
  ),
  fixes: z.array(fix),
  /** How the bounce differs from the sum of the stems: what the master chain does, as far as it can be told. */
  masterChain: z.object({ gainDb: z.number(), residualDb: z.number(), sentence: z.string() }),
  /** What a person should know: stems left out, gaps nobody can fix, or that no change is needed. */
  notes: z.array(z.string()),
});

export type PlanDocument = z.infer<typeof planDocument>;
export type Fix = z.infer<typeof fix>;
export type FixChange = z.infer<typeof change>;
export type DisplayValue = z.infer<typeof displayValue>;
