#!/usr/bin/env node
import { isMainThread, parentPort } from 'node:worker_threads';
import { optimiseLate } from './optimise-late.ts';

/**
 * The one program: the command line in the main thread, the assistant's jobs in a worker thread. It is bundled into one
 * file, so that the threads can be started from the file that is running; each loads only its own part.
 */
if (isMainThread) {
  optimiseLate();
  void import('./command-line.ts')
    .then(({ runCommandLine }) => runCommandLine(process.argv, __filename))
    .then((exitCode) => {
      process.exitCode = exitCode;
    });
} else if (parentPort !== null) {
  const port = parentPort;
  void import('./threads/serve-jobs.ts').then(({ serveJobs }) => serveJobs(port));
}
