import { constants, copyFile, readFile, rm } from 'node:fs/promises';
import type { z } from 'zod';
import { Failure } from './failure.ts';
import { withFileLock } from './file-lock.ts';
import { writeFileSafely } from './atomic-file.ts';

/**
 * Reads a document the product keeps in its home. A file that is damaged is set aside under another name, which `note`
 * is told, and the version before it (`.bak`) is put back in its place and used.
 *
 * @throws Failure 'input' where there is no such file, where it is of another kind or a newer version, or where both it
 * and its backup are damaged.
 */
export async function readDocument<S extends z.ZodType>(
  schema: S,
  file: string,
  note: (line: string) => void = () => undefined,
): Promise<z.output<S>> {
  const text = await readText(file);
  const parsed = parse(schema, text);
  if (parsed.state === 'good') return parsed.value;
  if (parsed.state === 'foreign') throw new Failure('input', `${file} ${parsed.why}.`);
  return await withFileLock(file, () => recover(schema, file, parsed.why, note));
}

/**
 * Reads a document a person handed in (`apply plan.json`, `--stem-map FILE`). Their file is never moved or repaired.
 *
 * @throws Failure 'input' where there is no such file or it is not a document of this kind, naming the first field that
 * is wrong.
 */
export async function readGivenDocument<S extends z.ZodType>(schema: S, file: string): Promise<z.output<S>> {
  const parsed = parse(schema, await readText(file));
  if (parsed.state !== 'good') throw new Failure('input', `${file} ${parsed.why}.`);
  return parsed.value;
}

/**
 * Checks and writes a document: atomically, flushed, under a lock, with the version before it kept as `.bak`. The file
 * then holds exactly what `readDocument` gives back.
 *
 * @throws Failure 'refused' where another process holds the file, 'input' where it cannot be written; a `ZodError`,
 * which is a fault in the program, where the value does not fit its schema (such as a number that is not finite). The
 * file is then untouched.
 */
export async function writeDocument<S extends z.ZodType>(schema: S, file: string, value: z.input<S>): Promise<void> {
  await withFileLock(file, () => replaceDocument(schema, file, value));
}

/** `writeDocument` for a caller that holds the file's lock already. */
export async function replaceDocument<S extends z.ZodType>(schema: S, file: string, value: z.input<S>): Promise<void> {
  const text = `${JSON.stringify(schema.parse(value), null, 1)}\n`;
  const before = await readIfThere(file);
  // A damaged file must not push out the good backup.
  if (before !== undefined && parse(schema, before).state === 'good') await writeFileSafely(backupOf(file), before);
  await writeFileSafely(file, text);
}

/** Where the version before the last write lies. */
export function backupOf(file: string): string {
  return `${file}.bak`;
}

/** Reads a document, or gives `undefined` where the file does not exist. */
export async function readDocumentIfThere<S extends z.ZodType>(
  schema: S,
  file: string,
  note: (line: string) => void = () => undefined,
): Promise<z.output<S> | undefined> {
  return (await readIfThere(file)) === undefined ? undefined : await readDocument(schema, file, note);
}

type Parsed<T> = { state: 'good'; value: T } | { state: 'damaged' | 'foreign'; why: string };

function parse<S extends z.ZodType>(schema: S, text: string): Parsed<z.output<S>> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { state: 'damaged', why: text.trim() === '' ? 'is empty' : 'is not readable as JSON' };
  }
  const result = schema.safeParse(json);
  if (result.success) return { state: 'good', value: result.data };
  const issue = result.error.issues[0];
  if (issue.path.join('.') === 'schema') return { state: 'foreign', why: whatItIs(json, issue) };
  return {
    state: 'damaged',
    why: `does not hold what it should at "${issue.path.join('.') || 'its top'}" (${issue.message})`,
  };
}

/** Says why a document's `schema` line is not the one wanted: another kind, another version, or none at all. */
function whatItIs(json: unknown, issue: z.core.$ZodIssue): string {
  const found = (json as { schema?: unknown }).schema;
  const wanted = issue.code === 'invalid_value' ? String(issue.values[0]) : 'a Coproducer document';
  if (typeof found !== 'string' || !found.startsWith('coproducer.')) return `is not a ${wanted} document`;
  const [foundKind, foundVersion] = found.split('/');
  const [wantedKind, wantedVersion] = wanted.split('/');
  if (foundKind !== wantedKind) return `is a ${foundKind} document where a ${wantedKind} document is needed`;
  return Number(foundVersion) > Number(wantedVersion)
    ? `was written by a newer version of Coproducer (${found}); update Coproducer to use it`
    : `is of a version that is no longer read (${found}); make it again`;
}

async function recover<S extends z.ZodType>(
  schema: S,
  file: string,
  why: string,
  note: (line: string) => void,
): Promise<z.output<S>> {
  // Another process may have put it right while this one waited for the lock.
  const again = parse(schema, await readText(file));
  if (again.state === 'good') return again.value;

  const aside = await setAside(file);
  const backup = await readIfThere(backupOf(file));
  const parsed = backup === undefined ? undefined : parse(schema, backup);
  if (backup === undefined || parsed?.state !== 'good') {
    await rm(file);
    throw new Failure(
      'input',
      `${file} ${why} and has no usable backup; it was set aside as ${aside}, so make it again or restore it from a copy.`,
    );
  }
  await writeFileSafely(file, backup);
  note(`${file} ${why}; it was set aside as ${aside} and the version before it is used.`);
  return parsed.value;
}

/**
 * Copies a damaged file to the first free `.damaged-N` name; the file itself stays until something good can replace it.
 */
async function setAside(file: string): Promise<string> {
  for (let n = 1; ; n++) {
    const aside = `${file}.damaged-${n}`;
    try {
      await copyFile(file, aside, constants.COPYFILE_EXCL);
      return aside;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
}

async function readText(file: string): Promise<string> {
  const text = await readIfThere(file);
  if (text === undefined) throw new Failure('input', `${file} does not exist; check the path.`);
  return text;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return undefined;
    throw new Failure(
      'input',
      `${file} cannot be read (${code ?? 'unknown reason'}); check that it is a file you may read.`,
      {
        cause,
      },
    );
  }
}
