import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NamedEncoder } from './describe-sound.ts';
import { ENCODER, ENCODER_NAME } from './encoder-card.ts';
import { loadSoundEncoder } from './sound-encoder.ts';

/**
 * The network that comes with the program, loaded once a thread; `undefined` where its file or a runtime is missing.
 *
 * @throws where the file is there and cannot be loaded
 */
export function shippedNetwork(): Promise<NamedEncoder | undefined> {
  return (loading ??= load());
}

let loading: Promise<NamedEncoder | undefined> | undefined;

async function load(): Promise<NamedEncoder | undefined> {
  const file = await networkFile();
  if (file === undefined) return undefined;
  const encoder = await loadSoundEncoder(await readFile(file));
  return encoder === undefined ? undefined : { name: ENCODER_NAME, encoder };
}

/** Where it lies; `undefined` where it is missing. */
export async function networkFile(): Promise<string | undefined> {
  for (const folder of MODEL_FOLDERS) {
    const file = join(folder, ENCODER.network.file);
    if (await access(file).then(() => true, () => false)) return file; // prettier-ignore
  }
  return undefined;
}

/** Folders of networks that belong to the program: beside it once it is built, or in the sources. */
export const MODEL_FOLDERS: readonly string[] = [join(__dirname, 'models'), join(__dirname, '..', '..', 'models')];
