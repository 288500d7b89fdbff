import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { FEATURES } from '../analysis/features.ts';
import {
  featureKey,
  featureValues,
  SECTION_KINDS,
  type AnalysisDocument,
  type Scope,
  type SectionKind,
} from '../store/analysis-document.ts';
import { decodeFloats } from '../store/sound-description.ts';
import {
  blockOf,
  BLOCKS,
  ENCODER,
  ENCODER_NAME,
  type Block,
  type EncoderCard,
  type SoundPart,
} from './encoder-card.ts';
import { metricOf } from './metric.ts';
import { tellsOfBass, WITHOUT_BASS } from './tells-of-bass.ts';
import { layOut, type PartOfLayout, type VectorLayout } from './vector-layout.ts';

/** A track as it is compared: numbers in the order of `LAYOUT`, NaN where the track has none. */
export interface EncodedTrack {
  file: string;
  contentHash: string;
  values: Float32Array;
  /** All of it in the same order, where `values` are those of a kind of section. */
  whole?: Float32Array;
}

/**
 * Encodes an analysis: per block the features its card names, what is derived from curves, sections and key, and what
 * was heard.
 *
 * @param section the kind of section to take them from, where the track has it; left out, features are taken on the
 * drop where there is one (like with like), else on the whole track, and what was heard is that of the whole track.
 * A kind of section without kick and bass has no number that tells of them.
 */
export function encodeTrack(analysis: AnalysisDocument, section?: SectionKind): EncodedTrack {
  const values = new Float32Array(LAYOUT.length).fill(NaN);
  const measured = featureValues(analysis);
  const heard = heardOf(analysis, section);
  let at = 0;
  for (const source of SOURCES) {
    const read = source.read({ analysis, measured, heard, section });
    for (let i = 0; i < source.jnds.length; i++) {
      const value = read?.[i];
      if (value !== undefined && value !== null && Number.isFinite(value)) values[at + i] = value;
    }
    at += source.jnds.length;
  }
  const { file, contentHash } = analysis;
  if (section === undefined) return { file, contentHash, values };
  const whole = encodeTrack(analysis).values;
  if (WITHOUT_BASS.includes(section)) {
    for (const place of BASS_NUMBERS) values[place] = whole[place] = NaN;
  }
  return { file, contentHash, values, whole };
}

/**
 * A feature's value on a kind of section (the drop unless told), else on the whole track; `null` where there is none.
 */
export function valueOn(values: ReadonlyMap<string, number>, id: string, section: SectionKind = 'drop'): number | null {
  const value = values.get(featureKey(id, section)) ?? values.get(featureKey(id, 'whole'));
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** The catalogue's rows a card's list of ids stands for, in catalogue order. */
export function rowsOf(ids: readonly string[]): FeatureRow[] {
  return FEATURES.filter(({ id }) =>
    ids.some((wanted) => (wanted.endsWith('.*') ? id.startsWith(wanted.slice(0, -1)) : id === wanted)),
  );
}

export const PITCH_CLASSES: readonly string[] = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];

interface Read {
  analysis: AnalysisDocument;
  measured: ReadonlyMap<string, number>;
  heard: Heard | undefined;
  section: SectionKind | undefined;
}

/** Where a part's numbers come from. */
interface Source extends PartOfLayout {
  read: (read: Read) => ArrayLike<number | null> | undefined;
}

type Heard = Readonly<Record<SoundPart, Float32Array | undefined>>;

/** What was heard in a kind of section, else in the whole track; nothing of another front end. */
function heardOf({ sound }: AnalysisDocument, section: SectionKind | undefined): Heard | undefined {
  if (sound === undefined || sound.frontEnd !== ENCODER.network.frontEnd) return undefined;
  const find = (scope: Scope): (typeof sound.scopes)[number] | undefined =>
    sound.scopes.find((description) => description.scope === scope);
  const description = (section && find(section)) ?? find('whole');
  if (description === undefined) return undefined;
  const { trunk, spectrum, modulation } = description;
  return {
    trunk: trunk === undefined || sound.network !== ENCODER_NAME ? undefined : decodeFloats(trunk),
    spectrum: decodeFloats(spectrum),
    modulation: decodeFloats(modulation),
  };
}

/** Lengths of what `describe-sound.ts` hears, mean and deviation, and what is no difference at all. */
const HEARD: Readonly<Record<SoundPart, { length: number; jnd: number }>> = {
  trunk: { length: 640, jnd: 1e-4 },
  // A decibel in units of 20 dB.
  spectrum: { length: 288, jnd: 0.05 },
  // A decibel as a logarithm.
  modulation: { length: 216, jnd: 0.1 },
};

function sourcesOf(block: Block): Source[] {
  const { features, derived, heard } = blockOf(block);
  const rows = rowsOf(features);
  const measured: Source = {
    block,
    name: `${block}.measured`,
    heard: false,
    ids: rows.map(({ id }) => id),
    jnds: rows.map(({ jnd }) => jnd),
    read: ({ measured: values, section }) => rows.map(({ id }) => valueOn(values, id, section)),
  };
  const derivations = derived.map((kind): Source => {
    const { ids, jnd, read } = DERIVATIONS[kind];
    const jnds = ids.map(() => jnd);
    return { block, name: `${block}.${kind}`, heard: false, ids, jnds, read: ({ analysis }) => read(analysis) };
  });
  const listened = heard.map((part): Source => {
    const { length, jnd } = HEARD[part];
    return {
      block,
      name: `${block}.${part}`,
      heard: true,
      ids: Array.from({ length }, (_, i) => `${part}.${i}`),
      jnds: Array.from({ length }, () => jnd),
      read: ({ heard: found }) => found?.[part],
    };
  });
  return [...(rows.length > 0 ? [measured] : []), ...derivations, ...listened];
}

interface Derivation {
  ids: readonly string[];
  jnd: number;
  /** `undefined` where the track has none of it. */
  read: (analysis: AnalysisDocument) => readonly number[] | undefined;
}

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

const DERIVATIONS: Readonly<Record<EncoderCard['blocks'][number]['derived'][number], Derivation>> = {
  /** Short-term loudness in sixteen equal parts, less its own mean: the shape, whatever the level. */
  energyCurve: {
    ids: Array.from({ length: CURVE_PARTS }, (_, i) => `energyCurve.${i}`),
    jnd: CURVE_JND_LU,
    read: ({ curves }) => {
      const parts = meansOfParts(curves.loudness.shortTermLufs.filter(Number.isFinite), CURVE_PARTS);
      if (parts === undefined) return undefined;
      const mean = parts.reduce((sum, part) => sum + part, 0) / CURVE_PARTS;
      return parts.map((part) => part - mean);
    },
  },

  /** Share of the track that each kind of section takes. */
  arrangement: {
    ids: SECTION_KINDS.map((kind) => `arrangement.${kind}`),
    jnd: SHARE_JND,
    read: ({ sections }) => {
      const lengthOf = (kind?: SectionKind): number =>
        sections
          .filter((section) => kind === undefined || section.kind === kind)
          .reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
      const total = lengthOf();
      return total > 0 ? SECTION_KINDS.map((kind) => lengthOf(kind) / total) : undefined;
    },
  },

  /**
   * The key as a point: the circle of fifths by angle, minor keys at their relative major's place (they mix well), and
   * the mode as height; all scaled by the confidence, so that an unsure key says little.
   */
  key: {
    ids: ['key.x', 'key.y', 'key.mode'],
    jnd: KEY_JND,
    read: ({ key }) => {
      const pitch = PITCH_CLASSES.indexOf(key.tonic);
      if (pitch < 0) return undefined;
      const major = key.mode === 'minor' ? pitch + MINOR_THIRD : pitch;
      const angle = (2 * Math.PI * ((major * FIFTH) % 12)) / 12;
      const mode = key.mode === 'minor' ? -1 : key.mode === 'major' ? 1 : 0;
      return [Math.cos(angle), Math.sin(angle), MODE_HEIGHT * mode].map((value) => value * key.confidence);
    },
  },
};

/** Semitones. */
const FIFTH = 7;
const MINOR_THIRD = 3;
/** Relative keys are as near as neighbours on the circle of fifths, which are 0.52 apart. */
const MODE_HEIGHT = 0.26;

/** Means of `count` equal stretches; `undefined` where there are fewer values than stretches. */
function meansOfParts(values: readonly number[], count: number): number[] | undefined {
  if (values.length < count) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const part = values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

const SOURCES: readonly Source[] = BLOCKS.flatMap(sourcesOf);

/** The layout of this version's vectors. */
export const LAYOUT: VectorLayout = layOut(
  SOURCES.map((source) => ({ ...source, map: metricOf(source.name, source.ids) })),
);

const BASS_NUMBERS: readonly number[] = LAYOUT.ids.flatMap((id, place) => (tellsOfBass(id) ? [place] : []));
