import { z } from 'zod';
import { GRAM_VERSION, measureMixModel, type StemFile } from '../fixes/measure-mix-model.ts';
import type { MixModel } from '../fixes/mix-model.ts';
import { StemCache } from '../library/stem-cache.ts';
import { SECTION_KINDS, type AnalysisDocument } from '../store/analysis-document.ts';
import { packedDoubles } from '../store/packed-json.ts';
import type { Workshop } from './workshop.ts';

/**
 * The Gram matrices of stems in every kind of section, see `measureMixModel`; kept in the home, where they are found
 * again as long as neither a stem nor the bounce has changed.
 *
 * @param stems lined up with the mix
 * @param bounce the file that was analysed
 * @throws Failure 'input' as `measureMixModel` does
 */
export async function weighStems(
  { workers, home, signal }: Workshop,
  stems: readonly StemFile[],
  bounce: string,
  { sections, sampleRate }: Pick<AnalysisDocument, 'sections' | 'sampleRate'>,
): Promise<MixModel> {
  const cache = new StemCache(home.cache);
  const files = [...stems.map(({ file }) => file), bounce];
  const contents = await cache.contentsOf(files, signal);
  const name = contents && {
    what: `gram ${GRAM_VERSION}`,
    contents,
    about: [stems.map(({ offsetFrames = 0 }) => offsetFrames), sections, sampleRate],
  };
  const known = name && (await cache.read(name, keptModel));
  if (known !== undefined) return { ...known, stems: stems.map(({ track }) => track) };

  const model = await measureMixModel(stems, sections, {
    sampleRateHz: sampleRate,
    bounce,
    runSection: (part, stop) => workers.run('sectionGram', part, stop),
    parts: workers.size,
    ...(signal === undefined ? {} : { signal }),
  });
  // Asked again after weighing: a file that changed meanwhile is not what was weighed.
  const after = await cache.contentsOf(files, signal);
  if (name !== undefined && after?.every((content, i) => content === name.contents[i]) === true)
    await cache.keep(name, model);
  return model;
}

/** A `MixModel` as it is kept. */
const keptModel = z.object({
  sampleRateHz: z.number(),
  bandCentreHz: z.array(z.number()),
  sections: z.array(
    z.object({
      kind: z.enum(SECTION_KINDS),
      seconds: z.number(),
      mid: packedDoubles,
      side: packedDoubles,
      midSide: packedDoubles,
      bounce: z.object({
        mid: packedDoubles,
        side: packedDoubles,
        envelopeCorrelation: packedDoubles,
        stemShare: z.object({ mid: packedDoubles, side: packedDoubles }),
        frameSumDb: packedDoubles,
        frameBounceDb: packedDoubles,
      }),
    }),
  ),
});
