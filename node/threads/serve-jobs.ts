import { workerData, type MessagePort } from 'node:worker_threads';
import { JOBS } from '../../src/assistant/jobs.ts';
import { markNativeCode } from '../../src/similarity/native-code.ts';
import { copyError, type JobAnswer, type JobRequest, type ThreadData } from './job-messages.ts';

/** Serves jobs in a worker thread: one request, one answer, until the pool ends the thread. */
export function serveJobs(port: MessagePort): void {
  markNativeCode((workerData as ThreadData).nativeCode);
  port.on('message', (request: JobRequest) => {
    void answer(request).then((message) => port.postMessage(message));
  });
}

async function answer({ id, name, input }: JobRequest): Promise<JobAnswer> {
  try {
    // The pool's `run` has checked that the input belongs to the job; the message border loses that knowledge.
    const job = JOBS[name] as (input: unknown) => Promise<unknown>;
    return { id, output: await job(input) };
  } catch (error) {
    return { id, error: copyError(error) };
  }
}
