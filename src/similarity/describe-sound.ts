import { ComplexFft } from '../dsp/fft.ts';
import { MEL_BANDS } from '../dsp/mel-bands.ts';
import { hannWindow } from '../dsp/window.ts';
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

/** Patches that are cut, heard and described together: little enough to stay in a processor's cache. */
const PATCHES_AT_ONCE = 8;

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
    for (const [i, patch] of cut.entries()) {
      described.push({
        trunk: heard.subarray(i * dimensions, (i + 1) * dimensions),
        spectrum: spectrumOf(patch),
        modulation: modulationOf(patch),
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
function spectrumOf(patch: Float32Array): Float32Array {
  const out: number[] = [];
  for (const [channel, pool] of SPECTRUM_POOL.entries()) {
    for (let band = 0; band < MEL_BANDS; band += pool) {
      poolBands(patch, channel * MEL_BANDS + band, pool);
      let sum = 0;
      let squares = 0;
      for (let row = 0; row < PATCH_ROWS; row++) {
        sum += course[row];
        squares += course[row] * course[row];
      }
      const mean = sum / PATCH_ROWS;
      out.push(mean, Math.sqrt(Math.max(0, squares / PATCH_ROWS - mean * mean)));
    }
  }
  return Float32Array.from(out);
}

/** Puts the mean course of neighbouring bands into `course`; `pool` is even. */
function poolBands(patch: Float32Array, band: number, pool: number, into: Float64Array = course): void {
  into.fill(0);
  // Two bands at a time: half as often is a sum read and written back.
  for (let i = 0; i < pool; i += 2) {
    const at = (band + i) * PATCH_ROWS;
    const next = at + PATCH_ROWS;
    for (let row = 0; row < PATCH_ROWS; row++) into[row] += patch[at + row] + patch[next + row];
  }
  const share = 1 / pool;
  for (let row = 0; row < PATCH_ROWS; row++) into[row] *= share;
}

/** Written anew for each band: a track has a hundred thousand of them. */
const course = new Float64Array(PATCH_ROWS);
const otherCourse = new Float64Array(PATCH_ROWS);

/** Bands of the modulation spectrum: eight mel bands each. */
const MODULATION_BANDS = 12;
/** Edges of the modulation rates in hertz: half octaves from half a bar to the thirty-second note. */
const RATE_EDGES_HZ = [0.5, 0.9, 1.4, 2, 2.8, 4, 5.7, 8, 11.3, 16];

/**
 * How strongly the level of each of twelve bands moves at nine rates: logarithms of the power of the level's course
 * within each range of rates (Pampalk's fluctuation patterns, without their weighting). It is the groove: where in the
 * spectrum something happens how often, whatever the notes.
 */
function modulationOf(patch: Float32Array): Float32Array {
  const rates = RATE_EDGES_HZ.length - 1;
  const powers = new Float64Array(MODULATION_BANDS * rates);
  const pool = MEL_BANDS / MODULATION_BANDS;
  for (let band = 0; band < MODULATION_BANDS; band += 2) {
    poolBands(patch, band * pool, pool, course);
    poolBands(patch, (band + 1) * pool, pool, otherCourse);
    addPowers(powers.subarray(band * rates, (band + 2) * rates), rates);
  }
  return Float32Array.from(powers, (power) => Math.log10(power + MODULATION_FLOOR));
}

/** Of the patch's units squared: a movement of a tenth of a decibel. */
const MODULATION_FLOOR = 2.5e-5;

const COURSE_WINDOW = hannWindow(PATCH_ROWS);
/** In which range of rates each line of the spectrum lies; −1 for none. */
const RATE_OF_LINE = Array.from({ length: PATCH_ROWS / 2 }, (_, k) =>
  k === 0
    ? -1
    : RATE_EDGES_HZ.findIndex((low, rate) => k / PATCH_SECONDS >= low && k / PATCH_SECONDS < RATE_EDGES_HZ[rate + 1]),
);

/**
 * Adds up the powers of `course` and `otherCourse`, without their means and under a Hann window, by ranges of rates:
 * first those of the one, then those of the other. Both go through one transform, as its real and its imaginary part.
 */
function addPowers(powers: Float64Array, rates: number): void {
  prepare(course);
  prepare(otherCourse);
  (courseFft ??= new ComplexFft(PATCH_ROWS)).forward(course, otherCourse);
  for (let k = 1; k < PATCH_ROWS / 2; k++) {
    const rate = RATE_OF_LINE[k];
    if (rate < 0) continue;
    const mirror = PATCH_ROWS - k;
    const [re, im] = [course[k] + course[mirror], otherCourse[k] - otherCourse[mirror]];
    const [otherRe, otherIm] = [otherCourse[k] + otherCourse[mirror], course[mirror] - course[k]];
    powers[rate] += (re * re + im * im) / (4 * PATCH_ROWS ** 2);
    powers[rates + rate] += (otherRe * otherRe + otherIm * otherIm) / (4 * PATCH_ROWS ** 2);
  }
}

function prepare(values: Float64Array): void {
  let sum = 0;
  for (let row = 0; row < PATCH_ROWS; row++) sum += values[row];
  for (let row = 0; row < PATCH_ROWS; row++) values[row] = (values[row] - sum / PATCH_ROWS) * COURSE_WINDOW[row];
}

let courseFft: ComplexFft | undefined;
