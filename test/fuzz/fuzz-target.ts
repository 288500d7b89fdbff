import { seededRandom } from '../../src/dsp/seeded-random.ts';
import { Failure } from '../../src/store/failure.ts';
import { mutated } from './mutated.ts';

/** A reader of foreign bytes, and real examples of what it reads. */
export interface FuzzTarget {
  name: string;
  seeds: readonly Uint8Array[];
  /**
   * Reads bytes. Ends well, or with a `Failure` that names what is wrong; anything else that it throws is a fault.
   * `afterwards` is called now and then: it throws where the reader does not serve good bytes any more.
   */
  read(bytes: Uint8Array): Promise<void>;
  afterwards?(): Promise<void>;
  close(): Promise<void>;
}

export interface FuzzCounts {
  name: string;
  /** Read without complaint, and refused in one sentence. */
  taken: number;
  refused: number;
  /** What must not happen: where, and what it was. */
  faults: string[];
}

const AFTERWARDS_EVERY = 25;

/** Numbers of one input, so that an input can be made again by itself. */
function randomOf(seed: number, index: number): () => number {
  return seededRandom(seed * 1_000_003 + index);
}

/** @returns the damaged bytes with this number */
export function inputOf({ seeds }: FuzzTarget, seed: number, index: number): Buffer {
  const random = randomOf(seed, index);
  const pick = (): Uint8Array => seeds[Math.floor(seeds.length * random())];
  return mutated(pick(), pick(), random);
}

/**
 * Feeds `count` damaged inputs to a target, one after the other.
 *
 * @param beforeEach is told the number of each input before it is read
 */
export async function fuzz(
  target: FuzzTarget,
  { count, seed, beforeEach = () => undefined }: { count: number; seed: number; beforeEach?: (index: number) => void },
): Promise<FuzzCounts> {
  const counts: FuzzCounts = { name: target.name, taken: 0, refused: 0, faults: [] };
  for (let index = 0; index < count; index++) {
    beforeEach(index);
    try {
      await target.read(inputOf(target, seed, index));
      counts.taken++;
    } catch (error) {
      if (error instanceof Failure && isSentence(error.message)) counts.refused++;
      else counts.faults.push(`seed ${seed}, input ${index}: ${String(error)}`);
    }
    if (index % AFTERWARDS_EVERY === AFTERWARDS_EVERY - 1 || index === count - 1) {
      await target.afterwards?.().catch((error: unknown) => {
        counts.faults.push(`seed ${seed}, after input ${index}: ${String(error)}`);
      });
    }
  }
  return counts;
}

/** One line that ends like a sentence. */
function isSentence(message: string): boolean {
  return !message.includes('\n') && /[.)]$/.test(message) && message.length < 1000;
}
