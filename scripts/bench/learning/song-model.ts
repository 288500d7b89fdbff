import { bandFeatures } from '../../../src/analysis/band-features.ts';
import { featureById } from '../../../src/analysis/features.ts';
import { dbToPower } from '../../../src/dsp/decibels.ts';
import type { Decibels, Hertz, Power } from '../../../src/dsp/units.ts';
import { THIRD_OCTAVES } from '../../../src/dsp/third-octaves.ts';
import { gramIndex, summedEnergy, type MixModel, type SectionGram } from '../../../src/fixes/mix-model.ts';
import type { AnalysisDocument, Section, SectionKind } from '../../../src/store/analysis-document.ts';
import type { StemRole } from '../../../src/store/stem-map-document.ts';

/** How a stem differs from what it is in the song that all are versions of. */
export interface StemSetting {
  levelDb: Decibels;
  /** Of the side against the mid. */
  sideDb: Decibels;
  /** Bumps of a bell's shape, an octave to both sides. */
  bumps: readonly { hz: Hertz; db: Decibels }[];
}

/** One setting a stem, in the order of `SONG_STEMS`. */
export type SongSetting = readonly StemSetting[];

/**
 * A song in third octaves: what each stem has where, as arithmetic and without any sound. Stems are taken to be
 * uncorrelated, so that every Gram matrix is a diagonal.
 */
export const SONG_STEMS: readonly SongStem[] = [
  { name: 'Kick', role: 'kick', levelDb: 0, lowHz: 40, highHz: 120, sideDb: -40, inBreakdown: false },
  { name: 'Bass', role: 'bass', levelDb: -3, lowHz: 50, highHz: 350, sideDb: -30, inBreakdown: false },
  { name: 'Pad', role: 'pad', levelDb: -8, lowHz: 180, highHz: 3500, sideDb: -3, inBreakdown: true },
  { name: 'Lead', role: 'lead', levelDb: -6, lowHz: 500, highHz: 7000, sideDb: -8, inBreakdown: false },
  { name: 'Pluck', role: 'pluck', levelDb: -9, lowHz: 400, highHz: 9000, sideDb: -8, inBreakdown: true },
  { name: 'Hats', role: 'hats', levelDb: -14, lowHz: 5000, highHz: 17_000, sideDb: -9, inBreakdown: false },
  { name: 'Perc', role: 'percussion', levelDb: -13, lowHz: 200, highHz: 6000, sideDb: -10, inBreakdown: false },
  { name: 'Vocal', role: 'vocal', levelDb: -9, lowHz: 200, highHz: 9000, sideDb: -15, inBreakdown: true },
  { name: 'Atmos', role: 'fx', levelDb: -20, lowHz: 100, highHz: 15_000, sideDb: -2, inBreakdown: true },
];

interface SongStem {
  name: string;
  role: StemRole;
  levelDb: Decibels;
  lowHz: Hertz;
  highHz: Hertz;
  sideDb: Decibels;
  inBreakdown: boolean;
}

export const AS_WRITTEN: StemSetting = { levelDb: 0, sideDb: 0, bumps: [] };

const SECTION_SECONDS = 30;
export const SECTIONS: Section[] = (['breakdown', 'drop'] as const).map((kind, i) => ({
  kind,
  startSeconds: i * SECTION_SECONDS,
  endSeconds: (i + 1) * SECTION_SECONDS,
  startBar: i * 16,
  bars: 16,
}));

const CENTRES: readonly Hertz[] = THIRD_OCTAVES.map(({ centreHz }) => centreHz);

/** The mix of a setting as the planner reads it. */
export function modelOf(setting: SongSetting): MixModel {
  return {
    stems: SONG_STEMS.map(({ name }) => name),
    sampleRateHz: 44_100,
    bandCentreHz: CENTRES,
    sections: SECTIONS.map(({ kind }) => gramOf(kind, setting)),
  };
}

function gramOf(kind: SectionKind, setting: SongSetting): SectionGram {
  const count = SONG_STEMS.length;
  const matrices = (): Float64Array => new Float64Array(CENTRES.length * count * count);
  const gram = { kind, seconds: SECTION_SECONDS, mid: matrices(), side: matrices(), midSide: matrices() };
  SONG_STEMS.forEach((stem, i) => {
    if (kind === 'breakdown' && !stem.inBreakdown) return;
    CENTRES.forEach((hz, b) => {
      const at = gramIndex(count, b, i, i);
      gram.mid[at] = powerAt(stem, setting[i], hz);
      gram.side[at] = gram.mid[at] * dbToPower(stem.sideDb + setting[i].sideDb);
    });
  });
  return gram;
}

/** Falls by 3 dB an octave between its edges and fast beyond them. */
function powerAt({ levelDb, lowHz, highHz }: SongStem, setting: StemSetting, hz: Hertz): Power {
  const edges = 1 / ((1 + (lowHz / hz) ** 6) * (1 + (hz / highHz) ** 6));
  const tiltDb = -3 * Math.log2(hz / lowHz);
  const bumpDb = setting.bumps.reduce((sum, bump) => sum + bump.db * Math.exp(-(Math.log2(hz / bump.hz) ** 2)), 0);
  return edges * dbToPower(levelDb + setting.levelDb + tiltDb + bumpDb);
}

/**
 * The mix of a setting as it would be measured: tone and stereo of both sections, which no profile asks of the whole.
 */
export function analysisOf(setting: SongSetting, file: string): AnalysisDocument {
  const { sections } = modelOf(setting);
  const spectra = sections.map(spectrumOf);
  const features = spectra.flatMap((spectrum) => bandFeatures(spectrum, CENTRES));
  return {
    schema: 'coproducer.analysis/1',
    engine: 'simulated',
    file,
    contentHash: file,
    durationSeconds: SECTION_SECONDS * SECTIONS.length,
    sampleRate: 44_100,
    channels: 2,
    features: features.map(({ id, scope, value }) => ({ id, scope, value, unit: featureById(id)?.unit ?? '' })),
    missing: [],
    sections: SECTIONS,
    drops: [],
    grid: {
      ...{ tempoBpm: 138, confidence: 1, firstDownbeatSeconds: 0, beatsPerBar: 4 },
      ...{ steady: true, kind: 'steady', tempoChanges: [] },
    },
    key: {
      ...{ tonic: 'A', mode: 'minor', confidence: 1, tonicConfidence: 1, modeConfidence: 1 },
      ...{ tuningCents: 0, alternatives: [], ambiguity: 'none', modulations: [] },
    },
    bandCentreHz: [...CENTRES],
    spectra,
    curves: {
      loudness: { hopSeconds: 1, shortTermLufs: [], momentaryLufs: [] },
      perBar: { energyDb: [], brightnessHz: [], bassDb: [], onsetsPerBeat: [], kicks: [] },
    },
    erb: { centreHz: [], spectra: [] },
    resonances: [],
    warnings: [],
  };
}

function spectrumOf(gram: SectionGram): AnalysisDocument['spectra'][number] {
  const count = SONG_STEMS.length;
  const mid = CENTRES.map((_, b) => summedEnergy(gram.mid, count, b));
  const side = CENTRES.map((_, b) => summedEnergy(gram.side, count, b));
  return {
    scope: gram.kind,
    seconds: SECTION_SECONDS,
    mid,
    side,
    leftMinusRight: CENTRES.map(() => 0),
    leftTimesRight: CENTRES.map((_, b) => (mid[b] - side[b]) / 2),
  };
}
