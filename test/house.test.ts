import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

/** The floors of CONTRIBUTING.md: an import goes to a lower floor or stays in its own room. */
const FLOOR: Readonly<Record<string, number>> = {
  'src/dsp': 0,
  'src/store': 0,
  'src/audio': 1,
  'src/devices': 1,
  'src/analysis': 2,
  'src/live': 2,
  'src/capture': 2,
  'src/demo': 2,
  'src/similarity': 3,
  'src/learning': 3,
  'src/library': 4,
  'src/profile': 5,
  'src/gap': 6,
  'src/fixes': 7,
  'src/assistant': 8,
  device: 9,
  node: 9,
};

const ROOT = join(__dirname, '..');

/** Prettier keeps code within it and leaves comments alone. */
const WIDTH = 120;

/** Units are types only: they vanish at run time, so every room may speak them. */
const EVERYWHERE = new Set(['src/dsp/units.ts']);

/**
 * The words that the device's scripts and its Node process have for each other: the one bridge across the top floor.
 */
const SAID_BETWEEN_PROCESSES = new Set([
  'device/messages.ts',
  'device/message-pieces.ts',
  'device/instance-channel.ts',
]);

interface Import {
  from: string;
  to: string;
}

function roomOf(file: string): string {
  return Object.keys(FLOOR).find((room) => file.startsWith(`${room}/`)) ?? '';
}

/** What is wrong with one import, or an empty string. */
function faultOf({ from, to }: Import): string {
  const fromRoom = roomOf(from);
  const toRoom = roomOf(to);
  if (fromRoom === '' || fromRoom === toRoom || EVERYWHERE.has(to)) return '';
  if (fromRoom === 'node' && SAID_BETWEEN_PROCESSES.has(to)) return '';
  if (toRoom === '') return `${from} imports ${to}, which is no room of the house`;
  if (FLOOR[toRoom] > FLOOR[fromRoom]) return `${from} imports up the house: ${to}`;
  if (FLOOR[toRoom] === FLOOR[fromRoom]) return `${from} imports across its floor: ${to}`;
  // Kernels, decoders and so on lie in sub-folders; a room's door is the files directly in it. Data of `models/` is no
  // room.
  if (to.slice(toRoom.length + 1).includes('/')) return `${from} reaches into the insides of ${toRoom}: ${to}`;
  return '';
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'generated' || name === 'assembly' ? [] : sourceFiles(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

function importsOf(path: string): Import[] {
  const from = relative(ROOT, path).split(sep).join('/');
  return ts
    .preProcessFile(readFileSync(path, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.') && !name.endsWith('.json'))
    .map((name) => ({ from, to: posix.normalize(posix.join(dirname(from).split(sep).join('/'), name)) }));
}

const files = ['src', 'node', 'device'].flatMap((top) => sourceFiles(join(ROOT, top)));

describe('the house', () => {
  test('has every room of the map, and every room is lived in', () => {
    for (const room of Object.keys(FLOOR)) {
      expect(files.some((file) => relative(ROOT, file).split(sep).join('/').startsWith(`${room}/`))).toBe(true);
    }
  });

  test('every import goes to a lower floor, through a door, or stays in its room', () => {
    expect(files.flatMap(importsOf).map(faultOf).filter(Boolean)).toEqual([]);
  });

  test('src knows nothing of Max, HTTP or argv', () => {
    const forbidden = /from '(max-api|node:http|node:https|node:net|commander)'|process\.(argv|stdout|stderr|exit)/;
    const offenders = files.filter(
      (file) => relative(ROOT, file).startsWith('src') && forbidden.test(readFileSync(file, 'utf8')),
    );
    expect(offenders.map((file) => relative(ROOT, file))).toEqual([]);
  });

  test('has no barrel files and no rooms without a word of their own', () => {
    const names = files.map((file) => relative(ROOT, file).split(sep).join('/'));
    expect(names.filter((name) => /(^|\/)(index|utils?|helpers?|common|misc)(\.ts|\/)/.test(name))).toEqual([]);
  });

  test('has no comment wider than its code', () => {
    const wide = files.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, at) =>
          line.length > WIDTH && /^\s*(\*|\/\/|\/\*)/.test(line) ? [`${relative(ROOT, file)}:${at + 1}`] : [],
        ),
    );
    expect(wide).toEqual([]);
  });

  test.each<[string, Import, RegExp]>([
    ['up', { from: 'src/audio/a.ts', to: 'src/gap/b.ts' }, /up the house/],
    ['across', { from: 'src/analysis/a.ts', to: 'src/live/b.ts' }, /across its floor/],
    ['from Node into the patch', { from: 'node/a.ts', to: 'device/patcher.ts' }, /across its floor/],
    ['up to the words of the device', { from: 'src/live/a.ts', to: 'device/messages.ts' }, /up the house/],
    ['into insides', { from: 'src/fixes/a.ts', to: 'src/audio/decode/b.ts' }, /reaches into the insides/],
    ['out of the house', { from: 'src/fixes/a.ts', to: 'scripts/b.ts' }, /no room of the house/],
  ])('would catch an import that goes %s', (_, wrong, expected) => {
    expect(faultOf(wrong)).toMatch(expected);
  });

  test('lets pass what the map allows', () => {
    expect(faultOf({ from: 'src/fixes/a.ts', to: 'src/gap/b.ts' })).toBe('');
    expect(faultOf({ from: 'src/fixes/kinds/a.ts', to: 'src/fixes/b/c.ts' })).toBe('');
  });
});
