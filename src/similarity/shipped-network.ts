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

/** Beside the built program, or in the sources' `models/`. */
export async function networkFile(): Promise<string | undefined> {
  for (const folder of [join(__dirname, 'models'), join(__dirname, '..', '..', 'models')]) {
    const file = join(folder, ENCODER.network.file);
    if (await access(file).then(() => true, () => false)) return file; // prettier-ignore
  }
  return undefined;
}
