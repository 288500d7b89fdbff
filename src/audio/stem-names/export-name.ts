/** The parts of an exported file's name. */
export interface ExportName {
  /** What follows the typed name: Live's name of the track. `Main` for the file that is the typed name alone. */
  track: string;
  /** 0–1: how sure it is that the typed name was cut off at the right place. */
  certainty: number;
}

/** What Live calls the track everything runs into: `Master` until Live 11, `Main` since Live 12. */
export const MAIN_TRACK = 'Main';

/** Where a typed name may end. Live puts a space; other tools a dash or an underscore. */
const SEPARATOR = /^(?: - |[ _-])/;
const IS_MAIN = /^(?:(?:the )?(?:full )?(?:master|main|mix|mixdown|mix down|premaster|pre-master|2-?track))$/i;
/** Words people add to say that a file is a stem; they are in no track's name. */
const EXPORT_WORDS = /[ _-]*[([]?\b(?:stems?|bounced?|rendered?|exported?)\b[)\]]?$/i;
/**
 * `01_Kick`, `07 - Bass`, `3. Lead`: a hand-off number. `4-Bass` is none: so Live itself names a track nobody renamed.
 */
const HAND_OFF_NUMBER = /^(?:0\d+|\d+(?=[ _.)]))\s*[-_.)]?\s*(?=\S)/;
/**
 * Words that tracks are called by. All tracks of an export may begin with the same one ("Synth A", "Synth B"); it is
 * then part of the track's name rather than of the name somebody typed.
 */
const TRACK_WORDS = new Set(
  (
    'kick kicks bd drum drums snare clap claps hat hats hh perc percussion loop top tops bass sub lead leads pluck plucks arp ' +
    'pad pads synth saw supersaw string strings piano key keys vox vocal vocals fx group bus audio midi track'
  ).split(' '),
);

/**
 * Cuts the typed name off all files of one export: it is the longest common beginning that ends before a separator,
 * shorter where the rest would be a mere number or where its last word names an instrument. Hand-off numbers go where
 * every file has one. Extensions and folders must be gone already.
 *
 * @param typedName the beginning to cut off, where it is known.
 */
export function exportNames(names: readonly string[], typedName?: string): ExportName[] {
  const tidy = names.map((name) => name.replace(EXPORT_WORDS, '').trim() || name.trim());
  const prefix = typedName ?? typedNameOf(tidy);
  const rests = tidy.map((name) => withoutPrefix(name, prefix));
  const isNumbered = rests.filter((rest) => !isMain(rest)).every((rest) => HAND_OFF_NUMBER.test(rest));
  const hasMain = rests.some((rest) => rest === '');
  return rests.map((rest) => {
    if (isMain(rest)) return { track: MAIN_TRACK, certainty: rest === '' ? 0.9 : 0.95 };
    const track = isNumbered ? rest.replace(HAND_OFF_NUMBER, '') : rest;
    return { track, certainty: prefix === '' ? 0.7 : typedName !== undefined || hasMain ? 0.95 : 0.85 };
  });
}

function isMain(rest: string): boolean {
  return rest === '' || IS_MAIN.test(rest);
}

/** The name without the prefix and its separator, or the whole name where it begins otherwise. */
function withoutPrefix(name: string, prefix: string): string {
  if (prefix === '' || !folded(name).startsWith(folded(prefix))) return name;
  const rest = name.slice(prefix.length);
  if (rest === '') return '';
  return SEPARATOR.test(rest) ? rest.replace(SEPARATOR, '').trim() : name;
}

/** Same length as its input, so that positions carry over. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

function typedNameOf(names: readonly string[]): string {
  if (names.length < 2) return '';
  const shared = commonBeginning(names);
  // Candidates from long to short: before each separator inside the shared part, and all of it where a file ends there.
  for (let end = shared.length; end > 0; end--) {
    const prefix = shared.slice(0, end);
    const rests = names.map((name) => withoutPrefix(name, prefix));
    if (rests.some((rest, i) => rest === names[i])) continue;
    if (rests.some((rest) => /^[\d\W_]+$/u.test(rest) && !/\p{L}/u.test(rest))) continue;
    if (TRACK_WORDS.has(folded(lastWord(prefix))) || /^[\d\W_]*$/.test(asciiOrLetters(prefix))) continue;
    return prefix;
  }
  return '';
}

/** Letters of any script as `a`, so that a test for "nothing but digits and signs" does not take Cyrillic for signs. */
function asciiOrLetters(text: string): string {
  return text.replace(/\p{L}/gu, 'a');
}

function lastWord(text: string): string {
  return text.split(/[ _-]+/).at(-1) ?? '';
}

function commonBeginning(names: readonly string[]): string {
  const [first, ...others] = names;
  let length = first.length;
  for (const other of others) {
    const a = folded(first);
    const b = folded(other);
    let same = 0;
    while (same < Math.min(length, b.length) && a[same] === b[same]) same++;
    length = same;
  }
  return first.slice(0, length);
}
