import { resample } from '../audio/resample.ts';
import type { StemNameMatch } from '../audio/stem-names.ts';
import { median } from '../dsp/statistics.ts';
import type { Frames, Hertz, Seconds } from '../dsp/units.ts';
import { Failure } from '../store/failure.ts';
import type { Section } from '../store/analysis-document.ts';
import type { StemMapping } from '../store/stem-map-document.ts';
import { stemMasking, type StemMasking } from './masking.ts';
import { stemCourse } from './stem-course.ts';
import { doublesAmong } from './stem-set/doubles.ts';
import { gramOf, mixtureOf, type Gram } from './stem-set/mixture.ts';
import { CERTAIN_PEAK, ShiftFinder } from './stem-set/time-shift.ts';
import { roleOfStem } from './stem-roles.ts';
import { snippetFrames, type StemSurvey } from './stem-survey.ts';

/** What is known of a folder of stems before they are used. */
export interface StemSet {
  /** One row a file, in the order given: ready for the stem map. */
  stems: StemMapping[];
  /** How to line each file up with the others, in the same order. */
  alignment: StemAlignment[];
  /** How the stems that are used cover each other, at the levels they have. */
  masking: StemMasking;
  /** When each file plays and how loud, in the same order: see `stemCourse`. */
  courses: Float64Array[];
  /** What a person should know, each one sentence. */
  notes: string[];
}

/** Do this to a stem in this order: convert its rate, cut or pad its start, cut or pad its end. */
export interface StemAlignment {
  file: string;
  /** The rate all stems are brought to: the mix's, or the one most stems have. */
  sampleRateHz: Hertz;
  needsResampling: boolean;
  /**
   * Seconds to cut off the beginning; negative: seconds of silence to put in front. 0 within the error of the
   * measurement.
   */
  cutStartSeconds: Seconds;
  /** The length to end with: the mix's, or the longest stem's. */
  frames: Frames;
}

/** Shifts below this are errors of measurement: a frame of the outline, a millisecond. */
const LEAST_SHIFT_SECONDS: Seconds = 0.001;
/**
 * A stem alone must stand out this much more where it is said to be shifted than the whole set does where it lies: it
 * might just be like another bar.
 */
const OWN_SHIFT_PEAK = 2 * CERTAIN_PEAK;
/** A stem whose gain in the best fit of the mix is below this share of the usual one is not where it should be. */
const MISSING_GAIN = 0.25;
/** Share of a stem that others explain from which on the fit of the mix may do without it. */
const REPLACEABLE = 0.9;
/** Tails and headers differ by a little; more than this is worth a note. */
const NOTED_SECONDS: Seconds = 1;

/**
 * Compares the surveys of a folder of stems with each other and with the mix: which file is which track and role, which
 * are to be left out because they are silent or double others, and how to line them up.
 *
 * @param surveys one for each file, from `surveyStem`.
 * @param names from `matchStemNames` for the same files in the same order.
 * @param mix the survey of the bounce; without it, shifts and returns already inside other stems cannot be seen.
 * @param sections of the mix, by whose kinds masking is told apart; without them it is of the whole.
 * @throws Failure 'input' where there are no stems or the stems and the mix have nothing to do with each other.
 */
export function checkStems(
  surveys: readonly StemSurvey[],
  names: readonly StemNameMatch[],
  mix?: StemSurvey,
  sections: readonly Section[] = [],
): StemSet {
  if (surveys.length === 0)
    throw new Failure('input', 'There are no stems: export the individual tracks into the folder.');
  const sampleRateHz = mix?.sampleRateHz ?? commonest(surveys.map((survey) => survey.sampleRateHz));
  const seconds = mix?.durationSeconds ?? Math.max(...surveys.map((survey) => survey.durationSeconds));
  const frames = mix?.frames ?? Math.round(seconds * sampleRateHz);
  const roles = surveys.map((survey, i) => roleOf(survey, names[i].track));
  const gram = gramOfSnippets(mix === undefined ? surveys : [...surveys, mix], sampleRateHz);
  const shifts =
    mix === undefined ? { common: 0, each: surveys.map(() => 0) } : shiftsAgainst(mix, surveys, roles, gram);
  const parts = surveys.map((survey, i) => ({
    track: names[i].track,
    role: roles[i].role,
    isUsable: !survey.sound.isSilent && shifts.each[i] === shifts.common,
  }));
  // Snippets of shifted stems show other instants than the mix's, so the mix cannot be compared with them.
  const mixRow = mix !== undefined && shifts.common === 0 ? surveys.length : undefined;
  const doubles = doublesAmong(parts, gram, mixRow);
  const kept = parts.flatMap(({ isUsable }, i) => (isUsable && !doubles.has(i) ? [i] : []));
  const absent = mixRow === undefined ? [] : missingFrom(gram, mixRow, kept).filter((i) => !isMadeOf(gram, i, kept));
  return {
    stems: surveys.map((survey, i) => ({
      file: survey.file,
      track: names[i].track,
      trackConfidence: names[i].confidence,
      ...roles[i],
      leftOut: survey.sound.isSilent ? 'It is silent.' : (doubles.get(i) ?? ''),
    })),
    alignment: surveys.map((survey, i) => ({
      file: survey.file,
      sampleRateHz,
      needsResampling: survey.sampleRateHz !== sampleRateHz,
      cutStartSeconds: shifts.each[i],
      frames,
    })),
    masking: stemMasking(
      kept.map((i) => ({ track: names[i].track, ear: surveys[i].ear, cutStartSeconds: shifts.each[i] })),
      sections,
      seconds,
    ),
    courses: surveys.map(({ ear }, i) => stemCourse(ear, shifts.each[i], seconds)),
    notes: [
      ...sharedNotes(surveys, sampleRateHz, shifts.common),
      ...surveys.flatMap((survey, i) => notesOn(survey, names[i].track, seconds, shifts.each[i], shifts.common)),
      ...absent.map((i) => `"${names[i].track}" was not found in the mix: it may be muted there, or stand elsewhere.`),
    ],
  };
}

function roleOf(survey: StemSurvey, track: string): Pick<StemMapping, 'role' | 'roleConfidence' | 'roleFrom'> {
  const { role, confidence, roleFrom } = roleOfStem(survey.sound, track);
  return { role, roleConfidence: confidence, roleFrom };
}

interface Shifts {
  /** How much later than the mix the stems as a whole lie. */
  common: Seconds;
  /** The same for each stem. */
  each: Seconds[];
}

function shiftsAgainst(
  mix: StemSurvey,
  surveys: readonly StemSurvey[],
  roles: readonly Pick<StemMapping, 'role'>[],
  gram: Gram,
): Shifts {
  const audible = surveys.flatMap(({ sound }, i) => (sound.isSilent ? [] : [i]));
  if (audible.length === 0) throw new Failure('input', 'All stems are silent: check what was exported.');
  const parts = audible.filter((i) => roles[i].role !== 'master');
  const longest = Math.max(...surveys.map(({ outline }) => outline.length));
  const finder = new ShiftFinder(mix.outline, longest);
  const together = finder.find(sumOf((parts.length > 0 ? parts : audible).map((i) => surveys[i].outline)));
  const isInPlace = together.peak >= CERTAIN_PEAK && held(together.seconds) === 0;
  // An echo of a stem looks like that stem shifted, so a return goes with the others.
  const suspects = (isInPlace ? missingFrom(gram, surveys.length, parts) : audible).filter(
    (i) => roles[i].role !== 'return',
  );
  const own = new Map(suspects.map((i) => [i, finder.find(surveys[i].outline)]));
  const surest = [...own.values()].reduce((best, shift) => (shift.peak > best.peak ? shift : best), {
    seconds: 0,
    peak: 0,
  });
  if (together.peak < CERTAIN_PEAK && surest.peak < OWN_SHIFT_PEAK) {
    throw new Failure(
      'input',
      `The stems do not belong to "${mix.file}": nowhere do they line up with it; export mix and stems from the same set.`,
    );
  }
  const common = held(together.peak >= CERTAIN_PEAK ? together.seconds : surest.seconds);
  const each = surveys.map((_, i) => {
    const shift = own.get(i);
    const isElsewhere =
      shift !== undefined && Math.abs(shift.seconds - common) > LEAST_SHIFT_SECONDS && shift.peak >= OWN_SHIFT_PEAK;
    return isElsewhere ? held(shift.seconds) : common;
  });
  return { common, each };
}

/**
 * The stems that the best fit of the mix hardly needs: they are shifted, or not in it. Comparing snippets is far
 * cheaper than searching.
 */
function missingFrom(gram: Gram, mix: number, parts: readonly number[]): number[] {
  const { gains } = mixtureOf(gram, mix, parts);
  const typical = median(gains.filter((gain) => gain > 0));
  return parts.filter((_, i) => !(gains[i] >= MISSING_GAIN * typical));
}

/** Of stems that can replace each other the fit takes any; the others are not missing for that. */
function isMadeOf(gram: Gram, row: number, rows: readonly number[]): boolean {
  return (
    mixtureOf(
      gram,
      row,
      rows.filter((other) => other !== row),
    ).explained >= REPLACEABLE
  );
}

function sumOf(outlines: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(Math.max(...outlines.map((outline) => outline.length)));
  for (const outline of outlines) for (let i = 0; i < outline.length; i++) sum[i] += outline[i];
  return sum;
}

function held(seconds: Seconds): Seconds {
  return Math.abs(seconds) <= LEAST_SHIFT_SECONDS ? 0 : seconds;
}

/** Snippets at one rate; those of another are converted one by one, since they are not neighbours in time. */
function gramOfSnippets(surveys: readonly StemSurvey[], sampleRateHz: Hertz): Gram {
  const length = snippetFrames(sampleRateHz);
  return gramOf(
    surveys.map(({ snippets, sampleRateHz: own }) => {
      if (own === sampleRateHz) return snippets;
      const ownLength = snippetFrames(own);
      const converted = new Float32Array((snippets.length / ownLength) * length);
      for (let i = 0; i * ownLength < snippets.length; i++) {
        const snippet = snippets.subarray(i * ownLength, (i + 1) * ownLength);
        const { left } = resample({ sampleRateHz: own, left: snippet, right: snippet.subarray(0, 0) }, sampleRateHz);
        converted.set(left.subarray(0, length), i * length);
      }
      return converted;
    }),
  );
}

/** What goes for many stems at once is said once. */
function sharedNotes(surveys: readonly StemSurvey[], sampleRateHz: Hertz, common: Seconds): string[] {
  const notes: string[] = [];
  const converted = surveys.filter((survey) => survey.sampleRateHz !== sampleRateHz).length;
  if (converted > 0) notes.push(`${converted} of ${surveys.length} stems are converted to ${sampleRateHz} Hz.`);
  if (common !== 0) notes.push(`All stems lie ${shiftInWords(common)} and are moved.`);
  return notes;
}

function notesOn(survey: StemSurvey, track: string, seconds: Seconds, shift: Seconds, common: Seconds): string[] {
  const notes: string[] = [];
  if (shift !== common) notes.push(`"${track}" lies ${shiftInWords(shift)} and is moved.`);
  const difference = survey.durationSeconds - shift - seconds;
  if (Math.abs(difference) > NOTED_SECONDS) {
    const what = difference > 0 ? 'longer than the mix; the rest is cut off' : 'shorter than the mix; silence is added';
    notes.push(`"${track}" is ${Math.abs(difference).toFixed(1)} s ${what}.`);
  }
  return notes;
}

function shiftInWords(shift: Seconds): string {
  return `${Math.abs(shift).toFixed(3)} s too ${shift > 0 ? 'late' : 'early'}`;
}

function commonest(values: readonly number[]): number {
  const count = (value: number) => values.filter((other) => other === value).length;
  return values.reduce((best, value) => (count(value) > count(best) ? value : best));
}
