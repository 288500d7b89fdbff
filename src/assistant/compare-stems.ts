import path from 'node:path';
import { z } from 'zod';
import { ENGINE_VERSION } from '../analysis/analyse-track.ts';
import type { StemDefects } from '../analysis/stem-defects.ts';
import { checkStems, type StemSet } from '../analysis/stem-set.ts';
import type { StemSurvey } from '../analysis/stem-survey.ts';
import type { StemNameMatch } from '../audio/stem-names.ts';
import { StemCache } from '../library/stem-cache.ts';
import { SECTION_KINDS, type Section } from '../store/analysis-document.ts';
import { packedDoubles, packedNumber } from '../store/packed-json.ts';
import { stemMapping } from '../store/stem-map-document.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

/** A mix and the files that may be its stems. */
export interface StemsToCompare {
  mix: string;
  files: readonly string[];
  /** Of the files, from `matchStemNames`. */
  names: readonly StemNameMatch[];
  /** Of the mix, by whose kinds masking is told apart. */
  sections?: readonly Section[] | undefined;
}

/** What the stems are beside each other and in the mix, and what each shows of itself, in the order of the files. */
export interface ComparedStems extends StemSet {
  defects: readonly StemDefects[];
}

/**
 * Hears a mix and its stems and compares them, see `checkStems`; what was found the last time is kept in the home and
 * serves again as long as no file has changed.
 *
 * @throws Failure 'input' as `checkStems` does, and where a file cannot be read
 */
export async function compareStems(workshop: Workshop, stems: StemsToCompare): Promise<ComparedStems> {
  const { workers, progress, signal, home } = workshop;
  const { mix, files, names, sections = [] } = stems;
  const cache = new StemCache(home.cache);
  const all = [mix, ...files];
  const nameOf = (contents: readonly string[]) => ({
    what: `stem set ${ENGINE_VERSION}`,
    contents,
    about: [names.map(({ track, confidence }) => [track, confidence]), sections],
  });
  const stamps = await cache.stampsOf(all);
  const contents = await cache.contentsOf(all, signal);
  const known = contents && (await cache.read(nameOf(contents), keptSet));
  if (known?.stems.length === files.length) return withFiles(known, files);

  progress.stage('Listening to the stems', all.length);
  const surveys: StemSurvey[] = await onEvery(
    workers,
    all,
    (file) => workers.run('surveyStem', { file }, signal),
    (done, file) => progress.step(done, path.basename(file)),
  );
  const found = checkStems(surveys.slice(1), names, surveys[0], sections);
  const compared = { ...found, defects: surveys.slice(1).map(({ defects }) => defects) };
  for (const [i, file] of all.entries()) await cache.note(file, stamps[i], surveys[i].contentHash);
  const heard = surveys.map(({ contentHash }) => contentHash);
  await cache.keep(
    nameOf(heard),
    withFiles(
      compared,
      files.map(() => ''),
    ),
  );
  return compared;
}

/** Records are by content: the same files may lie elsewhere the next time. */
function withFiles(set: ComparedStems, files: readonly string[]): ComparedStems {
  return {
    ...set,
    stems: set.stems.map((stem, i) => ({ ...stem, file: files[i] })),
    alignment: set.alignment.map((stem, i) => ({ ...stem, file: files[i] })),
  };
}

const scope = z.enum(['whole', ...SECTION_KINDS]);
const covered = { lost: z.number(), hidden: z.number() };

/** A `ComparedStems` as it is kept. */
const keptSet = z.object({
  stems: z.array(stemMapping),
  alignment: z.array(
    z.object({
      file: z.string(),
      sampleRateHz: z.number(),
      needsResampling: z.boolean(),
      cutStartSeconds: z.number(),
      frames: z.number(),
    }),
  ),
  masking: z.object({
    scopes: z.array(
      z.object({
        scope,
        stems: z.array(z.object({ track: z.string(), ...covered, presence: z.number() })),
        pairs: z.array(
          z.object({
            masker: z.string(),
            masked: z.string(),
            ...covered,
            shortDb: packedNumber,
            bands: z.array(z.object({ centreHz: z.number(), importance: z.number(), lost: z.number() })),
          }),
        ),
      }),
    ),
    features: z.array(z.object({ id: z.string(), scope, value: packedNumber })),
    sentences: z.array(z.string()),
  }),
  courses: z.array(packedDoubles),
  notes: z.array(z.string()),
  defects: z.array(
    z
      .object({
        flatTops: z.object({ corners: z.number(), share: packedNumber, ceiling: packedNumber }),
        dcOffset: z.object({ left: packedNumber, right: packedNumber }),
        noiseFloor: z.object({ levelDb: packedNumber, aloneFromHz: z.number().optional() }).optional(),
        correlation: packedNumber,
        rings: z.array(z.object({ hz: packedNumber, prominenceDb: packedNumber, q: packedNumber })),
      })
      .transform(({ noiseFloor, ...rest }): StemDefects => {
        return { ...rest, noiseFloor: noiseFloor && { aloneFromHz: undefined, ...noiseFloor } };
      }),
  ),
});
