import { z } from 'zod';
import card from '../../models/handcrafted-1.json';

/** What the measured features do not hold and is made from the analysis: see `encode-track.ts`. */
const DERIVED_KINDS = ['energyCurve', 'arrangement', 'key'] as const;

export const BLOCKS = ['timbre', 'groove', 'mix', 'energy', 'harmony'] as const;

/** A part of a track's vector that is compared, and shown as a facet, on its own. */
export type Block = (typeof BLOCKS)[number];

/** What an encoder is, as the file in `models/` says it. */
const encoderCard = z.object({
  schema: z.literal('coproducer.encoder-card/1'),
  name: z.string(),
  version: z.number().int().positive(),
  summary: z.string(),
  trainedOn: z.string(),
  blocks: z
    .array(
      z.object({
        name: z.enum(BLOCKS),
        /** Share in the score; all shares add up to 1. */
        weight: z.number().positive(),
        /** Catalogue ids; a trailing `.*` takes every id that begins so. */
        features: z.array(z.string()),
        derived: z.array(z.enum(DERIVED_KINDS)),
      }),
    )
    .length(BLOCKS.length),
  /** What it cannot do. */
  limits: z.array(z.string()).min(1),
});

export type EncoderCard = z.infer<typeof encoderCard>;

/**
 * The encoder of this version: checked when the program starts, so that a slip in the file cannot become a silent gap
 * in a vector.
 */
export const ENCODER: EncoderCard = encoderCard.parse(card);

/** `handcrafted-1`: vectors of different encoders are never compared. */
export const ENCODER_NAME = `${ENCODER.name}-${ENCODER.version}`;

/** Makes something for every block. */
export function perBlock<T>(make: (block: Block) => T): Readonly<Record<Block, T>> {
  return {
    timbre: make('timbre'),
    groove: make('groove'),
    mix: make('mix'),
    energy: make('energy'),
    harmony: make('harmony'),
  };
}

/** What the card says of a block. */
export function blockOf(name: Block): EncoderCard['blocks'][number] {
  const found = ENCODER.blocks.find((block) => block.name === name);
  if (found === undefined) throw new Error(`The encoder card lacks the block ${name}.`);
  return found;
}
