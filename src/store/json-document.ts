import { constants, copyFile, readFile, rm } from 'node:fs/promises';
import type { z } from 'zod';
import { writeFileSafely } from './atomic-file.ts';
import { backupsOf, keepBeforeMigration, keepDaily } from './backups.ts';
import { brought, schemaOf } from './document-steps.ts';
import { Failure } from './failure.ts';
import { withFileLock } from './file-lock.ts';

/**
 * Reads a document the product keeps in its home. One of an older version is brought to this one, step by step, and
 * saved so; the old one is kept beside it. A file that is damaged, or not ours, is set aside under another name, which
 * `note` is told, and the newest good backup is put in its place and used.
 *
 * @throws Failure 'input' where there is no such file, where it is of a newer version (it is left alone then), or where
 * neither it nor any backup can be used.
 */
export async function readDocument<S extends z.ZodType>(
  schema: S,
  file: string,
  note: (line: string) => void = () => undefined,
): Promise<z.output<S>> {
  const text = await readText(file);
  const parsed = parse(schema, text);
  if (parsed.state === 'good') return parsed.value;
  if (parsed.state === 'newer') throw new Failure('input', `${file} ${parsed.why}.`);
  if (parsed.state === 'older') return await bringUpToDate(schema, file, parsed.value, note);
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
  if (parsed.state === 'good' || parsed.state === 'older') return parsed.value;
  throw new Failure('input', `${file} ${parsed.why}.`);
}

/**
 * Checks and writes a document: atomically, flushed, under a lock, with the version before it kept as `.bak`. The file
 * then holds exactly what `readDocument` gives back.
 *
 * @param keepDailyAt the time, for a document that lives for long: the version before the day's first write is kept for
 * a week.
 * @throws Failure 'refused' where another process holds the file, 'input' where it cannot be written; a `ZodError`,
 * which is a fault in the program, where the value does not fit its schema (such as a number that is not finite). The
 * file is then untouched.
 */
export async function writeDocument<S extends z.ZodType>(
  schema: S,
  file: string,
  value: z.input<S>,
  keepDailyAt?: Date,
): Promise<void> {
  await withFileLock(file, () => replaceDocument(schema, file, value, keepDailyAt));
}

/** `writeDocument` for a caller that holds the file's lock already. */
export async function replaceDocument<S extends z.ZodType>(
  schema: S,
  file: string,
  value: z.input<S>,
  keepDailyAt?: Date,
): Promise<void> {
  const text = textOf(schema, value);
  const before = await readIfThere(file);
  // A damaged file must not push out the good backup.
  if (before !== undefined && isGood(parse(schema, before))) {
    await writeFileSafely(backupOf(file), before);
    if (keepDailyAt !== undefined) await keepDaily(file, () => before, keepDailyAt);
  }
  await writeFileSafely(file, text);
}

function textOf<S extends z.ZodType>(schema: S, value: z.input<S>): string {
  return `${JSON.stringify(schema.parse(value), null, 1)}\n`;
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

type Parsed<T> =
  | { state: 'good'; value: T }
  | { state: 'older'; value: T }
  /** Not what it should be: cut short, altered, or no document of this kind at all. */
  | { state: 'damaged'; why: string }
  | { state: 'newer'; why: string };

function isGood<T>(parsed: Parsed<T>): parsed is Extract<Parsed<T>, { value: T }> {
  return parsed.state === 'good' || parsed.state === 'older';
}

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
  if (issue.path.join('.') !== 'schema') {
    return {
      state: 'damaged',
      why: `does not hold what it should at "${issue.path.join('.') || 'its top'}" (${issue.message})`,
    };
  }
  try {
    const value = brought(json, (document) => {
      const { success, data } = schema.safeParse(document);
      return success ? data : undefined;
    });
    if (value !== undefined) return { state: 'older', value };
  } catch {
    return { state: 'damaged', why: `does not hold what a ${schemaOf(json) ?? ''} document should` };
  }
  return whatItIs(json, issue);
}

/** Says why a document's `schema` line is not the one wanted: another kind, another version, or none at all. */
function whatItIs(json: unknown, issue: z.core.$ZodIssue): { state: 'damaged' | 'newer'; why: string } {
  const found = schemaOf(json);
  const wanted = issue.code === 'invalid_value' ? String(issue.values[0]) : 'a Coproducer document';
  if (found?.startsWith('coproducer.') !== true) return { state: 'damaged', why: `is not a ${wanted} document` };
  const [foundKind, foundVersion] = found.split('/');
  const [wantedKind, wantedVersion] = wanted.split('/');
  if (foundKind !== wantedKind)
    return { state: 'damaged', why: `is a ${foundKind} document where a ${wantedKind} document is needed` };
  if (Number(foundVersion) > Number(wantedVersion))
    return {
      state: 'newer',
      why: `was written by a newer version of Coproducer (${found}); update Coproducer to use it`,
    };
  return { state: 'damaged', why: `is of a version that is no longer read (${found}); make it again` };
}

/** Saves what an older document has become. Where it cannot be saved, what was read counts all the same. */
async function bringUpToDate<S extends z.ZodType>(
  schema: S,
  file: string,
  value: z.output<S>,
  note: (line: string) => void,
): Promise<z.output<S>> {
  try {
    return await withFileLock(file, async () => {
      const text = await readText(file);
      const now = parse(schema, text);
      // Another process may have done it, or written something new, while this one waited for the lock.
      if (now.state !== 'older') return isGood(now) ? now.value : value;
      const older = await keepBeforeMigration(file, text, schemaOf(JSON.parse(text)) ?? '');
      await writeFileSafely(file, textOf(schema, now.value as z.input<S>));
      note(`${file} is now in the form of this version; as it was before, it is kept as ${older}.`);
      return now.value;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return value;
  }
}

async function recover<S extends z.ZodType>(
  schema: S,
  file: string,
  why: string,
  note: (line: string) => void,
): Promise<z.output<S>> {
  // Another process may have put it right while this one waited for the lock.
  const again = parse(schema, await readText(file));
  if (isGood(again)) return again.value;

  const aside = await setAside(file);
  for (const backup of [backupOf(file), ...(await backupsOf(file))]) {
    const text = await readIfThere(backup);
    const parsed = text === undefined ? undefined : parse(schema, text);
    if (parsed === undefined || !isGood(parsed)) continue;
    await writeFileSafely(file, textOf(schema, parsed.value as z.input<S>));
    note(`${file} ${why}; it was set aside as ${aside} and its newest good backup (${backup}) is used.`);
    return parsed.value;
  }
  await rm(file);
  throw new Failure(
    'input',
    `${file} ${why} and has no usable backup; it was set aside as ${aside}, so make it again or restore it from a copy.`,
  );
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
