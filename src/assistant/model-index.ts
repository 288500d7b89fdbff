import { AnalysisCache } from '../library/analysis-cache.ts';
import { VectorCache } from '../library/vector-cache.ts';
import { modelLayout, withModelVector, type ModelVectors } from '../similarity/model-vectors.ts';
import type { SearchTrack } from '../similarity/search-track.ts';
import type { VectorLayout } from '../similarity/vector-layout.ts';
import type { AnalysisDocument, SectionKind } from '../store/analysis-document.ts';
import { Failure } from '../store/failure.ts';
import type { VectorRow } from '../store/vector-file.ts';
import type { ChosenModel } from './models.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

/** Tracks as a public model hears them. */
export interface HeardByModel {
  query: SearchTrack;
  library: SearchTrack[];
  layout: VectorLayout;
}

/** Vectors are kept after this many tracks, so that a cancellation loses no more. */
const TRACKS_A_WRITE = 8;

/**
 * Puts what a public model hears in the place of what our own network heard. Tracks that it has not heard yet are heard
 * now, side by side; what was heard is kept by the model's key.
 *
 * @throws Failure 'input' where the query cannot be heard
 */
export async function hearByModel(
  workshop: Workshop,
  model: ChosenModel,
  tracks: { query: SearchTrack; analysis: AnalysisDocument; library: readonly SearchTrack[] },
  section: SectionKind | undefined,
): Promise<HeardByModel> {
  const { query, analysis, library } = tracks;
  const known = new Map(await new VectorCache(workshop.home.cache).read(model.key));
  // A copy, or the query's own place in the library, is heard once.
  const sounds = new Map([query, ...library].map((track) => [track.contentHash, track]));
  const missing = [...sounds.values()].filter(({ contentHash }) => !known.has(rowId(contentHash, 'whole')));
  for (const row of await hear(workshop, model, missing, analysis)) known.set(row.id, row);
  const vectorsOf = ({ contentHash }: SearchTrack): ModelVectors => {
    const whole = known.get(rowId(contentHash, 'whole'))?.values;
    return { asked: (section && known.get(rowId(contentHash, section))?.values) ?? whole, whole };
  };
  const ofQuery = vectorsOf(query);
  if (ofQuery.asked === undefined) {
    throw new Failure('input', `${query.file} is too short or silent for ${model.recognised.model.label}.`);
  }
  const layout = modelLayout(ofQuery.asked.length);
  return {
    query: withModelVector(query, ofQuery, layout),
    library: library.map((track) => withModelVector(track, vectorsOf(track), layout)),
    layout,
  };
}

async function hear(
  { home, workers, progress, signal }: Workshop,
  model: ChosenModel,
  tracks: readonly SearchTrack[],
  query: AnalysisDocument,
): Promise<VectorRow[]> {
  if (tracks.length === 0) return [];
  const [analyses, vectors] = [new AnalysisCache(home.cache), new VectorCache(home.cache)];
  const heard: VectorRow[] = [];
  let waiting: VectorRow[] = [];
  const flush = async (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    await vectors.add(model.key, rows);
  };
  progress.stage(`Hearing with ${model.recognised.model.label}`, tracks.length);
  try {
    await onEvery(
      workers,
      tracks,
      async ({ file, contentHash }) => {
        const analysis = contentHash === query.contentHash ? query : await analyses.ofContent(contentHash, file);
        const job = { file, model: model.file, sections: analysis?.sections ?? [] };
        const rows = (await workers.run('hearWithModel', job, signal)).map(({ scope, values }) => ({
          id: rowId(contentHash, scope),
          note: null,
          values,
        }));
        heard.push(...rows);
        waiting.push(...rows);
        if (waiting.length >= TRACKS_A_WRITE) await flush();
      },
      (done) => progress.step(done),
    );
  } finally {
    await flush();
  }
  return heard;
}

function rowId(contentHash: string, scope: string): string {
  return `${contentHash} ${scope}`;
}
