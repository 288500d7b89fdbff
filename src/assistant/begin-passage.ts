import { z } from 'zod';
import { ENGINE_VERSION } from '../analysis/analyse-track.ts';
import type { HeardPassage } from '../fixes/hear-passage.ts';
import { loudSectionRequest } from '../fixes/loud-section.ts';
import type { MasterChain } from '../fixes/master-chain.ts';
import { MASTERED_VERSION, type MasteredSound } from '../fixes/measure-mastered.ts';
import type { StemFile } from '../fixes/measure-mix-model.ts';
import type { MixModel } from '../fixes/mix-model.ts';
import type { StretchReading } from '../fixes/stretch-meter.ts';
import { StemCache } from '../library/stem-cache.ts';
import { SECTION_KINDS, type AnalysisDocument } from '../store/analysis-document.ts';
import { packedDoubles, packedFloats, packedNumber } from '../store/packed-json.ts';
import { begin, type Begun } from './workers.ts';
import type { Workshop } from './workshop.ts';

/** Of what the loudest passage is heard. */
export interface PassageToHear {
  /** Lined up with the mix. */
  stems: readonly StemFile[];
  /** The file that was analysed. */
  bounce: string;
  analysis: AnalysisDocument;
  chain: MasterChain;
  model: Pick<MixModel, 'bandCentreHz'>;
}

/**
 * Has the loudest passage of a mix heard by another thread, see `hearPassage`. What the master makes of it takes as
 * long to find as the sound takes to read: it is kept in the home, and found again as long as neither a stem nor the
 * bounce has changed. Sound is not kept.
 *
 * @returns once another thread has it; `undefined` where the song has no passage that is long enough
 */
export async function beginPassage(
  { workers, home, signal }: Workshop,
  { stems, bounce, analysis, chain, model: { bandCentreHz } }: PassageToHear,
): Promise<Begun<HeardPassage> | undefined> {
  const wanted = loudSectionRequest(stems, bounce, analysis);
  if (wanted === undefined) return undefined;
  const { stretch, grid, sampleRateHz } = wanted;
  const cache = new StemCache(home.cache);
  const files = [...stems.map(({ file }) => file), bounce];
  const contents = await cache.contentsOf(files, signal);
  const name = contents && {
    what: `mastered ${MASTERED_VERSION} ${ENGINE_VERSION}`,
    contents,
    about: [stems.map(({ offsetFrames = 0 }) => offsetFrames), stretch, grid, sampleRateHz, chain, bandCentreHz],
  };
  const mastered = name && (await cache.read(name, keptMastered));
  const { known, coming } = await begin(workers, 'hearPassage', { ...wanted, chain, bandCentreHz, mastered }, signal);
  if (coming === undefined) return { known };
  const keep = async (heard: HeardPassage): Promise<HeardPassage> => {
    if (name === undefined || mastered !== undefined || heard.mastered === undefined) return heard;
    // Asked again after hearing: a file that changed meanwhile is not what was heard.
    const after = await cache.contentsOf(files, signal);
    if (after?.every((content, i) => content === name.contents[i]) === true)
      await cache.keep(name, inKeptForm(heard.mastered));
    return heard;
  };
  return { coming: coming.then(keep) };
}

function inKeptForm({ reading, trial, ...mastered }: MasteredSound): unknown {
  const listed = ({ values, ...rest }: StretchReading): unknown => ({ ...rest, values: [...values] });
  return { ...mastered, reading: listed(reading), trial: listed(trial) };
}

const bandRows = z
  .object({ bandCentreHz: z.array(z.number()), mid: packedFloats, side: packedFloats })
  .refine(({ bandCentreHz, mid, side }) => mid.length === side.length && mid.length % bandCentreHz.length === 0);
/** In a list, what is missing is `null` in JSON. */
const kindReadings = z.object({ bounced: bandRows, sum: bandRows }).nullish();
const spectrum = z.object({
  ...{ scope: z.enum(['whole', ...SECTION_KINDS]), seconds: z.number() },
  ...{ mid: z.array(packedNumber), side: z.array(packedNumber) },
  ...{ leftMinusRight: z.array(packedNumber), leftTimesRight: z.array(packedNumber) },
});

const stretchReading = z
  .object({
    values: z.array(z.tuple([z.string(), packedNumber])),
    spectrum: spectrum.optional(),
    clippedRuns: z.number(),
    dcOffset: packedNumber,
  })
  .transform(({ values, ...rest }): StretchReading => ({ spectrum: undefined, ...rest, values: new Map(values) }));

/** A `MasteredSound` as it is kept. */
const keptMastered = z
  .object({
    sound: z.object({
      gainDb: z.number(),
      bandCentreHz: z.array(z.number()),
      responseDb: packedDoubles,
      compression: z
        .object({ thresholdDb: z.number(), slope: z.number(), attackMs: z.number(), releaseMs: z.number() })
        .optional(),
      limiting: z.object({ ceilingDb: z.number(), clipAboveDb: packedNumber, releaseMs: z.number() }).optional(),
    }),
    reading: stretchReading,
    trial: stretchReading,
    ownKind: kindReadings,
    summit: z.object({ momentaryLufs: packedNumber, shortTermLufs: packedNumber, truePeakDb: packedNumber }).optional(),
    otherKinds: z.array(kindReadings),
  })
  .transform(({ sound, ownKind, summit, otherKinds, ...readings }): MasteredSound => {
    const { compression, limiting } = sound;
    return {
      sound: { ...sound, compression, limiting },
      ...readings,
      ownKind: ownKind ?? undefined,
      summit,
      otherKinds: otherKinds.map((kind) => kind ?? undefined),
    };
  });
