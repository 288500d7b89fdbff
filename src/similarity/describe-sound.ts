import { levelCoursesOf, type CourseShape, type LevelCourses } from '../dsp/level-courses.ts';
import { MEL_BANDS, melCentreHz } from '../dsp/mel-bands.ts';
import type { Hertz } from '../dsp/units.ts';
import { SECTION_KINDS, type AnalysisDocument, type Scope } from '../store/analysis-document.ts';
import { encodeFloats, type SoundDescription } from '../store/sound-description.ts';
import type { SoundEncoder } from './sound-encoder.ts';
import {
  FRONT_END,
  PATCH_ROWS,
  PATCH_SECONDS,
  PATCH_VALUES,
  soundPatches,
  type MelSpectra,
  type SoundPatches,
} from './sound-patches.ts';

export interface NamedEncoder {
  /** The card's name and version. */
  name: string;
  encoder: SoundEncoder;
}

/**
 * Describes how a track sounds, as a whole and in each kind of section, from the spectra of the one pass: nothing is
 * decoded again. A patch belongs to the section its middle lies in.
 *
 * - `trunk`: mean and deviation over the patches of what the network says of each; left out without a network.
 * - `spectrum`: the same of each patch's own mean and deviation over time, in mid bands by pairs and side bands by
 *   fours.
 * - `modulation`: see `modulationOf`.
 *
 * A track that is silent, or a kind of section without a patch, has no description.
 */
export async function describeSound(
  spectra: MelSpectra,
  sections: AnalysisDocument['sections'],
  network: NamedEncoder | undefined,
): Promise<SoundDescription> {
  const patches = soundPatches(spectra);
  const { startSeconds } = patches;
  const described = await describedPatches(patches, network);
  const kinds = startSeconds.map((start) => {
    const middle = start + PATCH_SECONDS / 2;
    return sections.find(({ startSeconds: from, endSeconds: to }) => middle >= from && middle < to)?.kind;
  });
  const scopes: Scope[] = ['whole', ...SECTION_KINDS];
  return {
    frontEnd: FRONT_END,
    ...(network === undefined ? {} : { network: network.name, runtime: network.encoder.runtime }),
    scopes: scopes.flatMap((scope) => {
      const own = described.filter((_, i) => scope === 'whole' || kinds[i] === scope);
      if (own.length === 0) return [];
      const summed = (part: 'trunk' | 'spectrum' | 'modulation'): string =>
        encodeFloats(meanAndDeviation(own.map((patch) => patch[part])));
      return [
        {
          scope,
          patches: own.length,
          ...(network === undefined ? {} : { trunk: summed('trunk') }),
          spectrum: summed('spectrum'),
          modulation: summed('modulation'),
        },
      ];
    }),
  };
}

interface DescribedPatch {
  trunk: Float32Array;
  spectrum: Float32Array;
  modulation: Float32Array;
}

/** Patches that are cut, heard and described together: eight take the runtime 12 MB more, and no time less. */
const PATCHES_AT_ONCE = 4;

async function describedPatches(patches: SoundPatches, network: NamedEncoder | undefined): Promise<DescribedPatch[]> {
  const described: DescribedPatch[] = [];
  const dimensions = network?.encoder.dimensions ?? 0;
  const values = new Float32Array(PATCHES_AT_ONCE * PATCH_VALUES);
  const count = patches.startSeconds.length;
  for (let from = 0; from < count; from += PATCHES_AT_ONCE) {
    const size = Math.min(PATCHES_AT_ONCE, count - from);
    const cut = Array.from({ length: size }, (_, i) => values.subarray(i * PATCH_VALUES, (i + 1) * PATCH_VALUES));
    cut.forEach((patch, i) => patches.fill(from + i, patch));
    const heard = (await network?.encoder.encode(values.subarray(0, size * PATCH_VALUES))) ?? NOTHING;
    courses ??= levelCoursesOf(COURSE_SHAPE);
    for (const [i, patch] of cut.entries()) {
      courses.load(patch);
      described.push({
        trunk: heard.subarray(i * dimensions, (i + 1) * dimensions),
        spectrum: spectrumOf(courses),
        modulation: modulationOf(courses),
      });
    }
  }
  return described;
}

const NOTHING = new Float32Array(0);

/** Mean and deviation of each number over several rows of them. */
function meanAndDeviation(rows: readonly ArrayLike<number>[]): Float32Array {
  const size = rows[0].length;
  const out = new Float32Array(2 * size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    let squares = 0;
    for (const row of rows) {
      sum += row[i];
      squares += row[i] * row[i];
    }
    out[i] = sum / rows.length;
    out[size + i] = Math.sqrt(Math.max(0, squares / rows.length - out[i] ** 2));
  }
  return out;
}

/** Neighbouring mel bands say nearly the same; the side's even more so. */
const SPECTRUM_POOL = [2, 4] as const;

/** Mean and deviation over time of pooled bands, mid then side. */
function spectrumOf(patch: LevelCourses): Float32Array {
  const channels = SPECTRUM_POOL.map((pool, channel) => patch.moments(channel * MEL_BANDS, MEL_BANDS, pool));
  return Float32Array.of(...channels.flatMap((moments) => [...moments]));
}

/** The centre of the pooled band that a number of `spectrum` is of. */
export function spectrumBandHz(number: number): Hertz {
  const [ofMid, ofSide] = SPECTRUM_POOL.map((pool) => (2 * MEL_BANDS) / pool);
  const place = number % (ofMid + ofSide);
  const [pool, own] = place < ofMid ? [SPECTRUM_POOL[0], place] : [SPECTRUM_POOL[1], place - ofMid];
  // Mean and deviation stand side by side.
  return melCentreHz(pool * Math.floor(own / 2) + (pool - 1) / 2);
}

/** Bands of the modulation spectrum: eight mel bands each. */
const MODULATION_BANDS = 12;
/** Edges of the modulation rates in hertz: half octaves from half a bar to the thirty-second note. */
const RATE_EDGES_HZ = [0.5, 0.9, 1.4, 2, 2.8, 4, 5.7, 8, 11.3, 16];

/**
 * How strongly the level of each of twelve bands moves at nine rates: logarithms of the power of the level's course
 * within each range of rates (Pampalk's fluctuation patterns, without their weighting). It is the groove: where in the
 * spectrum something happens how often, whatever the notes.
 */
function modulationOf(patch: LevelCourses): Float32Array {
  const powers = patch.powers(MEL_BANDS, MEL_BANDS / MODULATION_BANDS);
  return Float32Array.from(powers, (power) => Math.log10(power + MODULATION_FLOOR));
}

/** Of the patch's units squared: a movement of a tenth of a decibel. */
const MODULATION_FLOOR = 2.5e-5;

/** The range of rates of a line of the spectrum; −1 for none. */
function rateOfLine(line: number): number {
  const rateHz = line / PATCH_SECONDS;
  return RATE_EDGES_HZ.findIndex((low, rate) => line > 0 && rateHz >= low && rateHz < RATE_EDGES_HZ[rate + 1]);
}

const COURSE_SHAPE: CourseShape = {
  rows: PATCH_ROWS,
  columns: 2 * MEL_BANDS,
  rangeOfLine: Int32Array.from({ length: PATCH_ROWS / 2 }, (_, line) => rateOfLine(line)),
  ranges: RATE_EDGES_HZ.length - 1,
};

/** One serves all tracks of a thread. */
let courses: LevelCourses | undefined;
