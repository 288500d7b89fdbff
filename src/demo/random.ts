import type { Normal } from '../dsp/units.ts';

/**
 * A seeded stream of random numbers: the same seed gives the same numbers on every machine, because only 32-bit integer
 * arithmetic is used. The generator is sfc32 (C. Doty-Humphrey, PractRand), which passes the statistical batteries and
 * has a period of at least 2³² for every seed.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param seed any number; only its lower 32 bits and the label tell streams apart. */
  constructor(
    private readonly seed: number,
    private readonly label = '',
  ) {
    this.a = seed | 0;
    this.b = hash(label);
    this.c = 0x9e3779b9 | 0;
    for (let round = 0; round < WARM_UP; round += 1) this.next();
  }

  /** A stream of its own for one purpose, so that a draw more in one place moves nothing elsewhere. */
  fork(label: string): Random {
    return new Random(this.seed, `${this.label}/${label}`);
  }

  /** Uniform in [0, 1). */
  next(): Normal {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return (sum >>> 0) / 4294967296;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: Normal): boolean {
    return this.next() < probability;
  }

  /** @throws RangeError for an empty list. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Cannot pick from an empty list.');
    return items[Math.floor(this.next() * items.length)];
  }

  /** Nearly normal with mean 0 and the given deviation, never beyond two deviations (sum of twelve uniforms, cut). */
  spread(deviation: number): number {
    let sum = -6;
    for (let draw = 0; draw < 12; draw += 1) sum += this.next();
    return deviation * Math.max(-2, Math.min(2, sum));
  }
}

/** sfc32 needs a dozen rounds before close seeds part. */
const WARM_UP = 15;

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value | 0;
}
