import { z } from 'zod';
import { soundDescription } from './sound-description.ts';

/** What was measured on one file. Features that could not be measured are absent, and `missing` says why. */
export const analysisDocument = z.object({
  schema: z.literal('coproducer.analysis/1'),
  /** The measuring code's own version: a cached analysis of another engine is measured again. */
  engine: z.string(),
  file: z.string(),
  /** Hash of the file's bytes. */
  contentHash: z.string(),
  durationSeconds: z.number().nonnegative(),
  sampleRate: z.number().positive(),
  channels: z.number().int().positive(),
  features: z.array(
    z.object({
      /** A row of the feature catalogue, such as `tone.band.200`. */
      id: z.string(),
      value: z.number(),
      unit: z.string(),
      /** `whole`, or the kind of section it was measured over. */
      scope: z.enum(['whole', 'intro', 'breakdown', 'build', 'drop', 'outro']),
      /** Where in the track an extreme lies: the middle of the moment it was read from. */
      atSeconds: z.number().optional(),
    }),
  ),
  missing: z.array(z.object({ id: z.string(), why: z.string() })),
  sections: z.array(
    z.object({
      kind: z.enum(['intro', 'breakdown', 'build', 'drop', 'outro']),
      startSeconds: z.number(),
      endSeconds: z.number(),
      /** Counted from 0 at the first downbeat. */
      startBar: z.number().int(),
      bars: z.number().int(),
    }),
  ),
  /** Where kick and bass return after at least four bars without; bars as in `sections`. */
  drops: z.array(z.object({ seconds: z.number(), bar: z.number().int() })).default([]),
  grid: z.object({
    tempoBpm: z.number(),
    /** 0–1; below 0.5 the grid is a guess and everything that rests on it is too. */
    confidence: z.number(),
    firstDownbeatSeconds: z.number(),
    beatsPerBar: z.number().int(),
    /** False when the tempo drifts or the track has no steady beat. */
    steady: z.boolean(),
    /** `steady`: one grid from end to end; `changing`: several tempos; `free`: no tempo that a machine keeps. */
    kind: z.enum(['steady', 'changing', 'free']).default('steady'),
    /** Of a changing tempo: what it is from each moment on, the first at the beginning; a ramp is a row of steps. */
    tempoChanges: z.array(z.object({ seconds: z.number(), tempoBpm: z.number() })).default([]),
  }),
  key: z.object({
    /** `C`, `C#` … `B`; empty when the file has no pitch. */
    tonic: z.string(),
    mode: z.enum(['major', 'minor', 'unknown']),
    /** Probability of tonic and mode together. */
    confidence: z.number(),
    /** Probability of the tonic, whatever the mode; and of the mode, if the tonic is right. */
    tonicConfidence: z.number().default(0),
    modeConfidence: z.number().default(0),
    /** Of the pitches from A = 440 Hz. */
    tuningCents: z.number(),
    /** The next likely keys, the likeliest first; those with less than a fiftieth are left out. */
    alternatives: z
      .array(z.object({ tonic: z.string(), mode: z.enum(['major', 'minor']), probability: z.number() }))
      .default([]),
    /** How the likeliest alternative is related to the key, where it is at least half as likely. */
    ambiguity: z.enum(['none', 'relative', 'parallel', 'fifth', 'other']).default('none'),
    /** Where the key changes. The track begins in its key unless the first change is at 0. */
    modulations: z
      .array(z.object({ seconds: z.number(), tonic: z.string(), mode: z.enum(['major', 'minor']) }))
      .default([]),
  }),
  /** Centres of the third-octave bands of `spectra`. */
  bandCentreHz: z.array(z.number()),
  /**
   * Mean power per third octave in each scope the track has: of mid (L+R)/√2, of side (L−R)/√2, of left minus right,
   * and the real part of the cross-spectrum left · right. Every tone and stereo feature is a function of one of these
   * rows (`src/analysis/band-features.ts`), so that a change predicted for the bands is a change predicted for the
   * features.
   */
  spectra: z.array(
    z.object({
      scope: z.enum(['whole', 'intro', 'breakdown', 'build', 'drop', 'outro']),
      seconds: z.number(),
      mid: z.array(z.number()),
      side: z.array(z.number()),
      leftMinusRight: z.array(z.number()),
      leftTimesRight: z.array(z.number()),
    }),
  ),
  /**
   * Levels per equivalent rectangular bandwidth of the ear, relative to the K-weighted loudness of the same scope, dB,
   * held at −100; of mid and side as in `spectra`.
   */
  erb: z
    .object({
      centreHz: z.array(z.number()),
      spectra: z.array(
        z.object({
          scope: z.enum(['whole', 'intro', 'breakdown', 'build', 'drop', 'outro']),
          midDb: z.array(z.number()),
          sideDb: z.array(z.number()),
        }),
      ),
    })
    .default({ centreHz: [], spectra: [] }),
  /** Narrow rings that stay while the notes change, most prominent first. */
  resonances: z
    .array(
      z.object({
        hz: z.number(),
        /** Above the spectrum around it. */
        prominenceDb: z.number(),
        /** Frequency over the width 3 dB below the top. */
        q: z.number(),
        /** 0–1: share of the track's seconds in which it stands out. */
        share: z.number(),
        /** The kinds of section in most seconds of which it does. */
        sections: z.array(z.enum(['intro', 'breakdown', 'build', 'drop', 'outro'])),
      }),
    )
    .default([]),
  /** For pictures and arrangement: one value each `hopSeconds`, and one each bar. */
  curves: z.object({
    /** Of the windows of 3 s and 400 ms around each moment; silence is −70. */
    loudness: z.object({
      hopSeconds: z.number(),
      shortTermLufs: z.array(z.number()),
      momentaryLufs: z.array(z.number()).default([]),
    }),
    /** Of consecutive stretches of `hopSeconds`; silence is −70. Analyses of earlier versions have none. */
    truePeaks: z.object({ hopSeconds: z.number(), truePeakDb: z.array(z.number()) }).optional(),
    perBar: z.object({
      energyDb: z.array(z.number()),
      brightnessHz: z.array(z.number()),
      bassDb: z.array(z.number()),
      onsetsPerBeat: z.array(z.number()),
      /** Kicks in each bar. */
      kicks: z.array(z.number()).default([]),
    }),
  }),
  /** How it sounds, for finding similar files; absent where only numbers were measured. */
  sound: soundDescription.optional(),
  /** What a person should know about the file: clipped, mono, leading silence, multichannel fold-down. */
  warnings: z.array(z.string()),
});

export type AnalysisDocument = z.infer<typeof analysisDocument>;
export type FeatureValue = AnalysisDocument['features'][number];
export type BandSpectrum = AnalysisDocument['spectra'][number];
export type ErbSpectrum = AnalysisDocument['erb']['spectra'][number];
export type Resonance = AnalysisDocument['resonances'][number];
export type Section = AnalysisDocument['sections'][number];
export type SectionKind = Section['kind'];
export type Scope = FeatureValue['scope'];
export type Drop = AnalysisDocument['drops'][number];
export type BeatGrid = AnalysisDocument['grid'];
export type MusicalKey = AnalysisDocument['key'];

export const SECTION_KINDS: readonly SectionKind[] = ['intro', 'breakdown', 'build', 'drop', 'outro'];

/** Identity of a value: documents, profiles and yardsticks meet by it. */
export function featureKey(id: string, scope: string): string {
  return `${id}@${scope}`;
}

/** All measured values of a file by `featureKey`. */
export function featureValues(analysis: AnalysisDocument): Map<string, number> {
  return new Map(analysis.features.map(({ id, scope, value }) => [featureKey(id, scope), value]));
}
