/** One measured figure of the accuracy benchmark. */
export interface BenchLine {
  what: string;
  value: number;
  unit: string;
  /** What the value should be, in words: `≥ 0.95`, `≤ 0.1 dB`. */
  target: string;
  /** How many cases the value was counted over. */
  count: number;
}
