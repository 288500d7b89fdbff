import { cellsUntil, type OnsetPulse, type PhasorCells, type TimedOnsets } from '../onset-pulse.ts';
import type { Hertz, Normal, Seconds } from '../units.ts';
import { scratchKernel, type KernelInstance } from './kernel-instance.ts';

/** `OnsetPulse` on the kernels. */
export class WasmOnsetPulse implements OnsetPulse {
  intervals(
    { seconds, weights }: TimedOnsets,
    { binSeconds, bins, reach }: { binSeconds: Seconds; bins: number; reach: number },
  ): Float64Array {
    return borrowing((kernel) => {
      const places = kernel.place(seconds.map((second) => second / binSeconds));
      const weightsAt = kernel.place(weights);
      const [pairs, smooth] = [zeros(kernel, bins), zeros(kernel, bins)];
      kernel.run.intervalHistogram(places, weightsAt, seconds.length, bins, reach, pairs, smooth);
      return kernel.doubles(smooth, bins).slice();
    });
  }

  cells({ seconds, weights }: TimedOnsets, frequencyHz: Hertz, cellSeconds: Seconds): PhasorCells {
    return borrowing((kernel) => {
      const count = cellsUntil(seconds, cellSeconds);
      const [secondsAt, weightsAt] = [kernel.place(seconds), kernel.place(weights)];
      const sums = zeros(kernel, 4 * count);
      const total = kernel.run.phasorCells(secondsAt, weightsAt, seconds.length, frequencyHz, cellSeconds, count, sums);
      const all = kernel.doubles(sums, 4 * count).slice();
      const [re, im, cellWeights, counts] = [0, 1, 2, 3].map((i) => all.subarray(i * count, (i + 1) * count));
      return { re, im, weights: cellWeights, counts, total };
    });
  }

  addCoherences(scores: Float64Array, { re, im }: PhasorCells, turn: number, scale: number): void {
    borrowing((kernel) => {
      const middle = scores.length >> 1;
      const cells = kernel.reserve(2 * DOUBLE_BYTES * re.length);
      kernel.doubles(cells, re.length).set(re);
      kernel.doubles(cells + DOUBLE_BYTES * re.length, im.length).set(im);
      const turns = kernel.place(turnsOf(middle + 1, turn));
      const scoresAt = kernel.place(scores);
      kernel.run.addCoherences(cells, re.length, turns, middle + 1, scale, scoresAt, middle);
      scores.set(kernel.doubles(scoresAt, scores.length));
    });
  }

  coherence(
    { seconds, weights }: TimedOnsets,
    frequencyHz: Hertz,
    window: { seconds: Seconds; leastOnsets: number },
  ): { local: Normal; global: Normal } {
    return borrowing((kernel) => {
      const [secondsAt, weightsAt] = [kernel.place(seconds), kernel.place(weights)];
      const to = kernel.reserve(2 * DOUBLE_BYTES);
      const { length } = seconds;
      kernel.run.windowedCoherence(secondsAt, weightsAt, length, frequencyHz, window.seconds, window.leastOnsets, to);
      const [local, global] = kernel.doubles(to, 2);
      return { local, global };
    });
  }
}

const DOUBLE_BYTES = 8;

function borrowing<Result>(work: (kernel: KernelInstance) => Result): Result {
  const kernel = scratchKernel();
  return kernel.borrow(() => work(kernel));
}

function zeros(kernel: KernelInstance, count: number): number {
  const at = kernel.reserve(DOUBLE_BYTES * count);
  kernel.doubles(at, count).fill(0);
  return at;
}

/** Cosines and then sines of multiples of a turn, by pairs of neighbours. */
function turnsOf(count: number, turn: number): Float64Array {
  const turns = new Float64Array(4 * Math.ceil(count / 2));
  for (let step = 0; step < count; step++) {
    const at = 4 * (step >> 1) + (step & 1);
    turns[at] = Math.cos(2 * Math.PI * step * turn);
    turns[at + 2] = Math.sin(2 * Math.PI * step * turn);
  }
  return turns;
}
