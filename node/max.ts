import { isMainThread, parentPort } from 'node:worker_threads';

/**
 * The program inside Max: the device's engine in the main thread, the assistant's jobs in worker threads, which are
 * started from this same file. Max starts it, may start it again after a crash, and closes its channel when the device
 * goes.
 */
if (isMainThread) void import('./max/run-in-max.ts').then(({ runInMax }) => runInMax(__filename));
else if (parentPort !== null) {
  const port = parentPort;
  void import('./threads/serve-jobs.ts').then(({ serveJobs }) => serveJobs(port));
}
