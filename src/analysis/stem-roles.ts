import type { StemRole } from '../store/stem-map-document.ts';
import { ROLE_WORDS } from './stem-roles/role-words.ts';
import { PROTOTYPES, type SoundTrait } from './stem-roles/sound-prototypes.ts';
import type { StemSound } from './stem-sound.ts';

/** What a stem is, and how sure that is: 0–1. */
export interface RoleGuess {
  role: StemRole;
  confidence: number;
}

/** Nothing could be told. */
const UNKNOWN: RoleGuess = { role: 'unknown', confidence: 0 };

/** Live names its returns with a letter and a dash. */
const LIVE_RETURN = /^[A-L]-\S/;
/** "Main" alone is the main track; a "Main Lead" is a lead. */
const MAIN_ALONE = new Set(['main', 'master']);
/** Shorter words count inside others only by chance ("oh" in "john"). */
const SHORTEST_INSIDE = 3;
/** A second role named beside the first takes this share of its own weight off the confidence. */
const RIVAL_SHARE = 0.25;

/**
 * Which words outrank which where a name holds several: a vocal lead is a vocal, an acid bass acid, a bass drum a kick, a drum
 * bus a group, a snare fill a snare. Words of the same rank are told apart by their weight.
 */
const RANK: Readonly<Record<StemRole, number>> = {
  master: 9,
  group: 8,
  return: 3,
  vocal: 7,
  kick: 6,
  acid: 6,
  snare: 5,
  hats: 5,
  percussion: 4,
  bass: 4,
  pluck: 4,
  pad: 4,
  lead: 3,
  fx: 3,
  unknown: 0,
};

/**
 * The role a track's name tells, in the spellings and languages of `role-words.ts`. Numbers, signs, case, accents and camel case do not
 * matter. An empty or meaningless name is `unknown` with confidence 0.
 */
export function roleFromName(name: string): RoleGuess {
  if (LIVE_RETURN.test(name.trim())) return { role: 'return', confidence: 0.95 };
  const words = wordsOf(name);
  if (words.length === 1 && MAIN_ALONE.has(words[0])) return { role: 'master', confidence: 0.97 };
  const text = ` ${words.join(' ')} `;
  const weights = new Map<StemRole, number>();
  const phrases = ROLE_WORDS.filter(({ word, inside }) =>
    text.includes(inside && word.length >= SHORTEST_INSIDE ? word : ` ${word} `),
  );
  // "bass drum" is no bass: a phrase silences the words it is made of.
  const heard = phrases.filter(
    ({ word, role }) =>
      !phrases.some((other) => other.role !== role && other.word.length > word.length && other.word.includes(word)),
  );
  for (const { role, word, weight } of heard) {
    const isWhole = text.includes(` ${word} `) || text.includes(` ${word}s `);
    weights.set(role, Math.max(weights.get(role) ?? 0, isWhole ? weight : 0.9 * weight));
  }
  const ranked = [...weights].sort(([a, x], [b, y]) => RANK[b] * y - RANK[a] * x);
  if (ranked.length === 0) return UNKNOWN;
  const [[role, weight], ...rivals] = ranked;
  const rival = Math.max(0, ...rivals.map(([, other]) => other));
  return { role, confidence: weight * (1 - RIVAL_SHARE * rival) };
}

/** Numbers that name a machine rather than count tracks. */
const MACHINE_NUMBER = /^(?:303|808|909)$/;

/** Lower-case words without accents; `OpenHats2` gives `open hats`, `BGVOX_Alt` gives `bgvox alt`, numbers that name machines stay. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/(\p{L})(\d+)/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && (!/^\d+$/.test(word) || MACHINE_NUMBER.test(word)));
}

/**
 * The role a stem's sound suggests: the prototype it lies nearest to (`sound-prototypes.ts`), each measure weighed by how far it
 * may stray. The confidence is the share of the best among all, lessened where even the best fits badly; it stays
 * below 0.85, since a name is the better witness. A silent stem is `unknown` with confidence 0.
 */
export function roleFromSound(sound: StemSound): RoleGuess {
  if (sound.isSilent) return UNKNOWN;
  const fits = PROTOTYPES.map(({ role, traits }) => {
    const distances = Object.entries(traits).map(
      ([trait, [centre, tolerance]]) => ((traitOf(sound, trait as SoundTrait) - centre) / tolerance) ** 2,
    );
    return {
      role,
      distance: distances.reduce((sum, distance) => sum + Math.min(distance, FARTHEST), 0) / distances.length,
    };
  }).sort((a, b) => a.distance - b.distance);
  const likelihood = (distance: number) => Math.exp(-distance * SHARPNESS);
  const byRole = new Map<StemRole, number>();
  for (const { role, distance } of fits) byRole.set(role, Math.max(byRole.get(role) ?? 0, likelihood(distance)));
  const total = [...byRole.values()].reduce((sum, value) => sum + value, 0);
  const [best] = fits;
  const share = likelihood(best.distance) / total;
  return { role: best.role, confidence: MOST_FROM_SOUND * share * Math.exp(-best.distance / 4) };
}

const MOST_FROM_SOUND = 0.85;
/** No single measure may decide against a role: squared distances end at 3 tolerances. */
const FARTHEST = 9;
/** Steepness of the shares: a role one tolerance further off in all measures is e⁻² times as likely. */
const SHARPNESS = 2;

function traitOf(sound: StemSound, trait: SoundTrait): number {
  if (trait === 'logCentroid') return Math.log2(Math.max(20, sound.centroidHz));
  if (trait === 'logPitch') return Math.log2(Math.max(20, sound.pitchHz));
  return trait === 'onsets' ? Math.min(12, sound.onsetsPerSecond) : sound[trait];
}
