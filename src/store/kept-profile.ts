import { endianness } from 'node:os';
import { featureKey } from './analysis-document.ts';
import { checksumOf, type KeptProfileDocument } from './kept-profile-document.ts';
import type { ProfileDocument, StyleStatistics } from './profile-document.ts';

type KeptStyle = KeptProfileDocument['library'];

/** A profile in the form that the home keeps: nothing is in it twice. */
export function keptProfile(profile: ProfileDocument): KeptProfileDocument {
  const doubles = bytesOf(profile).toString('base64');
  return {
    ...profile,
    schema: 'coproducer.kept-profile/1',
    library: keptStyle(profile.library),
    clusters: profile.clusters.map(keptStyle),
    references: profile.references.map(({ file, contentHash, cluster, tempoBpm, key, styleScore }) => ({
      file,
      contentHash,
      cluster,
      tempoBpm,
      key,
      styleScore,
    })),
    vectors: { doubles, checksum: checksumOf(doubles) },
  };
}

/**
 * The profile that was kept, number for number. Plain loops over typed arrays: with array methods the four hundred
 * thousand numbers of a thousand references take twice as long.
 */
export function wholeProfile(kept: KeptProfileDocument): ProfileDocument {
  const { vectors, ...rest } = kept;
  const table = doublesOf(Buffer.from(vectors.doubles, 'base64'));
  const library = wholeStyle(kept, kept.library, table, () => true);
  return {
    ...rest,
    schema: 'coproducer.profile/1',
    library,
    clusters: kept.clusters.map((style, cluster) =>
      // The only style of a library holds all of it.
      kept.clusters.length === 1
        ? { ...style, features: library.features }
        : wholeStyle(kept, style, table, (row) => kept.references[row].cluster === cluster),
    ),
    references: kept.references.map((reference, row) => ({
      ...reference,
      vector: vectorOf(table, row, kept.columns.length),
    })),
  };
}

function vectorOf(table: Float64Array, row: number, columns: number): (number | null)[] {
  const vector = new Array<number | null>(columns);
  for (let column = 0; column < columns; column++) {
    const value = table[row * columns + column];
    vector[column] = Number.isNaN(value) ? null : value;
  }
  return vector;
}

function keptStyle(style: StyleStatistics): KeptStyle {
  const features = style.features.map(({ id, scope, unit, count, median, spread, band }) => ({
    id,
    scope,
    unit,
    count,
    median,
    spread,
    band,
  }));
  return { ...style, features };
}

function wholeStyle(
  { columns }: KeptProfileDocument,
  style: KeptStyle,
  table: Float64Array,
  isMember: (row: number) => boolean,
): StyleStatistics {
  const columnOf = new Map(columns.map(({ id, scope }, column) => [featureKey(id, scope), column]));
  const starts: number[] = [];
  for (let row = 0; row * columns.length < table.length; row++) if (isMember(row)) starts.push(row * columns.length);
  const buffer = new Float64Array(starts.length);
  const features = style.features.map((feature) => {
    const column = columnOf.get(featureKey(feature.id, feature.scope));
    if (column === undefined) return { ...feature, sorted: [] };
    let count = 0;
    for (const start of starts) {
      const value = table[start + column];
      if (!Number.isNaN(value)) buffer[count++] = value;
    }
    buffer.subarray(0, count).sort();
    const sorted = new Array<number>(count);
    for (let i = 0; i < count; i++) sorted[i] = buffer[i];
    return { ...feature, sorted };
  });
  return { ...style, features };
}

function bytesOf({ references, columns }: ProfileDocument): Buffer {
  const doubles = Float64Array.from(references.flatMap(({ vector }) => columns.map((_, i) => vector[i] ?? NaN)));
  return littleEndian(Buffer.from(doubles.buffer));
}

function doublesOf(bytes: Buffer): Float64Array {
  // A copy of its own, because a view has to begin at a multiple of eight.
  const own = new Uint8Array(bytes);
  littleEndian(Buffer.from(own.buffer));
  return new Float64Array(own.buffer);
}

/** Turns the bytes of this machine's doubles round where they lie the other way; twice is as before. */
function littleEndian(bytes: Buffer): Buffer {
  return endianness() === 'LE' ? bytes : bytes.swap64();
}
