import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A fix as it was shown: all that is learned from. Numbers and words only, never audio. */
export const shownFix = z.object({
  /** Kind of fix, such as `bell` or `fader`. */
  kind: z.string(),
  /** Role of the stem, such as `bass`. */
  role: z.string(),
  /** The device model that predicted it, such as `EQ Eight`; empty if unknown. */
  model: z.string(),
  /** Signed, in the unit of the kind; 1 for a switch. */
  size: z.number(),
  /** In typical sizes of the kind, without sign. */
  relativeSize: z.number(),
  /** What was learned of sizes until then, which `size` has in it; absent where that was nothing. */
  sizeFactor: z.number().optional(),
  /** Predicted share of the style delta that it takes off. */
  benefit: z.number(),
  risk: z.enum(['low', 'medium', 'high']),
  /** The probabilities that were shown with it, and the one with which it was chosen from near-equal fixes. */
  improves: z.number(),
  accepted: z.number(),
  propensity: z.number(),
  /** What the first of these was before the producer's answers corrected it; absent where nothing did. */
  stated: z.number().optional(),
  /** What was stated of both together; their product in old events. */
  confidence: z.number().optional(),
  /** What it was to move, the most relieved first. */
  features: z.array(
    z.object({
      feature: z.string(),
      scope: z.string(),
      before: z.number(),
      after: z.number(),
      /** The unit that severity is counted in, in the feature's own: a spread, or what can be heard if that is more. */
      scale: z.number(),
      /** Distance of the mix from the references' own median before the fix, in that unit. */
      distance: z.number(),
      /** Share in the relief of the whole fix, 0–1. */
      share: z.number(),
    }),
  ),
});

const head = { schema: z.literal('coproducer.event/1'), id: z.string(), at: z.iso.datetime() };
const ofFix = {
  ...head,
  plan: z.string(),
  fix: z.string(),
  profile: z.string(),
  /** When the profile was learned: the same name may stand for another library later. */
  profileVersion: z.string(),
  about: shownFix,
};

/** One thing that happened. Later events of one fix override earlier ones. */
export const tasteEvent = z.discriminatedUnion('what', [
  z.object({
    ...ofFix,
    what: z.enum([
      /** Was in a plan, put forward or looked at. */
      'shown',
      /** Was in a plan, one click away. */
      'aside',
      'accept',
      'skip',
      /** Was written to a set. */
      'applied',
      /** Taken back soon, or long after it was taken. */
      'undo',
      'undo-later',
      /** What the fix would mend is meant to be so. */
      'intentional',
    ]),
  }),
  z.object({ ...ofFix, what: z.literal('change'), finalSize: z.number() }),
  z.object({
    ...ofFix,
    what: z.literal('verified'),
    /** Change of the feature it moves most, as predicted for the whole plan and as a new bounce shows it. */
    feature: z.string(),
    promised: z.number(),
    came: z.number(),
    jnd: z.number(),
    /** Share of the fix in what the whole plan does to that feature; 1 where no other fix moves it. */
    share: z.number(),
  }),
  z.object({
    ...head,
    what: z.literal('rebounced'),
    plan: z.string(),
    profile: z.string(),
    styleDelta: z.object({ before: z.number(), predicted: z.number(), after: z.number() }),
  }),
  /** What a plan was made for, and what its fixes were to move: the ground of what is learned about targets. */
  z.object({
    ...head,
    what: z.literal('measured'),
    plan: z.string(),
    profile: z.string(),
    /** A digest, the same for each plan of one song: neither mix nor folder is named. */
    mix: z.string(),
    /** By `featureKey`: distances from the references' own median in the unit that severity is counted in. */
    distances: z.record(z.string(), z.number()),
    /** By fix, then by `featureKey`: what it adds to that distance, where it brings the feature nearer to its band. */
    fixes: z.record(z.string(), z.record(z.string(), z.number())),
  }),
  /** A comparison of two ways of targeting begins or ends; in between, each session is assigned to one by a coin. */
  z.object({ ...head, what: z.literal('trial'), trial: z.string(), state: z.enum(['started', 'stopped']) }),
  z.object({
    ...head,
    what: z.literal('assigned'),
    trial: z.string(),
    /** A digest: neither mix nor folder is named. */
    session: z.string(),
    targeting: z.enum(['references', 'learned']),
    /** The probability with which it was assigned so. */
    propensity: z.number(),
    plan: z.string(),
  }),
  /** The producer's own hand: an item of the taste is forgotten, or held at a value. */
  z.object({ ...head, what: z.literal('forget'), item: z.string() }),
  z.object({ ...head, what: z.literal('pin'), item: z.string(), value: z.number() }),
]);

export type TasteEvent = z.infer<typeof tasteEvent>;
export type FixEvent = Extract<TasteEvent, { fix: string }>;
export type ShownFix = z.infer<typeof shownFix>;

/** An event as version 0.1 kept it. */
const answerOfVersion01 = z.object({
  schema: z.literal('coproducer.answer/1'),
  at: z.iso.datetime(),
  plan: z.string(),
  fix: z.string(),
  kind: z.string(),
  role: z.string(),
  profile: z.string(),
  answer: z.enum(['accept', 'change', 'skip', 'undo']),
  predictedBenefit: z.number(),
  prescribedSize: z.number(),
  finalSize: z.number(),
});

/**
 * An event of version 0.1 as one of today; `undefined` where it is none. Its id follows from its content, so that
 * migrating twice gives the same event. What was not kept then takes the value that says nothing.
 */
export function eventOfVersion01(line: unknown): TasteEvent | undefined {
  const parsed = answerOfVersion01.safeParse(line);
  if (!parsed.success) return undefined;
  const { at, plan, fix, kind, role, profile, answer, predictedBenefit, prescribedSize, finalSize } = parsed.data;
  const id = createHash('sha256').update(JSON.stringify(parsed.data)).digest('hex').slice(0, 32);
  const common = {
    schema: 'coproducer.event/1' as const,
    id,
    at,
    plan,
    fix,
    profile,
    profileVersion: '',
    about: {
      kind,
      role,
      model: '',
      size: prescribedSize,
      relativeSize: 1,
      benefit: predictedBenefit,
      risk: 'low' as const,
      improves: 1,
      accepted: PRIOR_OF_VERSION_01,
      propensity: 1,
      features: [],
    },
  };
  return answer === 'change' ? { ...common, what: answer, finalSize } : { ...common, what: answer };
}

/** What version 0.1 expected of every fix before it had learned anything. */
const PRIOR_OF_VERSION_01 = 0.75;
