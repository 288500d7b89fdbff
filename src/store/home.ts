import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { Failure } from './failure.ts';

/** Where everything the product remembers lies. All paths are absolute and exist. */
export interface Home {
  root: string;
  /** One profile document a file. */
  profiles: string;
  /** Analyses by content; may be deleted at any time. */
  cache: string;
  plans: string;
  receipts: string;
  /** Public models that the producer put there: see `docs/similar.md`. */
  models: string;
  /** What was learned of the producer's own idea of similar, one a profile. */
  heads: string;
  /** Targets that were named, one a file. */
  targets: string;
  /** What happened to every fix: what is learned of the producer is learned from it. */
  eventsFile: string;
  /** The small document that is edited in place: see `project-memory.ts`. */
  memoryFile: string;
}

/**
 * Opens the home folder, making it where it is missing: `dir` if given (`--home`), else the environment's
 * `COPRODUCER_HOME`, else the platform's data folder (`~/.local/share/coproducer`,
 * `~/Library/Application Support/coproducer`, `%LOCALAPPDATA%\coproducer\Data`).
 *
 * @throws Failure 'input' where the folder cannot be made.
 */
export async function openHome(dir?: string, environment: NodeJS.ProcessEnv = process.env): Promise<Home> {
  const root = path.resolve(dir || environment.COPRODUCER_HOME || envPaths('coproducer', { suffix: '' }).data);
  const home: Home = {
    root,
    profiles: path.join(root, 'profiles'),
    cache: path.join(root, 'cache'),
    plans: path.join(root, 'plans'),
    receipts: path.join(root, 'receipts'),
    models: path.join(root, 'models'),
    heads: path.join(root, 'heads'),
    targets: path.join(root, 'targets'),
    eventsFile: path.join(root, 'events.log'),
    memoryFile: path.join(root, 'memory.json'),
  };
  try {
    const { profiles, cache, plans, receipts, models, heads, targets } = home;
    for (const folder of [profiles, cache, plans, receipts, models, heads, targets])
      await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new Failure(
      'input',
      `The home folder ${root} cannot be made or written to; choose another one with --home or COPRODUCER_HOME.`,
      { cause },
    );
  }
  return home;
}

/**
 * The file a named document lies in, such as the profile `Uplifting 2024`. A name is letters, digits, spaces and
 * `. _ ( ) & + ' -` in any script, at most 80 characters, and neither starts with a dot nor ends with a dot or a space:
 * legal on all three platforms.
 *
 * @throws Failure 'usage' for any other name, so that a name can never lead out of the folder.
 */
export function namedDocumentFile(folder: string, name: string): string {
  if (!SAFE_NAME.test(name) || RESERVED_ON_WINDOWS.test(name)) {
    throw new Failure(
      'usage',
      `"${name}" cannot be used as a name; use up to 80 letters, digits, spaces or - _ . ( ) & + ' and start with a letter or digit.`,
    );
  }
  return path.join(folder, `${name.normalize('NFC')}.json`);
}

const SAFE_NAME = /^(?=.{1,80}$)[\p{L}\p{N}]([\p{L}\p{M}\p{N} ._()&+'-]*[\p{L}\p{M}\p{N}_()&+'-])?$/u;
const RESERVED_ON_WINDOWS = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
