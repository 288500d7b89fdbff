import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { seededRandom } from '../../../src/dsp/seeded-random.ts';
import type { Learner } from './learners.ts';
import { runProducer, type Run } from './sessions.ts';
import { drawProducer, POPULATIONS } from './simulated-producer.ts';
import { Studio } from './studio.ts';

/** One producer to be run through some sessions, as it is handed to a thread. */
export interface ProducerOrder {
  seed: number;
  sessions: number;
  learner: Learner;
  population: keyof typeof POPULATIONS;
  opens: number;
}

/**
 * Runs producers side by side, each thread every so many-th of them.
 *
 * @param keptFile runs are added to it as they are made, and those that are in it are not made again
 * @returns runs in the order of the orders
 */
export async function runInThreads(
  orders: readonly ProducerOrder[],
  { threads, keptFile }: { threads: number; keptFile: string | undefined },
): Promise<Run[]> {
  const runs = new Map<string, Run>();
  if (keptFile !== undefined && existsSync(keptFile)) {
    for (const line of readFileSync(keptFile, 'utf8').split('\n').filter(Boolean)) {
      const { order, run } = JSON.parse(line) as { order: string; run: Run };
      runs.set(order, run);
    }
  }
  const left = orders.filter((order) => !runs.has(nameOf(order)));
  const lane = async (first: number): Promise<void> => {
    const own = left.filter((_, i) => i % threads === first);
    const thread = new Worker(process.argv[1], { workerData: own });
    thread.on('message', ({ order, run }: { order: string; run: Run }) => {
      runs.set(order, run);
      if (keptFile !== undefined) appendFileSync(keptFile, `${JSON.stringify({ order, run })}\n`);
    });
    await once(thread, 'exit');
  };
  await Promise.all(Array.from({ length: Math.min(threads, left.length) }, (_, i) => lane(i)));
  return orders.flatMap((order) => runs.get(nameOf(order)) ?? []);
}

function nameOf({ learner, population, seed, sessions, opens }: ProducerOrder): string {
  return [learner, population, seed, sessions, opens].join(' ');
}

/** In such a thread: runs the producers it was started for, one after the other. */
export async function serveProducers(): Promise<void> {
  const studio = await Studio.open();
  for (const order of workerData as ProducerOrder[]) {
    const producer = drawProducer(seededRandom(order.seed), POPULATIONS[order.population]);
    parentPort?.postMessage({ order: nameOf(order), run: runProducer(studio, { ...order, producer }) });
  }
}
