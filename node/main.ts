#!/usr/bin/env node
import { isMainThread, parentPort } from 'node:worker_threads';
import { runCommandLine } from './command-line.ts';
import { serveJobs } from './threads/serve-jobs.ts';

/**
 * The one program: the command line in the main thread, the assistant's jobs in a worker thread. It is bundled into one
 * file, so that the threads can be started from the file that is running.
 */
if (isMainThread) {
  void runCommandLine(process.argv, __filename).then((exitCode) => {
    process.exitCode = exitCode;
  });
} else if (parentPort !== null) {
  serveJobs(parentPort);
}
