import path from 'node:path';
import { ENCODER, ENCODER_NAME } from '../similarity/encoder-card.ts';
import { findModels, vectorKeyOf, type FoundModel } from '../similarity/find-models.ts';
import { findRuntime } from '../similarity/onnx-session.ts';
import { PUBLIC_MODELS } from '../similarity/public-models.ts';
import type { RecognisedModel } from '../similarity/recognise-model.ts';
import { MODEL_FOLDERS, networkFile } from '../similarity/shipped-network.ts';
import { Failure } from '../store/failure.ts';
import type { ModelsDocument } from '../store/models-document.ts';
import type { Workshop } from './workshop.ts';

/**
 * Which networks there are: our own, the public ones that were put beside it, and what lies there and is not used, with
 * why.
 */
export async function listModels({ home }: Workshop): Promise<ModelsDocument> {
  const [found, { runtime }, ownFile] = await Promise.all([
    findModels(modelFolders(home.models)),
    findRuntime(),
    networkFile(),
  ]);
  return {
    schema: 'coproducer.models/1',
    folder: home.models,
    ...(runtime === undefined ? {} : { runtime }),
    own: { name: ENCODER_NAME, file: ENCODER.network.file, found: ownFile !== undefined },
    models: found.map(({ file, sha256, state }) => ({
      file,
      sha256,
      ...('why' in state ? { why: `${capital(state.why)}.` } : { model: describe(state.recognised) }),
    })),
    known: PUBLIC_MODELS.map(({ id, label, licence }) => ({ id, label, licence: licence.name })),
  };
}

/** A public model that the producer chose. */
export interface ChosenModel {
  file: string;
  /** What its vectors are kept under. */
  key: string;
  recognised: RecognisedModel;
}

/**
 * The model of a name: its id, or its file's name with or without the ending.
 *
 * @throws Failure 'input' where there is none, where more than one is meant, or where it cannot be used, with why
 */
export async function chooseModel({ home }: Workshop, name: string): Promise<ChosenModel> {
  const found = await findModels(modelFolders(home.models));
  const meant = found.filter((model) => namesOf(model).includes(name.toLowerCase()));
  if (meant.length > 1) {
    const files = meant.map(({ file }) => path.basename(file)).join(', ');
    throw new Failure('input', `More than one model is called ${name}: name one of the files ${files}.`);
  }
  if (meant.length === 0) {
    const usable = found.flatMap(({ state }) => ('recognised' in state ? [state.recognised.model.id] : []));
    const there = usable.length === 0 ? 'none is there' : `there are ${usable.join(', ')}`;
    throw new Failure(
      'input',
      `There is no model ${name} (${there}); put its .onnx file into ${home.models}, and look at "coproducer models".`,
    );
  }
  const [{ file, sha256, state }] = meant;
  if ('why' in state) throw new Failure('input', `${file} cannot be used: ${state.why}.`);
  return { file, key: vectorKeyOf(state.recognised, sha256), recognised: state.recognised };
}

function namesOf({ file, state }: FoundModel): string[] {
  const base = path.basename(file).toLowerCase();
  const names = [base, base.replace(/\.onnx$/, '')];
  return 'recognised' in state ? [...names, state.recognised.model.id] : names;
}

/** The producer's own folder, and those of the program. */
function modelFolders(own: string): string[] {
  return [...new Set([own, ...MODEL_FOLDERS].map((folder) => path.resolve(folder)))];
}

function describe({
  model,
  patchShape,
  fixedBatch,
}: RecognisedModel): NonNullable<ModelsDocument['models'][number]['model']> {
  const { id, label, licence, frontEnd } = model;
  return {
    id,
    label,
    licence: licence.name,
    commercialUse: licence.commercialUse,
    frontEnd: frontEnd.name,
    sampleRateHz: frontEnd.sampleRateHz,
    patch: [...patchShape],
    ...(fixedBatch === undefined ? {} : { fixedBatch }),
  };
}

function capital(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}
