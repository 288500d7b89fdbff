import { stat } from 'node:fs/promises';
import { SameThread } from '../../../node/threads/same-thread.ts';
import type { Jobs } from '../../../src/assistant/jobs.ts';
import type { JobInput, JobOutput, Workers } from '../../../src/assistant/workers.ts';

/**
 * Runs jobs in this thread and remembers the survey of every stem: a stem that many works in progress share (it is the
 * same file, under many names) is listened to once.
 */
export class RememberingWorkers implements Workers {
  readonly size = 1;
  readonly #workers = new SameThread();
  readonly #surveys = new Map<string, JobOutput<'surveyStem'>>();

  async run<Name extends keyof Jobs>(
    name: Name,
    input: JobInput<Name>,
    signal?: AbortSignal,
  ): Promise<JobOutput<Name>> {
    if (name !== 'surveyStem') return this.#workers.run(name, input, signal);
    return (await this.#survey((input as JobInput<'surveyStem'>).file)) as JobOutput<Name>;
  }

  async #survey(file: string): Promise<JobOutput<'surveyStem'>> {
    const { dev, ino, size, mtimeMs } = await stat(file);
    const sound = `${dev} ${ino} ${size} ${mtimeMs}`;
    const survey = this.#surveys.get(sound) ?? (await this.#workers.run('surveyStem', { file }));
    this.#surveys.set(sound, survey);
    return { ...survey, file };
  }
}
