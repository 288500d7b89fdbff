import { z } from 'zod';

const parameter = z.object({
  /** As the set shows it. */
  name: z.string(),
  /** As the device's maker named it; differs where a mode renames a control. */
  originalName: z.string(),
  raw: z.number(),
  enabled: z.boolean(),
  automation: z.enum(['none', 'active', 'overridden']),
});

const device = z.object({
  name: z.string(),
  className: z.string(),
  parameters: z.array(parameter),
  /** The track whose sound goes into the device's sidechain; none if missing. */
  sidechainFrom: z.string().optional(),
  /** Where that track is tapped; after its mixer if missing. */
  sidechainTap: z.enum(['Pre FX', 'Post FX', 'Post Mixer']).optional(),
  /** Of a rack: its parallel ways, in order. */
  get chains() {
    return z.array(z.object({ name: z.string(), devices: z.array(device) })).optional();
  },
});

const track = z.object({
  name: z.string(),
  kind: z.enum(['audio', 'midi', 'group', 'return', 'main']),
  group: z.string(),
  /** The track's sound before its devices and mixer; empty if it has none of its own. */
  sourceFile: z.string(),
  frozen: z.boolean(),
  muted: z.boolean(),
  mixer: z.array(parameter),
  devices: z.array(device),
});

/** An embedded set as a file. */
export const embeddedSetDocument = z.object({
  schema: z.literal('coproducer.embedded-set/1'),
  name: z.string(),
  tempoBpm: z.number().positive(),
  /** The version of Live it behaves like, such as `12.4`. */
  liveVersion: z.string(),
  /** Whether parameters take display values directly, or must be found through their texts. */
  displayValue: z.boolean(),
  /** Bends the laws whose curve in Live is unknown, so that nobody can rely on a guess; 0 leaves them as modelled. */
  lawSeed: z.number().int(),
  tracks: z.array(track),
});

export type EmbeddedSetDocument = z.infer<typeof embeddedSetDocument>;
export type EmbeddedTrackDocument = EmbeddedSetDocument['tracks'][number];
export type EmbeddedDeviceDocument = EmbeddedTrackDocument['devices'][number];
export type SidechainTap = NonNullable<EmbeddedDeviceDocument['sidechainTap']>;
export type EmbeddedParameterDocument = EmbeddedTrackDocument['mixer'][number];
