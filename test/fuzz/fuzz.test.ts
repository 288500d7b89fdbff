import { describe, expect, jest, test } from '@jest/globals';
import { PROGRAM } from '../node/run-program.ts';
import { fuzz, type FuzzTarget } from './fuzz-target.ts';
import { FUZZ_TARGETS } from './fuzz-targets.ts';

/**
 * A short run with the same inputs every time; `npm run fuzz -- --count N` is a long one. A reader that hangs would
 * hang this test; one that takes memory without end would end it.
 */
jest.setTimeout(240_000);

const COUNT = 80;
const SEED = 1;

describe('damaged bytes are read or refused in a sentence, and what is good is served afterwards', () => {
  test.each(Object.entries(FUZZ_TARGETS))('%s', async (_, { make, cost }) => {
    const target = await make(PROGRAM);
    try {
      const { taken, refused, faults } = await fuzz(target, { count: COUNT / cost, seed: SEED });
      expect(faults).toEqual([]);
      expect(taken + refused).toBe(COUNT / cost);
    } finally {
      await target.close();
    }
  });
});

describe('the fuzzer itself', () => {
  const target = (read: (bytes: Uint8Array) => Promise<void>): FuzzTarget => ({
    name: 'made up',
    seeds: [Buffer.from('a good file of some length')],
    read,
    close: () => Promise.resolve(),
  });

  test('tells a fault from a refusal, and gives what makes it again', async () => {
    const seen: string[] = [];
    const picky = target((bytes) => {
      seen.push(Buffer.from(bytes).toString('hex'));
      return bytes.length % 2 === 0 ? Promise.reject(new TypeError('x is undefined')) : Promise.resolve();
    });
    const first = await fuzz(picky, { count: 50, seed: 3 });
    const again = await fuzz(picky, { count: 50, seed: 3 });
    expect(first.faults.length).toBeGreaterThan(5);
    expect(first.faults[0]).toMatch(/^seed 3, input \d+: TypeError: x is undefined$/);
    expect(again).toEqual(first);
    expect(seen.slice(50)).toEqual(seen.slice(0, 50));
    expect(new Set(seen).size).toBeGreaterThan(30);
  });
});
