import { STEM_ROLES, type StemRole } from '../store/stem-map-document.ts';
import { classifierInputs, roleProbabilities, SOUND_ROLES } from './stem-roles/role-classifier.ts';
import { ROLE_PARAMETERS } from './stem-roles/role-parameters.ts';
import { ROLE_WORDS } from './stem-roles/role-words.ts';
import { soundTraits } from './stem-roles/sound-traits.ts';
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
 * Which words outrank which where a name holds several: a vocal lead is a vocal, an acid bass acid, a bass drum a kick,
 * a drum bus a group, a snare fill a snare. Words of the same rank are told apart by their weight.
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
 * The role a track's name tells, in the spellings and languages of `role-words.ts`. Numbers, signs, case, accents and
 * camel case do not matter. An empty or meaningless name is `unknown` with confidence 0.
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

/**
 * Lower-case words without accents; `OpenHats2` gives `open hats`, `BGVOX_Alt` gives `bgvox alt`, numbers that name
 * machines stay.
 */
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
 * The role a stem's sound suggests, by a classifier fitted on synthesised stems (`role-classifier.ts`), with its
 * probability. A sound that could be several things is `unknown` with the probability of the best of them; a silent
 * stem is `unknown` with 0.
 */
export function roleFromSound(sound: StemSound): RoleGuess {
  return surest(soundEvidence(sound));
}

/**
 * The role of a stem by its sound and its name together (Bayes' rule, as if the two were independent): a name adds
 * evidence for the role it tells, as much as its confidence, and a meaningless one none. Of a group, a return or the
 * whole mix only the name tells.
 */
export function roleOfStem(sound: StemSound, name: string): RoleGuess & { roleFrom: 'name' | 'sound' } {
  const heard = soundEvidence(sound);
  const named = roleFromName(name);
  if (named.confidence === 0) return { ...surest(heard), roleFrom: 'sound' };
  const odds = STEM_ROLES.filter((role) => role !== 'unknown').map((role) => {
    // What the sound does not know it neither favours nor rules out.
    const fromSound = heard.get(role) ?? 1 / SOUND_ROLES.length;
    const fromName = (role === named.role ? named.confidence : 0) + (1 - named.confidence) / STEM_ROLES.length;
    return [role, fromSound * fromName] as const;
  });
  const total = odds.reduce((sum, [, value]) => sum + value, 0);
  const guess = surest(new Map(odds.map(([role, value]) => [role, value / total])));
  return { ...guess, roleFrom: guess.role === named.role ? 'name' : 'sound' };
}

/** Below this the best role is more likely wrong than right. */
const UNSURE = 0.4;
/**
 * What was synthesised is not all there is: of forty stems of two released songs of another genre it was sure of 36,
 * and wrong about 20. So a share stays with every role, and a name, the better witness, decides where it tells.
 */
const UNHEARD_OF = 0.15;

/** Probabilities of the roles a sound can show; none for silence. */
function soundEvidence(sound: StemSound): Map<StemRole, number> {
  if (sound.isSilent) return new Map();
  const inputs = classifierInputs(soundTraits(sound), ROLE_PARAMETERS);
  const probabilities = roleProbabilities(inputs, ROLE_PARAMETERS.weights);
  return new Map(
    SOUND_ROLES.map((role, i) => [role, (1 - UNHEARD_OF) * probabilities[i] + UNHEARD_OF / SOUND_ROLES.length]),
  );
}

function surest(evidence: ReadonlyMap<StemRole, number>): RoleGuess {
  let best = UNKNOWN;
  for (const [role, confidence] of evidence) if (confidence > best.confidence) best = { role, confidence };
  return best.confidence < UNSURE ? { role: 'unknown', confidence: best.confidence } : best;
}
