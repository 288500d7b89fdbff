import { FEATURES } from '../src/analysis/features.ts';
import type { AnalysisDocument, Scope, SectionKind } from '../src/store/analysis-document.ts';
import { knownKey } from './known-key.ts';

/** Median of each feature of a made-up style, by id; what is not named is 0 (tempo 138, loudness −9). */
export type StyleMeans = Readonly<Record<string, number>>;

export interface SyntheticTrack {
  file: string;
  means?: StyleMeans;
  /** Standard deviation between the tracks of the style, in just-noticeable differences. */
  spreadJnds?: number;
  seed: number;
  /** Kinds of section the track has, in order, 30 s each. */
  sections?: readonly SectionKind[];
}

const DEFAULT_MEANS: StyleMeans = { 'rhythm.tempo': 138, 'loudness.integrated': -9, 'loudness.shortTermMax': -7 };

/**
 * An analysis drawn from known distributions, on the real catalogue: value = mean + normal · spread · jnd, with half of
 * the variance shared by all scopes of a feature. No audio is involved.
 */
export function syntheticAnalysis({
  file,
  means = {},
  spreadJnds = 2,
  seed,
  sections = ['intro', 'breakdown', 'drop'],
}: SyntheticTrack): AnalysisDocument {
  const [compared, shown] = [normalDraws(seed), normalDraws(seed + 0.5)];
  const kinds = [...new Set(sections)];
  const features = FEATURES.flatMap(({ id, unit, scope, jnd, judged, marksStyle }) => {
    // A row that is no part of a style must not change the values of those that are.
    const normal = judged === false || marksStyle === false ? shown : compared;
    const mean = means[id] ?? DEFAULT_MEANS[id] ?? 0;
    const shared = normal();
    const scopes: readonly Scope[] = scope === 'whole' ? ['whole'] : ['whole', ...kinds];
    return scopes.map((where) => ({
      id,
      unit,
      scope: where,
      value: mean + spreadJnds * jnd * Math.SQRT1_2 * (shared + normal()),
    }));
  });
  const tempoBpm = features.find(({ id }) => id === 'rhythm.tempo')?.value ?? 138;
  return {
    schema: 'coproducer.analysis/1',
    engine: 'synthetic',
    file,
    contentHash: `hash of ${file}`,
    durationSeconds: 30 * sections.length,
    sampleRate: 44_100,
    channels: 2,
    features,
    missing: [],
    sections: sections.map((kind, i) => ({
      kind,
      startSeconds: 30 * i,
      endSeconds: 30 * (i + 1),
      startBar: 16 * i,
      bars: 16,
    })),
    drops: [],
    grid: {
      tempoBpm,
      confidence: 1,
      firstDownbeatSeconds: 0,
      beatsPerBar: 4,
      steady: true,
      kind: 'steady',
      tempoChanges: [],
    },
    key: knownKey('A', 'minor', 0.9),
    bandCentreHz: [],
    spectra: [],
    curves: {
      loudness: { hopSeconds: 1, shortTermLufs: [], momentaryLufs: [] },
      perBar: { energyDb: [], brightnessHz: [], bassDb: [], onsetsPerBeat: [], kicks: [] },
    },
    erb: { centreHz: [], spectra: [] },
    resonances: [],
    warnings: [],
  };
}

/** `count` tracks of one style. */
export function syntheticLibrary(
  count: number,
  seed: number,
  track: Omit<SyntheticTrack, 'file' | 'seed'> = {},
  prefix = 'track',
): AnalysisDocument[] {
  return Array.from({ length: count }, (_, i) =>
    syntheticAnalysis({ ...track, file: `/library/${prefix} ${i + 1}.wav`, seed: seed * 1000 + i }),
  );
}

/**
 * Means of a sub-style: a tempo, and shifts in just-noticeable differences that move every feature that hears them, as
 * a real change of sound does (a brighter master moves all upper bands, the slope and the centroid).
 */
export function styleMeans(tempoBpm: number, shifts: Partial<Record<keyof typeof MOVES, number>>): StyleMeans {
  const means: Record<string, number> = { ...DEFAULT_MEANS, 'rhythm.tempo': tempoBpm };
  for (const [kind, jnds] of Object.entries(shifts)) {
    for (const { id, jnd } of FEATURES) {
      if (MOVES[kind as keyof typeof MOVES].test(id)) means[id] = (means[id] ?? 0) + jnds * jnd;
    }
  }
  return means;
}

const MOVES = {
  bright: /^tone\.(brightness|air|slope|centroid|band\.(2500|3150|4000|5000|6300|8000|10000|12500|16000))$/,
  bass: /^(tone\.(bass|band\.(40|50|63|80|100|125))|lowEnd\.subShare)$/,
  stereo: /^stereo\.width/,
  loudness: /^loudness\.(integrated|shortTermMax|momentaryMax|section)$/,
  pumping: /^pumping\.(depth|regularity)$/,
};

/** The same analysis with some values replaced in every scope they have (or only in `scope`). */
export function withValues(
  analysis: AnalysisDocument,
  change: (id: string, value: number) => number,
  scope?: Scope,
): AnalysisDocument {
  return {
    ...analysis,
    features: analysis.features.map((feature) =>
      scope === undefined || feature.scope === scope
        ? { ...feature, value: change(feature.id, feature.value) }
        : feature,
    ),
  };
}

/** Standard normal numbers: xorshift32 through Box–Muller. */
export function normalDraws(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  const uniform = (): number => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < 8; i++) uniform();
  return () => Math.sqrt(-2 * Math.log(uniform() || 1e-12)) * Math.cos(2 * Math.PI * uniform());
}
