import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { matchStemNames } from '../audio/stem-names.ts';
import type { StemMasking } from '../analysis/masking.ts';
import type { StemDefects } from '../analysis/stem-defects.ts';
import type { StemFile } from '../fixes/measure-mix-model.ts';
import { AUDIO_EXTENSIONS } from '../library/scan-folder.ts';
import { Failure } from '../store/failure.ts';
import { readGivenDocument, writeDocument } from '../store/json-document.ts';
import type { Section } from '../store/analysis-document.ts';
import { stemMapDocument, type StemMapDocument, type StemMapping } from '../store/stem-map-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import { systemErrorCode } from '../store/system-error.ts';
import { compareStems } from './compare-stems.ts';
import type { Workshop } from './workshop.ts';

export interface StemMapRequest {
  folder: string;
  mix: string;
  /** Names of the set's tracks, where a set is open. */
  tracks: readonly string[] | undefined;
  /** A map that a person has corrected; it says the last word. */
  correctedMap: string | undefined;
  /** What a person has said in the set, by the files' names in the folder. */
  known?: readonly StemTrack[] | undefined;
  /** Of the mix, by whose kinds masking is told apart; without them it is of the whole. */
  sections?: readonly Section[];
}

/** The track of a file, as a person has said it. */
export interface StemTrack {
  /** Without its folder. */
  file: string;
  track: string;
}

export interface MappedStems {
  map: StemMapDocument;
  /** The stems that are used, lined up with the mix. */
  used: StemFile[];
  /** How the stems cover each other. */
  masking: StemMasking;
  /** What each used stem shows of itself, by its track. */
  defects: ReadonlyMap<string, StemDefects>;
  /** When each of them plays and how loud, see `stemCourse`. */
  courses: ReadonlyMap<string, Float64Array>;
  notes: string[];
}

/**
 * Finds out which file of a folder is which track, what its role is, and how it lies in time against the mix. What a
 * person has corrected, now or the last time, is kept.
 *
 * @throws Failure 'input' where the folder holds no stems, or they do not belong to the mix.
 */
export async function mapStems(workshop: Workshop, request: StemMapRequest): Promise<MappedStems> {
  const { progress, home } = workshop;
  const folder = path.resolve(request.folder);
  const mix = path.resolve(request.mix);
  const files = (await audioFilesIn(folder)).filter((file) => file !== mix);
  if (files.length === 0) {
    throw new Failure('input', `${folder} holds no stems: export all individual tracks of your set into it.`);
  }
  const known = new Map(request.known?.map(({ file, track }) => [path.join(folder, file), track]));
  const names = matchStemNames(files, request.tracks, { known });
  const found = await compareStems(workshop, { mix, files, names, sections: request.sections });
  const memory = new ProjectMemory(home.memoryFile, (line) => progress.note(line));
  const corrected =
    request.correctedMap === undefined
      ? saidByPerson((await memory.recall()).projects[folder]?.stemMap, known)
      : await readGivenDocument(stemMapDocument, request.correctedMap);
  const stems = found.stems.map((stem) => correctedBy(corrected, stem));
  checkTracks(stems);
  const map: StemMapDocument = { schema: 'coproducer.stem-map/1', folder, stems };
  await memory.remember((remembered) => {
    remembered.projects[folder] = { ...remembered.projects[folder], stemMap: map, lastMix: mix };
  });
  const used = stems.flatMap(({ file, track, leftOut }, index): StemFile[] => {
    const { cutStartSeconds, sampleRateHz } = found.alignment[index];
    return leftOut === '' ? [{ track, file, offsetFrames: -Math.round(cutStartSeconds * sampleRateHz) }] : [];
  });
  if (used.length === 0) throw new Failure('input', `Every file of ${folder} was left out: ${stems[0].leftOut}`);
  const byTrack = <Value>(values: readonly Value[]): Map<string, Value> =>
    new Map(stems.flatMap(({ track, leftOut }, index) => (leftOut === '' ? [[track, values[index]] as const] : [])));
  return {
    ...{ map, used, masking: found.masking },
    ...{ defects: byTrack(found.defects), courses: byTrack(found.courses) },
    notes: [...found.notes, ...found.masking.sentences],
  };
}

/** Writes the map where a person can correct it. */
export async function writeStemMap(file: string, map: StemMapDocument): Promise<void> {
  await writeDocument(stemMapDocument, file, map);
}

async function audioFilesIn(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    const code = systemErrorCode(cause);
    const why =
      code === 'ENOENT'
        ? 'does not exist'
        : code === 'ENOTDIR'
          ? 'is a file, not a folder'
          : `cannot be read (${code ?? 'unknown reason'})`;
    throw new Failure('input', `${folder} ${why}: give the folder with the bounced tracks.`, { cause });
  }
  return names
    .filter((name) => !name.startsWith('.') && AUDIO_EXTENSIONS.has(path.extname(name).toLowerCase()))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => path.join(folder, name));
}

/**
 * A person's word on track, role and use of a file stands. Every row of a map that is handed in and differs from what
 * was found is a person's word; rows for other files do not matter.
 */
function correctedBy(map: StemMapDocument | undefined, stem: StemMapping): StemMapping {
  const own = map?.stems.find(({ file }) => path.basename(file) === path.basename(stem.file));
  if (own === undefined) return stem;
  const isCorrected = own.track !== stem.track || own.role !== stem.role || own.leftOut !== stem.leftOut;
  if (own.roleFrom !== 'person' && !isCorrected) return stem;
  return { ...own, file: stem.file, trackConfidence: 1, roleConfidence: 1, roleFrom: 'person' };
}

/**
 * What was found on its own the last time is found anew; only what a person said is kept, and what the set says is
 * newer.
 */
function saidByPerson(
  map: StemMapDocument | undefined,
  known: ReadonlyMap<string, string>,
): StemMapDocument | undefined {
  const said = map?.stems.filter(({ roleFrom }) => roleFrom === 'person');
  return map && { ...map, stems: said!.map((stem) => ({ ...stem, track: known.get(stem.file) ?? stem.track })) };
}

/** Two stems for one track would be changed twice by one fader. */
function checkTracks(stems: readonly StemMapping[]): void {
  const seen = new Map<string, string>();
  for (const { file, track, leftOut } of stems) {
    if (leftOut !== '') continue;
    const other = seen.get(track);
    if (other !== undefined) {
      throw new Failure(
        'input',
        `${path.basename(other)} and ${path.basename(file)} both seem to be the track "${track}": correct the stem map and give it with --stem-map.`,
      );
    }
    seen.set(track, file);
  }
}
