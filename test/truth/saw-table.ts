/** One period of a sawtooth with all harmonics below a third of the rate, at most 512; always the same array. */
export function bandLimitedSaw(hz: number, rate: number): Float32Array {
  const harmonics = Math.max(1, Math.min(MOST, Math.floor(rate / 3 / hz)));
  // A table each octave: what is left out is less than an octave at the very top.
  const level = Math.floor(Math.log2(harmonics));
  TABLES[level] ??= sawOf(2 ** level);
  return TABLES[level];
}

const MOST = 512;
const LENGTH = 4096;
const TABLES: Float32Array[] = [];

function sawOf(harmonics: number): Float32Array {
  const sine = Float64Array.from({ length: LENGTH }, (_, i) => Math.sin((2 * Math.PI * i) / LENGTH));
  const table = new Float32Array(LENGTH);
  for (let n = 1; n <= harmonics; n++) {
    for (let i = 0; i < LENGTH; i++) table[i] += (2 / Math.PI / n) * sine[(n * i) % LENGTH];
  }
  return table;
}
