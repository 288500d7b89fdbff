import { z } from 'zod';
import card from '../../models/coproducer-4.json';

/** What the measured features do not hold and is made from the analysis: see `encode-track.ts`. */
const DERIVED_KINDS = ['energyCurve', 'arrangement', 'key'] as const;
/** What `describe-sound.ts` hears. */
const SOUND_PARTS = ['trunk', 'spectrum', 'modulation'] as const;

export const BLOCKS = ['sound', 'timbre', 'groove', 'mix', 'energy', 'harmony'] as const;

/** A part of a track's vector that is compared, and shown as a facet, on its own. */
export type Block = (typeof BLOCKS)[number];
export type SoundPart = (typeof SOUND_PARTS)[number];

/** What an encoder is, as the file in `models/` says it. */
const encoderCard = z.object({
  schema: z.literal('coproducer.encoder-card/4'),
  name: z.string(),
  version: z.number().int().positive(),
  summary: z.string(),
  network: z.object({
    file: z.string(),
    sha256: z.string().length(64),
    bytes: z.number().int().positive(),
    parameters: z.number().int().positive(),
    frontEnd: z.string(),
    input: z.string(),
    output: z.string(),
    training: z
      .object({ script: z.string(), commit: z.string().length(40) })
      .catchall(z.union([z.string(), z.number()])),
    /** On recipes of the training's own generators that were held out of it. */
    validation: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  blocks: z
    .array(
      z.object({
        name: z.enum(BLOCKS),
        /** Share in the score; all shares add up to 1. */
        weight: z.number().nonnegative(),
        /** The same where a section asks; these add up to 1, too. */
        sectionWeight: z.number().nonnegative(),
        /** Catalogue ids; a trailing `.*` takes every id that begins so. */
        features: z.array(z.string()),
        derived: z.array(z.enum(DERIVED_KINDS)),
        heard: z.array(z.enum(SOUND_PARTS)),
      }),
    )
    .length(BLOCKS.length),
  /** What brings standardised numbers to where they are compared: see `metric.ts`. */
  metric: z.object({
    file: z.string(),
    sha256: z.string().length(64),
    bytes: z.number().int().positive(),
    training: z
      .object({ script: z.string(), commit: z.string().length(40) })
      .catchall(z.union([z.string(), z.number()])),
    /** What it finds on generators that were left out of the fitting. */
    validation: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  /** What `npm run bench:similar` measured, on a generator that the training never saw. */
  measured: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What it cannot do. */
  limits: z.array(z.string()).min(1),
});

/** To compile a checker costs more than to check one document without. */
export const READ_ONCE = { jitless: true } as const;

export type EncoderCard = z.infer<typeof encoderCard>;

/**
 * The encoder of this version: checked when the program starts, so that a slip in the file cannot become a silent gap
 * in a vector.
 */
export const ENCODER: EncoderCard = encoderCard.parse(card, READ_ONCE);

/** `coproducer-4`: vectors of different encoders are never compared. */
export const ENCODER_NAME = `${ENCODER.name}-${ENCODER.version}`;

/** What the card says of a block. */
export function blockOf(name: Block): EncoderCard['blocks'][number] {
  const found = ENCODER.blocks.find((block) => block.name === name);
  if (found === undefined) throw new Error(`The encoder card lacks the block ${name}.`);
  return found;
}
