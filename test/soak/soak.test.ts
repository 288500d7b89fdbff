import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { soak } from './soak.ts';

/** A short run; `npm run soak -- --cycles 1000` is a long one, which also looks at the heap. */
jest.setTimeout(240_000);

test('plans applied and taken back over and over on a set that fails now and then, in two parts: every write exact, all put back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coproducer-soak-'));
  const request = { cycles: 40, seed: 6, planEvery: 20 };
  try {
    const cutOff = soak(folder, {
      ...request,
      afterCycle: ({ cycles }) => {
        if (cycles === 20) throw new Error('cut off');
      },
    });
    await expect(cutOff).rejects.toThrow('cut off');
    await expect(soak(folder, { ...request, seed: 7 })).rejects.toThrow('use these, or another folder');
    const { cycles, parts, writes, writesByTenth, exact, broken, putBack, faults } = await soak(folder, request);
    expect({ cycles, parts }).toEqual({ cycles: 40, parts: 2 });
    expect(faults).toEqual([]);
    expect(exact).toBe(writes);
    expect(writes).toBeGreaterThan(100);
    // What was taken back again and again is still proposed at the end.
    expect(Math.min(...writesByTenth)).toBeGreaterThan(0);
    // With these random numbers a write is refused, an answer is lost and a set falls silent.
    expect(broken).toBeGreaterThan(1);
    expect(putBack).toBe(broken);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
