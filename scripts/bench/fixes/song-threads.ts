import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { benchOneSong, type SongOrder } from './bench-one-song.ts';
import type { Outcome } from './outcome.ts';

/** Runs songs side by side, each in a thread of this same script. The first failure ends the bench. */
export async function benchInThreads(
  orders: readonly SongOrder[],
  threads: number,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const waiting = [...orders];
  const lane = async (): Promise<void> => {
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
      const thread = new Worker(process.argv[1], { workerData: order });
      thread.on('message', onOutcome);
      await once(thread, 'exit');
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, orders.length) }, lane));
}

/** In such a thread: does the one song it was started for. */
export function serveSongs(): void {
  void benchOneSong(workerData as SongOrder, (outcome) => parentPort?.postMessage(outcome));
}
