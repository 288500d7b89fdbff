import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { MOST_CACHE_BYTES } from '../../library/analysis-cache.ts';
import { MOST_STEM_BYTES } from '../../library/stem-cache.ts';
import { MOST_VECTOR_BYTES } from '../../library/vector-cache.ts';
import { lockHolder } from '../../store/file-lock.ts';
import type { Home } from '../../store/home.ts';
import { eventLogOf } from '../record-events.ts';
import { listProfiles } from '../profiles.ts';
import type { Workshop } from '../workshop.ts';
import { counted, examined, spokenBytes, type Examined } from './examined.ts';

/** Less than this is used up by one learned library's cache. */
const LEAST_FREE_BYTES = 500_000_000;

/** What is wrong with the folder where everything is kept, and what lies in it. */
export async function homeChecks(workshop: Workshop): Promise<Examined[]> {
  const { home } = workshop;
  const files = await filesIn(home.root);
  return [
    await homeFolder(home.root),
    await freeSpace(home.root),
    await cacheSize(home.cache),
    await profiles(workshop),
    await events(workshop),
    await locks(files),
    unfinished(files),
    setAside(files),
    backups(files),
  ];
}

async function homeFolder(root: string): Promise<Examined> {
  const check = 'home folder';
  try {
    await access(root, constants.R_OK | constants.W_OK);
    return { check, ok: true, finding: root, plain: 'can be read and written' };
  } catch {
    const why = 'cannot be written to: choose another with --home';
    return { check, ok: false, finding: `${root} ${why}`, plain: why };
  }
}

async function freeSpace(root: string): Promise<Examined> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  const ok = free >= LEAST_FREE_BYTES;
  return examined('free space', ok, `${spokenBytes(free)}${ok ? '' : ': make room before you learn a library'}`);
}

async function cacheSize(cache: string): Promise<Examined> {
  const files = await filesIn(cache);
  const sizeOf = (some: readonly FoundFile[]): number => some.reduce((sum, { bytes }) => sum + bytes, 0);
  const sizeIn = (folder: string): string =>
    spokenBytes(sizeOf(files.filter(({ file }) => path.basename(path.dirname(file)) === folder)));
  const size = [
    spokenBytes(sizeOf(files)),
    `analyses ${sizeIn('analyses')} of at most ${spokenBytes(MOST_CACHE_BYTES)}`,
    `stems ${sizeIn('stems')} of at most ${spokenBytes(MOST_STEM_BYTES)}`,
    `vectors ${sizeIn('vectors')} of at most ${spokenBytes(MOST_VECTOR_BYTES)}`,
  ].join(', ');
  return {
    check: 'cache',
    ok: true,
    finding: `${size}, in ${cache}; what was not used for longest goes first, and all may be deleted at any time`,
    plain: size,
  };
}

async function profiles(workshop: Workshop): Promise<Examined> {
  const { profiles: found } = await listProfiles(workshop);
  const check = 'profiles';
  if (found.length === 0) return examined(check, true, 'none yet: coproducer learn <folder>');
  const ok = (await readdir(workshop.home.profiles)).filter((name) => name.endsWith('.json')).length === found.length;
  return {
    check,
    ok,
    finding: found.map(({ name, references }) => `${name} (${references} references)`).join(', '),
    plain: `${counted(found.length, 'profile')} of ${found.map(({ references }) => references).join(', ')} references`,
  };
}

async function events(workshop: Workshop): Promise<Examined> {
  const { events: found, unreadable } = await eventLogOf(workshop).read();
  const size = counted(found.length, 'event');
  if (unreadable === 0) return examined('answers', true, `${size}, all readable`);
  return examined(
    'answers',
    false,
    `${size}, and ${counted(unreadable, 'line')} that cannot be read: all others count, nothing needs to be done`,
  );
}

async function locks(files: readonly FoundFile[]): Promise<Examined> {
  const holders = await Promise.all(
    files.filter(({ file }) => file.endsWith('.lock')).map(async ({ file }) => lockHolder(file)),
  );
  const held = holders.filter((holder) => holder?.isAlive === true);
  if (held.length > 0) {
    const who = held.map((holder) => `process ${holder?.pid}`).join(', ');
    return examined('locks', true, `in use at the moment by ${who}; end it if a command says that it has to wait`);
  }
  const left = holders.length - held.length;
  return examined(
    'locks',
    true,
    left === 0 ? 'none' : `${left} left by a program that died; the next command takes over by itself`,
  );
}

function unfinished(files: readonly FoundFile[]): Examined {
  const count = files.filter(({ file }) => file.endsWith('.unfinished')).length;
  return examined(
    'unfinished plans',
    count === 0,
    count === 0 ? 'none' : `${count}, cut off while a set was changed: "coproducer undo" puts the set in order`,
  );
}

function setAside(files: readonly FoundFile[]): Examined {
  const found = files.filter(({ file }) => /\.damaged-\d+$/.test(file));
  const check = 'damaged files';
  if (found.length === 0) return examined(check, true, 'none');
  const plain = `${found.length} set aside; their backups are in use, so they may be deleted`;
  return { check, ok: true, finding: `${plain}: ${found.map(({ file }) => file).join(', ')}`, plain };
}

function backups(files: readonly FoundFile[]): Examined {
  const days = files
    .map(({ file }) => /[\\/]backups[\\/].*\.(\d{4}-\d\d-\d\d)$/.exec(file)?.[1])
    .filter((day) => day !== undefined)
    .sort();
  const newest = days.at(-1);
  return examined('backups', true, newest === undefined ? 'none yet' : `${days.length}, the newest of ${newest}`);
}

interface FoundFile {
  file: string;
  bytes: number;
}

/** Every file below a folder; what comes and goes meanwhile is passed over. */
async function filesIn(folder: Home['root']): Promise<FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const about = entry.isFile() ? await stat(file).catch(() => undefined) : undefined;
      return about === undefined ? [] : [{ file, bytes: about.size }];
    }),
  );
  return found.flat();
}
