import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NO_SETTINGS, type StripSettings } from '../../device/messages.ts';
import { withStemOf } from '../../node/max/stem-of-track.ts';

let root: string;
let settings: StripSettings;
const file = (name: string): string => join(root, 'Bounces', name);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coproducer stem '));
  for (const folder of ['Bounces', 'Elsewhere']) await mkdir(join(root, folder));
  // Nothing is read here but names.
  for (const name of ['Song.wav', 'Song Kick.wav', 'Song Bass.wav', 'Song take 07.wav'])
    await writeFile(file(name), '');
  await writeFile(join(root, 'Elsewhere', 'Lead.wav'), '');
  settings = { ...NO_SETTINGS, folder: join(root, 'Bounces') };
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('a file dropped on a stem track', () => {
  test('is kept as that of the track; a second word for the track or the file replaces the first', async () => {
    const once = await withStemOf('Lead', file('Song take 07.wav'), settings);
    expect(once.stemMap).toEqual([{ file: 'Song take 07.wav', track: 'Lead' }]);
    const other = await withStemOf('Lead', file('Song Bass.wav'), once);
    expect(other.stemMap).toEqual([{ file: 'Song Bass.wav', track: 'Lead' }]);
    const moved = await withStemOf('Pad', file('Song Bass.wav'), other);
    expect(moved.stemMap).toEqual([{ file: 'Song Bass.wav', track: 'Pad' }]);
  });

  test('chooses its folder where none is chosen yet', async () => {
    const { folder, stemMap } = await withStemOf('Lead', file('Song take 07.wav'), NO_SETTINGS);
    expect(folder).toBe(settings.folder);
    expect(stemMap).toHaveLength(1);
  });

  test('is refused where it lies elsewhere, is the master, or is gone', async () => {
    await expect(withStemOf('Lead', join(root, 'Elsewhere', 'Lead.wav'), settings)).rejects.toThrow(
      '"Lead.wav" is not among your bounces; drop a file of "Bounces" here.',
    );
    await expect(withStemOf('Lead', file('Song.wav'), settings)).rejects.toThrow(/is the master; drop it on/);
    await expect(withStemOf('Lead', file('gone.wav'), settings)).rejects.toThrow(/is gone/);
  });
});
