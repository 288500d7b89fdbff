import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { soak } from './soak.ts';

/** A short run; `npm run soak -- --cycles 1000` is a long one, which also looks at the heap. */
jest.setTimeout(240_000);

test('plans applied and taken back over and over on a set that fails now and then: every write exact, all put back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coproducer-soak-'));
  try {
    const { writes, writesByTenth, exact, broken, putBack, faults } = await soak(folder, {
      cycles: 40,
      seed: 1,
      planEvery: 20,
    });
    expect(faults).toEqual([]);
    expect(exact).toBe(writes);
    expect(writes).toBeGreaterThan(100);
    // What was taken back again and again is still proposed at the end.
    expect(Math.min(...writesByTenth)).toBeGreaterThan(0);
    // With these random numbers some do fail.
    expect(broken).toBeGreaterThan(1);
    expect(putBack).toBe(broken);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
