import { basename, extname } from 'node:path';
import { bestAssignment } from './stem-names/best-assignment.ts';
import { exportNames, MAIN_TRACK } from './stem-names/export-name.ts';

export { MAIN_TRACK };

/** Which track a file is the sound of. */
export interface StemNameMatch {
  file: string;
  /** The track's name as the set has it, or, without a set or a likely track, what remains of the file's name. */
  track: string;
  /** 0–1; 0 where a set is given and none of its tracks fits. */
  confidence: number;
}

export interface StemNameOptions {
  /** The name typed in Live's export dialog, where it is known; else it is found from what the files have in common. */
  typedName?: string;
  /** What a person has said: the track of a file. A track that is not among `tracks` any more is no longer meant. */
  known?: ReadonlyMap<string, string>;
}

/** Below this likeness a file and a track have no more in common than any two words. */
const LEAST_LIKENESS = 0.45;
/** A lead over the next best track from which on a choice counts as free of doubt. */
const CLEAR_LEAD = 0.25;

/**
 * Matches exported files to tracks by Live's naming: `<typed name> <track>.wav`, returns `<typed name> A-Reverb.wav`,
 * tracks nobody renamed `<typed name> 4-Bass.wav`, the main track `<typed name>.wav`; and by the namings of other
 * tools: `01_Kick`, `Song - Kick`. Upper and lower case, composed and decomposed accents, and the signs a file system
 * replaces do not matter.
 *
 * With `tracks` each file gets at most one track and each track at most one file, so that the sum of all likenesses is
 * the largest possible; tracks of equal names are given out in order, with half the confidence. Without tracks, what
 * remains of a file's name is the track.
 *
 * @param files paths or names; the result has the same order.
 */
export function matchStemNames(
  files: readonly string[],
  tracks?: readonly string[],
  options: StemNameOptions = {},
): StemNameMatch[] {
  const names = files.map((file) => basename(file, extname(file)).normalize('NFC').replace(/\s+/g, ' ').trim());
  const exported = exportNames(names, options.typedName?.normalize('NFC').trim());
  if (tracks === undefined || tracks.length === 0) {
    return files.map((file, i) => {
      const said = options.known?.get(file);
      return said === undefined
        ? { file, track: exported[i].track, confidence: exported[i].certainty }
        : { file, track: said, confidence: 1 };
    });
  }
  const known = files.map((file) => tracks.indexOf(options.known?.get(file) ?? ''));
  const likenesses = names.map((name, i) =>
    tracks.map((track, index) => {
      // What is known of a file or of a track leaves no question about it.
      if (known[i] >= 0 || known.includes(index)) return known[i] === index ? 1 : 0;
      return likeness(name, exported[i].track, track.normalize('NFC').trim(), index);
    }),
  );
  const assigned = bestAssignment(likenesses);
  return files.map((file, i) => {
    const chosen = assigned[i];
    const value = chosen < 0 ? 0 : likenesses[i][chosen];
    if (value < LEAST_LIKENESS) return { file, track: exported[i].track, confidence: 0 };
    // A track that another file has with more right is no rival.
    const rivals = likenesses[i].filter(
      (rival, j) => j !== chosen && !assigned.some((other, k) => other === j && likenesses[k][j] > rival),
    );
    const lead = value - Math.max(0, ...rivals);
    const clarity = Math.max(0, Math.min(1, lead / CLEAR_LEAD));
    return { file, track: tracks[chosen], confidence: value * (0.5 + 0.5 * clarity) };
  });
}

/** 0–1: how well a file's name fits a track's. */
function likeness(name: string, rest: string, track: string, index: number): number {
  if (rest === MAIN_TRACK && /^(?:main|master)$/i.test(track)) return 1;
  if (rest === track) return 1;
  if (rest.toLowerCase() === track.toLowerCase()) return 0.98;
  const [a, b] = [plain(rest), plain(track)];
  if (a !== '' && a === b) return 0.95;
  // The typed name may have been cut off too early or too late: a name that ends with the track's is as good as one.
  const whole = plain(name);
  const endsWithTrack = b !== '' && (whole.endsWith(` ${b}`) || a.endsWith(` ${b}`));
  if (endsWithTrack) return 0.85 + 0.08 * Math.min(1, b.length / Math.max(1, a.length));
  // `4-Bass`: a track nobody renamed carries its number, and after the dash what is on it, which may have changed.
  const numbered = /^(\d+)-(.*)$/.exec(rest);
  const numberedTrack = /^(\d+)-(.*)$/.exec(track);
  if (numbered !== null && numberedTrack !== null) return numbered[1] === numberedTrack[1] ? 0.8 : 0.1;
  if (numbered !== null && plain(numbered[2]) === b) return Number(numbered[1]) === index + 1 ? 0.93 : 0.88;
  if (numberedTrack !== null && plain(numberedTrack[2]) === a) return 0.88;
  return 0.85 * Math.max(sharedWords(a, b), sharedPairs(a, b));
}

/** Lower case, without accents and signs, words apart by one space: `Öpen_Hats (2)` → `open hats 2`. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Dice's coefficient of the words of two texts. */
function sharedWords(a: string, b: string): number {
  return dice(a.split(' ').filter(Boolean), b.split(' ').filter(Boolean));
}

/** Dice's coefficient of the pairs of neighbouring characters: forgives spelling ("Clap" and "Claps"). */
function sharedPairs(a: string, b: string): number {
  const pairs = (text: string) => Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));
  return dice(pairs(a.replaceAll(' ', '')), pairs(b.replaceAll(' ', '')));
}

function dice(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 0;
  const left = [...b];
  let shared = 0;
  for (const item of a) {
    const at = left.indexOf(item);
    if (at < 0) continue;
    left.splice(at, 1);
    shared++;
  }
  return (2 * shared) / (a.length + b.length);
}
