/**
 * How often each degree of a key is heard, tonic first: Albrecht & Shanahan (2013), "The use of large corpora to train
 * a new type of key-finding algorithm", Music Perception 31(1). Their minor holds the natural seventh above the raised
 * one, as trance does.
 */
const MAJOR_PROFILE = [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.08, 0.008, 0.081] as const;
const MINOR_PROFILE = [0.22, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052] as const;
/** The tonic chord, as it stands out in the bar that a phrase begins with. */
const MAJOR_TRIAD = [1, 0, 0, 0, 0.7, 0, 0, 0.7, 0, 0, 0, 0] as const;
const MINOR_TRIAD = [1, 0, 0, 0.7, 0, 0, 0, 0.7, 0, 0, 0, 0] as const;
/** What a bass plays in a key: roots of its chords, the tonic's most. */
const MAJOR_BASS = [1, 0, 0.3, 0, 0.25, 0.6, 0, 0.6, 0, 0.5, 0, 0.05] as const;
const MINOR_BASS = [1, 0, 0.05, 0.5, 0, 0.5, 0, 0.5, 0.5, 0, 0.5, 0] as const;

export const PROFILES = {
  scale: { major: MAJOR_PROFILE, minor: MINOR_PROFILE },
  triad: { major: MAJOR_TRIAD, minor: MINOR_TRIAD },
  bass: { major: MAJOR_BASS, minor: MINOR_BASS },
} as const;

/**
 * Pearson's correlation of twelve classes with a profile whose first degree is `tonic`; 0 where the classes are all
 * alike.
 */
export function correlationWith(classes: ArrayLike<number>, profile: readonly number[], tonic: number): number {
  let [sumX, sumY, xx, yy, xy] = [0, 0, 0, 0, 0];
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
