import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ENCODER } from './encoder-card.ts';
import { describeWithModel, type ModelDescriptions } from './model-encoder.ts';
import { loadOnnxSession, type OnnxSession } from './onnx-session.ts';
import type { StereoSignal } from '../audio/audio-source.ts';
import { recogniseModel, type RecognisedModel } from './recognise-model.ts';

/** A file that may hold a public model. */
export interface FoundModel {
  file: string;
  /** Of its bytes. */
  sha256: string;
  /** What it is, or why it is not used. */
  state: { recognised: RecognisedModel } | { why: string };
}

/**
 * The public models in these folders, by path; a folder that is not there holds none, and our own network is none of
 * them.
 */
export async function findModels(folders: readonly string[]): Promise<FoundModel[]> {
  const files = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder).catch((): string[] => []);
      return names
        .filter((name) => name.toLowerCase().endsWith('.onnx') && name !== ENCODER.network.file)
        .map((name) => path.join(folder, name));
    }),
  );
  const found: FoundModel[] = [];
  // One after the other: a model may be a third of a gigabyte.
  for (const file of files.flat().sort()) {
    const { sha256, state } = await examine(file);
    found.push({ file, sha256, state });
  }
  return found;
}

/** A public model, ready to describe tracks. */
export interface PublicEncoder {
  recognised: RecognisedModel;
  /** What its vectors are kept under: they are never compared with those of another file or front end. */
  key: string;
  describe(track: StereoSignal): Promise<ModelDescriptions>;
}

/**
 * Loads a public model.
 *
 * @throws Error with the reason where it cannot be used
 */
export async function openModel(file: string): Promise<PublicEncoder> {
  const { sha256, state, session } = await examine(file);
  if ('why' in state || session === undefined) {
    throw new Error(`${path.basename(file)} cannot be used: ${'why' in state ? state.why : 'it does not load'}.`);
  }
  const { recognised } = state;
  return {
    recognised,
    key: vectorKeyOf(recognised, sha256),
    describe: (track) => describeWithModel(session, recognised, track),
  };
}

/** Which vectors are of one kind: same model, same bytes, same front end. */
export function vectorKeyOf({ model, patchShape }: RecognisedModel, sha256: string): string {
  return `${model.id} ${sha256} ${model.frontEnd.name} [${patchShape.join(', ')}]`;
}

async function examine(file: string): Promise<Pick<FoundModel, 'sha256' | 'state'> & { session?: OnnxSession }> {
  const read = await readFile(file).catch((cause: Error) => cause);
  if (read instanceof Error) return { sha256: '', state: { why: `it cannot be read (${read.message})` } };
  const sha256 = createHash('sha256').update(read).digest('hex');
  try {
    const session = await loadOnnxSession(read);
    if (session === undefined) return { sha256, state: { why: 'no runtime for networks is installed' } };
    return { sha256, state: recogniseModel(path.basename(file), session), session };
  } catch (cause) {
    return { sha256, state: { why: `the runtime cannot load it (${firstLine(cause)})` } };
  }
}

function firstLine(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).split('\n')[0];
}
