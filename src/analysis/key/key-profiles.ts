import type { KeyMode } from './musical-keys.ts';

/**
 * How often each degree of a key is heard, tonic first; published by those who measured it.
 *
 * - Krumhansl & Kessler (1982), "Tracing the dynamic changes in perceived tonal organization in a spatial
 *   representation of musical keys", Psychological Review 89(4): how well listeners found each degree to fit.
 * - Temperley (2007), Music and Probability: shares of the Kostka–Payne corpus' segments that hold the degree.
 * - Albrecht & Shanahan (2013), "The use of large corpora to train a new type of key-finding algorithm", Music
 *   Perception 31(1).
 * - Faraldo, Gómez, Jordà & Herrera (2016), "Key estimation in electronic dance music", ECIR (`edma`): means over a
 *   corpus of dance music; and Faraldo, Jordà & Herrera (2017), "A multi-profile method for key estimation in EDM", AES
 *   Semantic Audio (`bgate`): the same of another corpus, with what is faint left out.
 */
const PROFILES: Readonly<Record<KeyMode, readonly (readonly number[])[]>> = {
  major: [
    [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
    [0.748, 0.06, 0.488, 0.082, 0.67, 0.46, 0.096, 0.715, 0.104, 0.366, 0.057, 0.4],
    [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.08, 0.008, 0.081],
    [1, 0.29, 0.5, 0.4, 0.6, 0.56, 0.32, 0.8, 0.31, 0.45, 0.42, 0.39],
    [1, 0, 0.42, 0, 0.53, 0.37, 0, 0.77, 0, 0.38, 0.21, 0.3],
  ],
  minor: [
    [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
    [0.712, 0.084, 0.474, 0.618, 0.049, 0.46, 0.105, 0.747, 0.404, 0.067, 0.133, 0.33],
    [0.22, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052],
    [1, 0.31, 0.44, 0.58, 0.33, 0.49, 0.29, 0.78, 0.43, 0.29, 0.53, 0.32],
    [1, 0, 0.36, 0.39, 0, 0.38, 0, 0.74, 0.27, 0, 0.42, 0.23],
  ],
};

/** Mean of the correlations of twelve classes with the profiles of a key; 0 where the classes are all alike. */
export function profileFit(classes: ArrayLike<number>, mode: KeyMode, tonic: number): number {
  const profiles = PROFILES[mode];
  return profiles.reduce((sum, profile) => sum + correlationWith(classes, profile, tonic), 0) / profiles.length;
}

/**
 * Pearson's correlation of twelve classes with a profile whose first degree is `tonic`; 0 where the classes are all
 * alike.
 */
export function correlationWith(classes: ArrayLike<number>, profile: readonly number[], tonic: number): number {
  let sumX = 0;
  let sumY = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let degree = 0; degree < 12; degree++) {
    const x = classes[(tonic + degree) % 12];
    const y = profile[degree];
    sumX += x;
    sumY += y;
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  const variance = (xx - (sumX * sumX) / 12) * (yy - (sumY * sumY) / 12);
  return variance > 1e-18 ? (xy - (sumX * sumY) / 12) / Math.sqrt(variance) : 0;
}
