import { JOBS, type Jobs } from '../../src/assistant/jobs.ts';
import type { JobInput, JobOutput, Workers } from '../../src/assistant/workers.ts';
import { throwIfCancelled } from '../../src/store/failure.ts';

/**
 * Runs jobs in the thread that asks for them. A cancelled job stops where it waits for its file the next time.
 */
export class SameThread implements Workers {
  readonly size = 1;

  async run<Name extends keyof Jobs>(
    name: Name,
    input: JobInput<Name>,
    signal?: AbortSignal,
  ): Promise<JobOutput<Name>> {
    throwIfCancelled(signal);
    // The table gives each name its own job; a name that is not known until run time loses that.
    const job = JOBS[name] as (input: JobInput<Name>, signal?: AbortSignal) => Promise<JobOutput<Name>>;
    return job(input, signal);
  }
}
