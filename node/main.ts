import { isMainThread, parentPort } from 'node:worker_threads';

/**
 * The one program: the command line in the main thread, the assistant's jobs in a worker thread. It is bundled into one
 * file, which `start.ts` loads in either; each runs only its own part.
 */
if (isMainThread) {
  void import('./command-line.ts')
    .then(({ runCommandLine }) => runCommandLine(process.argv, __filename))
    .then((exitCode) => {
      process.exitCode = exitCode;
    });
} else if (parentPort !== null) {
  const port = parentPort;
  void import('./threads/serve-jobs.ts').then(({ serveJobs }) => serveJobs(port));
}
