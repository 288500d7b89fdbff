import { SECTION_KINDS, type AnalysisDocument, type Scope } from '../store/analysis-document.ts';
import { LAYOUT } from './encode-track.ts';
import type { ModelDescriptions } from './model-encoder.ts';
import type { SearchTrack } from './search-track.ts';
import { layOut, type VectorLayout } from './vector-layout.ts';

/**
 * What a public model heard in a track as a whole and in each kind of section: the mean over the patches that lie in
 * it.
 */
export function vectorsByScope(
  { vectors, middleSeconds }: ModelDescriptions,
  sections: AnalysisDocument['sections'],
): { scope: Scope; values: Float32Array }[] {
  const kinds = middleSeconds.map(
    (middle) => sections.find(({ startSeconds, endSeconds }) => middle >= startSeconds && middle < endSeconds)?.kind,
  );
  const scopes: Scope[] = ['whole', ...SECTION_KINDS];
  return scopes.flatMap((scope) => {
    const own = vectors.filter((_, i) => scope === 'whole' || kinds[i] === scope);
    return own.length === 0 ? [] : [{ scope, values: meanOf(own) }];
  });
}

/** The layout of vectors in which a public model hears instead of our own network. */
export function modelLayout(dimensions: number): VectorLayout {
  const own = LAYOUT.parts.map(({ block, name, heard, from, to, map }) => ({
    block,
    name,
    heard,
    ids: LAYOUT.ids.slice(from, to),
    jnds: Array.from(LAYOUT.jnds.subarray(from, to)),
    map,
  }));
  const ids = Array.from({ length: dimensions }, (_, i) => `model.${i}`);
  const jnds = ids.map(() => NO_DIFFERENCE);
  const sound = { block: 'sound', name: 'sound.model', heard: true, ids, jnds } as const;
  return layOut([sound, ...own.slice(1)]);
}

/** Models differ in their units; what is the same in all of a library is no difference at all. */
const NO_DIFFERENCE = 1e-6;

/** What a model heard in a track: in what it is compared by, and in all of it. */
export interface ModelVectors {
  asked: Float32Array | undefined;
  whole: Float32Array | undefined;
}

/** A track in that layout; a track that the model has not heard is compared by what was measured alone. */
export function withModelVector(track: SearchTrack, { asked, whole }: ModelVectors, layout: VectorLayout): SearchTrack {
  return {
    ...track,
    values: inLayout(track.values, asked, layout),
    ...(track.whole === undefined ? {} : { whole: inLayout(track.whole, whole, layout) }),
  };
}

function inLayout(own: Float32Array, heard: Float32Array | undefined, layout: VectorLayout): Float32Array {
  const [{ to: heardUntil }] = layout.parts;
  const [{ to: ownUntil }] = LAYOUT.parts;
  const values = new Float32Array(layout.length).fill(NaN, 0, heardUntil);
  if (heard !== undefined) values.set(heard);
  values.set(own.subarray(ownUntil), heardUntil);
  return values;
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  return vectors[0].map((_, i) => vectors.reduce((sum, vector) => sum + vector[i], 0) / vectors.length);
}
