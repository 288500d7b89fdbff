import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { contentHashOf } from '../../src/analysis/content-hash.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'content-hash-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

function fileOf(name: string, bytes: string | Buffer): string {
  const file = join(FOLDER, name);
  writeFileSync(file, bytes);
  return file;
}

describe('content hash', () => {
  test('is SHA-256: the standard examples of FIPS 180-4', async () => {
    expect(await contentHashOf(fileOf('abc', 'abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(await contentHashOf(fileOf('million', 'a'.repeat(1_000_000)))).toBe(
      'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
    );
  });

  test('does not depend on the name, and is of no file that is not there', async () => {
    expect(await contentHashOf(fileOf('one', 'x'))).toBe(await contentHashOf(fileOf('two', 'x')));
    await expect(contentHashOf(join(FOLDER, 'none'))).rejects.toThrow('ENOENT');
  });

  test('stops when it is told to', async () => {
    const cancelled = AbortSignal.abort();
    await expect(contentHashOf(fileOf('abc', 'abc'), cancelled)).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
