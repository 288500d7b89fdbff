import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LAYOUT } from '../similarity/encode-track.ts';
import type { HeadExamples, HeadGains, HeadStart } from '../similarity/fit-head.ts';
import { FOLDS, judgeHead } from '../similarity/head-trial.ts';
import { encoderGains, headRanking, loadHead, writeHead } from '../similarity/projection-head.ts';
import { blockShares, type Ranking } from '../similarity/search.ts';
import { VectorLibrary } from '../similarity/vector-library.ts';
import { writeFileSafely } from '../store/atomic-file.ts';
import { Failure } from '../store/failure.ts';
import { headDocument, type HeadDocument } from '../store/head-document.ts';
import { namedDocumentFile } from '../store/home.ts';
import { readDocumentIfThere, writeDocument } from '../store/json-document.ts';
import { headExamples, type HeadSource } from './head-examples.ts';
import { libraryKey } from './library-index.ts';
import { readProfile } from './profiles.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

export interface FitHeadRequest {
  profile: string | undefined;
  source: HeadSource;
}

/**
 * Learns a head from what the producer put together, tries it on what was held back, and keeps it only where it finds
 * more than the encoder does. One that was kept before stays where the new one is not.
 *
 * @throws Failure 'input' where there is too little to learn from; 'cancelled'
 */
export async function fitHead(workshop: Workshop, { profile: name, source }: FitHeadRequest): Promise<HeadDocument> {
  const { home, workers, progress, signal } = workshop;
  const profile = await readProfile(workshop, name);
  const { tracks, groupNames, ...told } = await headExamples(workshop, profile, source);
  const library = new VectorLibrary(tracks, LAYOUT);
  const shares = blockShares({});
  const examples: HeadExamples = {
    ...told,
    values: library.values.map((value) => (Number.isNaN(value) ? 0 : value)),
    dimensions: LAYOUT.compared.length,
  };
  const start = encoderGains(LAYOUT, shares);
  const encoder = new Float32Array(tracks.length ** 2);
  tracks.forEach((_, row) => encoder.set(library.scores(library.row(row), shares), row * tracks.length));

  progress.stage('Learning what belongs together', FOLDS + 1);
  const folds = Array.from({ length: FOLDS }, (_, fold) => fold);
  const trials = await onEvery(
    workers,
    folds,
    (fold) => workers.run('tryHeadFold', { examples, start, encoder, fold }, signal),
    (done) => progress.step(done),
  );
  const gains = await workers.run('fitHead', { examples, start }, signal);
  progress.step(FOLDS + 1);
  const { kept, questions, byEncoder, byHead, gain } = judgeHead(trials.flat());
  const onnx = writeHead(gains);
  const document: HeadDocument = {
    schema: 'coproducer.head/1',
    profile: profile.name,
    fittedAt: workshop.now().toISOString(),
    from: source.from,
    key: libraryKey(undefined),
    groups: groupNames.map((group, index) => ({
      name: group,
      tracks: told.groups.filter((other) => other === index).length,
    })),
    corrections: told.corrections.length,
    heldOut: {
      measure: source.from === 'corrections' ? 'corrections in the right order' : 'precision at 5',
      questions,
      byEncoder,
      byHead,
      gain,
    },
    kept,
    on: kept,
    ...(kept ? { sha256: createHash('sha256').update(onnx).digest('hex') } : {}),
    counts: whatCounts(start, gains),
  };
  if (kept) {
    // The network first: a document must not speak of one that is not there.
    await writeFileSafely(networkFile(home.heads, profile.name), onnx);
    await writeDocument(headDocument, documentFile(home.heads, profile.name), document);
  }
  return document;
}

/** The head of a profile; `undefined` where none was kept. */
export async function readHead(workshop: Workshop, name: string | undefined): Promise<HeadDocument | undefined> {
  const profile = await readProfile(workshop, name);
  return await readDocumentIfThere(headDocument, documentFile(workshop.home.heads, profile.name), (line) =>
    workshop.progress.note(line),
  );
}

/** Lets searches use the head, or no longer. @throws Failure 'input' where there is none */
export async function switchHead(workshop: Workshop, name: string | undefined, on: boolean): Promise<HeadDocument> {
  const head = await readHead(workshop, name);
  if (head === undefined) throw new Failure('input', NO_HEAD);
  const switched = { ...head, on };
  await writeDocument(headDocument, documentFile(workshop.home.heads, head.profile), switched);
  return switched;
}

export const NO_HEAD = 'There is no head for this profile: learn one with "coproducer head fit".';

/**
 * The order that the head of a profile gives; `undefined` where there is none, where it is off, or where it was made
 * for other vectors than those of now, which is said.
 */
export async function rankingOfHead(workshop: Workshop, profile: string | undefined): Promise<Ranking | undefined> {
  const head = await readHead(workshop, profile);
  if (head?.on !== true) return undefined;
  const { home, progress } = workshop;
  if (head.key !== libraryKey(undefined)) {
    progress.note('The head was made for another version of the vectors: learn it again with "coproducer head fit".');
    return undefined;
  }
  const onnx = await readFile(networkFile(home.heads, head.profile)).catch(() => undefined);
  if (onnx === undefined || createHash('sha256').update(onnx).digest('hex') !== head.sha256) {
    progress.note('The head is missing or damaged: learn it again with "coproducer head fit".');
    return undefined;
  }
  const loaded = await loadHead(onnx, LAYOUT.compared.length);
  return loaded && headRanking(loaded);
}

/** Told are at most this many numbers. */
const MOST_COUNTS = 5;

/**
 * Measured features whose weight has grown most, all places of a feature together; what the network heard has no names.
 */
function whatCounts({ own }: HeadStart, gains: HeadGains): HeadDocument['counts'] {
  const weights = new Map<string, { before: number; after: number }>();
  LAYOUT.compared.ids.forEach((id, k) => {
    const { before, after } = weights.get(id) ?? { before: 0, after: 0 };
    weights.set(id, { before: before + own[k] ** 2, after: after + gains[k] ** 2 });
  });
  return [...weights]
    .map(([id, { before, after }]) => ({ id, factor: before === 0 ? 1 : after / before }))
    .filter(({ id, factor }) => factor > 1 && !/^[a-z]+\.(trunk|spectrum|modulation)\./.test(id))
    .sort((a, b) => b.factor - a.factor)
    .slice(0, MOST_COUNTS);
}

function documentFile(folder: string, profile: string): string {
  return namedDocumentFile(folder, profile);
}

function networkFile(folder: string, profile: string): string {
  return path.join(folder, path.basename(namedDocumentFile(folder, profile), '.json') + '.onnx');
}
