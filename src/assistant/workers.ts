import type { Jobs } from './jobs.ts';

/** Hands heavy work to other threads; served by `node/`, or by the same thread in tests. */
export interface Workers {
  /** How many jobs run side by side. */
  readonly size: number;
  /**
   * Runs one job of the table in `jobs.ts`. Arguments and results are copied between threads.
   *
   * @throws Failure as the job throws it; 'cancelled' when the signal fires, after which the job no longer runs.
   */
  run<Name extends keyof Jobs>(name: Name, input: JobInput<Name>, signal?: AbortSignal): Promise<JobOutput<Name>>;
  /** What a job gives without being run, for whoever has other work meanwhile; without it nothing is remembered. */
  known?(name: 'hearPassage', input: JobInput<'hearPassage'>): Promise<JobOutput<'hearPassage'> | undefined>;
}

export type JobInput<Name extends keyof Jobs> = Parameters<Jobs[Name]>[0];
export type JobOutput<Name extends keyof Jobs> = Awaited<ReturnType<Jobs[Name]>>;

/**
 * Runs `work` on every item, at most `workers.size` at a time, and reports each as it ends. The results keep the order
 * of the items. The first failure stops the handing out of further items and is thrown once the running ones have
 * ended.
 */
export async function onEvery<Item, Result>(
  workers: Workers,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  onDone: (done: number, item: Item) => void = () => undefined,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  let done = 0;
  let failure: { cause: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (next < items.length && failure === undefined) {
      const index = next++;
      try {
        results[index] = await work(items[index]);
        onDone(++done, items[index]);
      } catch (error) {
        failure ??= { cause: error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers.size, items.length) }, lane));
  if (failure !== undefined) throw failure.cause;
  return results;
}
