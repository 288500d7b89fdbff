import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { FEATURES } from '../analysis/features.ts';
import { featureKey, featureValues, SECTION_KINDS, type AnalysisDocument } from '../store/analysis-document.ts';
import { blockOf, perBlock, type Block, type EncoderCard } from './encoder-card.ts';

/** One number of a track's vector; `null` where the track has none. */
export interface VectorEntry {
  /** Catalogue id, or the name of a derived number such as `energyCurve.3`. */
  id: string;
  value: number | null;
  /** Smallest difference that means anything, in the unit of the value: the floor of the library's spread. */
  jnd: number;
}

/** A track as it is compared: the same ids in the same order for every track. */
export interface EncodedTrack {
  file: string;
  contentHash: string;
  blocks: Readonly<Record<Block, readonly VectorEntry[]>>;
}

/**
 * Encodes an analysis: per block the features its card names, measured on the drop where the track has one (like with
 * like), else on the whole track, and what is derived from curves, sections and key.
 */
export function encodeTrack(analysis: AnalysisDocument): EncodedTrack {
  const values = featureValues(analysis);
  const encode = ({ features, derived }: EncoderCard['blocks'][number]): VectorEntry[] => [
    ...rowsOf(features).map(({ id, jnd }) => ({ id, jnd, value: onTheDrop(values, id) })),
    ...derived.flatMap((kind) => DERIVE[kind](analysis)),
  ];
  return {
    file: analysis.file,
    contentHash: analysis.contentHash,
    blocks: perBlock((block) => encode(blockOf(block))),
  };
}

/** A feature's value on the drop, else on the whole track; `null` where it was not measured. */
export function onTheDrop(values: ReadonlyMap<string, number>, id: string): number | null {
  const value = values.get(featureKey(id, 'drop')) ?? values.get(featureKey(id, 'whole'));
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** The catalogue's rows a card's list of ids stands for, in catalogue order. */
export function rowsOf(ids: readonly string[]): FeatureRow[] {
  return FEATURES.filter(({ id }) =>
    ids.some((wanted) => (wanted.endsWith('.*') ? id.startsWith(wanted.slice(0, -1)) : id === wanted)),
  );
}

type Derivation = (analysis: AnalysisDocument) => VectorEntry[];

/**
 * A track's course in sixteen parts: one for about every three to four minutes' eight-bar phrase pair, few enough to
 * forgive a longer intro.
 */
const CURVE_PARTS = 16;
/** Section loudness differs audibly from 1 LU. */
const CURVE_JND_LU = 1;
/** A tenth of the track more or less of one kind of section is heard as another form. */
const SHARE_JND = 0.1;
/** On a circle of radius 1 a fifth is 0.52 apart; less than half of that is no other key. */
const KEY_JND = 0.25;

const DERIVE: Readonly<Record<EncoderCard['blocks'][number]['derived'][number], Derivation>> = {
  /** Short-term loudness in sixteen equal parts, less its own mean: the shape, whatever the level. */
  energyCurve: ({ curves }) => {
    const parts = meansOfParts(curves.loudness.shortTermLufs.filter(Number.isFinite), CURVE_PARTS);
    const mean = parts === undefined ? 0 : parts.reduce((sum, part) => sum + part, 0) / CURVE_PARTS;
    return Array.from({ length: CURVE_PARTS }, (_, i) => ({
      id: `energyCurve.${i}`,
      value: parts === undefined ? null : parts[i] - mean,
      jnd: CURVE_JND_LU,
    }));
  },

  /** Share of the track that each kind of section takes. */
  arrangement: ({ sections }) => {
    const total = sections.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
    return SECTION_KINDS.map((kind) => {
      const own = sections
        .filter((section) => section.kind === kind)
        .reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
      return { id: `arrangement.${kind}`, value: total > 0 ? own / total : null, jnd: SHARE_JND };
    });
  },

  /**
   * The key as a point: the circle of fifths by angle, minor keys at their relative major's place (they mix well), and
   * the mode as height; all scaled by the confidence, so that an unsure key says little.
   */
  key: ({ key }) => {
    const pitch = PITCH_CLASSES.indexOf(key.tonic);
    const major = key.mode === 'minor' ? pitch + MINOR_THIRD : pitch;
    const angle = (2 * Math.PI * ((major * FIFTH) % 12)) / 12;
    const mode = key.mode === 'minor' ? -1 : key.mode === 'major' ? 1 : 0;
    const entry = (id: string, value: number): VectorEntry => ({
      id: `key.${id}`,
      value: pitch < 0 ? null : value * key.confidence,
      jnd: KEY_JND,
    });
    return [entry('x', Math.cos(angle)), entry('y', Math.sin(angle)), entry('mode', MODE_HEIGHT * mode)];
  },
};

/** Semitones. */
const FIFTH = 7;
const MINOR_THIRD = 3;
/** Relative keys are as near as neighbours on the circle of fifths, which are 0.52 apart. */
const MODE_HEIGHT = 0.26;

export const PITCH_CLASSES: readonly string[] = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];

/** Means of `count` equal stretches; `undefined` where there are fewer values than stretches. */
function meansOfParts(values: readonly number[], count: number): number[] | undefined {
  if (values.length < count) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const part = values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
