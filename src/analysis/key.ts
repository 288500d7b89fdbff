import type { BeatGrid, MusicalKey, Section } from '../store/analysis-document.ts';
import { chordShares } from './key/chord-shares.ts';
import { keyEvidence, type BarRange } from './key/key-evidence.ts';
import { keyProbabilities } from './key/key-probabilities.ts';
import { keyRegions } from './key/key-regions.ts';
import { modeOf, tonicOf, TONIC_NAMES } from './key/musical-keys.ts';
import { LEAST_AGREEMENT, tonalBars, type TonalBars } from './key/tonal-bars.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The key of a track, how sure it is, and where it changes.
 *
 * Pitch classes and bass are gathered bar by bar, freed of the track's tuning; bars in which drums drown the chords
 * count little. Where the scale changes for good, the track is cut (`keyRegions`), and the stretch with most music in
 * it gives the key of the track. Each of the 24 keys is then judged by published profiles, by the bass, by its scale,
 * and by the chords: which belong to it, which open the phrases, what these come to rest on, what leads where
 * (`keyEvidence`). The scale leaves a few keys, whichever chord a drop opens on; the rest tells a minor key from its
 * relative major, which shares its notes, as far as that can be told.
 *
 * `confidence` is the probability of the key, `tonicConfidence` that of its tonic in either mode, and `modeConfidence`
 * that of the mode if the tonic is right; they are calibrated on songs with known keys (`keyProbabilities`).
 * `alternatives` are the next likely keys, and `ambiguity` is how the likeliest of them is related to the key, where it
 * is at least half as likely. `modulations` is where the key changes: the track begins in its key unless the first of
 * them is at 0.
 *
 * Pitches that agree on no tuning are taken as at A = 440 Hz, and believed less. Without pitch (noise, drums, silence),
 * or where such pitches speak for no key, the mode is `unknown`, the tonic empty and everything else 0, none or empty.
 */
export function estimateKey(
  frames: Pick<TrackFrames, 'chroma' | 'durationSeconds'>,
  grid: BeatGrid,
  sections: readonly Section[],
): MusicalKey {
  const bars = tonalBars(frames, grid, sections);
  if (bars.salience < LEAST_SALIENCE) return NO_KEY;
  const chords = chordShares(bars);
  if (bars.tuning.agreement < LEAST_AGREEMENT) {
    const likeliest = keyProbabilities(keyEvidence(bars, chords, { from: 0, until: bars.rows }), 1);
    if (Math.max(...likeliest) < LEAST_UNTUNED) return NO_KEY;
  }
  const clarity = Math.max(UNTUNED_CLARITY, Math.min(1, bars.tuning.agreement / CLEAR_AGREEMENT));
  const regions = keyRegions(bars, clarity);
  const judged = regions.map((region) => keyProbabilities(keyEvidence(bars, chords, region), clarity));
  const main = regions.reduce(
    (best, region, i) => (musicIn(bars, region) > musicIn(bars, regions[best]) ? i : best),
    0,
  );
  const probabilities = judged[main];
  const ranked = Array.from(probabilities, (probability, key) => ({ key, probability })).sort(
    (a, b) => b.probability - a.probability,
  );
  const [{ key, probability }, ...others] = ranked;
  const tonicConfidence = probabilities[tonicOf(key)] + probabilities[tonicOf(key) + 12];
  return {
    ...named(key),
    confidence: probability,
    tonicConfidence,
    modeConfidence: probability / tonicConfidence,
    tuningCents: bars.tuning.cents,
    alternatives: others
      .filter((other) => other.probability >= LEAST_ALTERNATIVE)
      .map((other) => ({ ...named(other.key), probability: other.probability })),
    ambiguity: others[0].probability >= AMBIGUOUS_SHARE * probability ? relationOf(key, others[0].key) : 'none',
    modulations: modulationsOf(bars, regions, judged, key),
  };
}

/**
 * Strength of the pitches of a pool in the most tonal bars, in nepers of power: one clear pitch is 3.5. The thinnest
 * rendered songs reach 15, noise 5.5, drums alone 0.3 to 3.
 */
const LEAST_SALIENCE = 8;
/** The evidence is fully believed from this agreement on a tuning on, below which no song of synthesisers lies … */
const CLEAR_AGREEMENT = 0.3;
/**
 * … and by this much where the tuning is a guess (`LEAST_AGREEMENT`): drums with glitched voices, half of a song of
 * such voices.
 */
const UNTUNED_CLARITY = 0.3;
/**
 * On a guessed tuning a key is only told where the evidence, fully believed, would be for it rather than for all
 * others.
 */
const LEAST_UNTUNED = 0.6;
/** Less is told by nothing but the share that every key has. */
const LEAST_ALTERNATIVE = 0.02;
const AMBIGUOUS_SHARE = 0.5;

const NO_KEY: MusicalKey = {
  tonic: '',
  mode: 'unknown',
  confidence: 0,
  tonicConfidence: 0,
  modeConfidence: 0,
  tuningCents: 0,
  alternatives: [],
  ambiguity: 'none',
  modulations: [],
};

function named(key: number): { tonic: string; mode: 'major' | 'minor' } {
  return { tonic: TONIC_NAMES[tonicOf(key)], mode: modeOf(key) };
}

function musicIn({ weight }: TonalBars, { from, until }: BarRange): number {
  return weight.subarray(from, until).reduce((sum, value) => sum + value, 0);
}

function relationOf(key: number, other: number): MusicalKey['ambiguity'] {
  if (tonicOf(key) === tonicOf(other)) return 'parallel';
  const up = (tonicOf(other) - tonicOf(key) + 12) % 12;
  if (modeOf(key) === modeOf(other)) return up === 5 || up === 7 ? 'fifth' : 'other';
  return up === (modeOf(key) === 'minor' ? 3 : 9) ? 'relative' : 'other';
}

/** Changes of key, in order. A stretch in the key of the one before, or whose key is unsure, is no change. */
function modulationsOf(
  bars: TonalBars,
  regions: readonly BarRange[],
  judged: readonly Float64Array[],
  mainKey: number,
): MusicalKey['modulations'] {
  const modulations: MusicalKey['modulations'] = [];
  let current = mainKey;
  for (const [i, { from }] of regions.entries()) {
    const probabilities = judged[i];
    // A lift keeps the mode: a stretch is short, so the mode of the whole outweighs what it says of its own.
    const likely = probabilities.map((p, key) => p * (modeOf(key) === modeOf(mainKey) ? KEPT_MODE : 1 - KEPT_MODE));
    const key = likely.indexOf(Math.max(...likely));
    const sure = likely[key] >= LEAST_SURE * likely.reduce((sum, p) => sum + p, 0);
    if (key === current || !sure) continue;
    const seconds = from === 0 ? 0 : Math.max(0, bars.startSeconds + from * bars.barSeconds);
    modulations.push({ seconds, ...named(key) });
    current = key;
  }
  return modulations;
}

/** Final lifts, the usual change of key in dance music, keep the mode; this is their odds against others. */
const KEPT_MODE = 0.9;
/** A change of key is told where its key is likelier than all others together. */
const LEAST_SURE = 0.5;
