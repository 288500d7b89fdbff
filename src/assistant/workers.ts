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
  /** See `begin`; without it every job is run as it is asked for, and nothing is remembered. */
  begin?(
    name: 'hearPassage',
    input: JobInput<'hearPassage'>,
    signal?: AbortSignal,
  ): Promise<Begun<JobOutput<'hearPassage'>>>;
}

/** What is known of a job already, or what will come of it. */
export type Begun<Output> = { known: Output; coming?: undefined } | { known?: undefined; coming: Promise<Output> };

/**
 * Begins a job for whoever has work of its own meanwhile: this resolves once the job has been handed to its thread. A
 * promise of `run` alone does not tell that, and a thread that computes from then on would hold up what it asked for.
 */
export async function begin(
  workers: Workers,
  name: 'hearPassage',
  input: JobInput<'hearPassage'>,
  signal?: AbortSignal,
): Promise<Begun<JobOutput<'hearPassage'>>> {
  return (await workers.begin?.(name, input, signal)) ?? { coming: workers.run(name, input, signal) };
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
