import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 optimise only what runs for long. Most of an analysis runs for a few milliseconds a file, and the rest is on
 * the kernels; V8's default compiles anew whatever ran for about one millisecond, which takes it several: a fifth of
 * the processor time of a first file, for code that has little left to do (`npm run bench`).
 *
 * Call it first of all, in the main thread: the flags are those of all threads. A V8 of another release, whose flags
 * may be called otherwise, is left as it is.
 */
export function optimiseLate(): void {
  if (!process.versions.v8.startsWith(KNOWN_V8)) return;
  NEEDED_MODULES.forEach(createRequire(__filename));
  setFlagsFromString(`--ticks-before-optimization=${TICKS}`);
  // Short functions are optimised at the first tick otherwise.
  setFlagsFromString('--max-bytecode-size-for-early-opt=0');
  // What is inlined is compiled again with every function that it is inlined into.
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTES}`);
  // Objects are few and small: threads that help to collect them cost more than they take off.
  setFlagsFromString('--no-parallel-scavenge');
  // Nor is there enough to mark that it had to be done piece by piece beside what runs, which must keep account of what
  // it changes meanwhile: 10 to 15 ms at once do for the 10 MB of an analysis.
  setFlagsFromString('--no-incremental-marking');
}

/**
 * What every command needs. Node keeps its own modules compiled for the flags that it starts with, and compiles what is
 * loaded after a flag has changed from its text, so these come first. By name, since the bundler leaves out an import
 * that nothing is taken from.
 */
const NEEDED_MODULES = [
  'node:child_process',
  'node:crypto',
  'node:fs/promises',
  'node:os',
  'node:perf_hooks',
  'node:process',
  'node:timers/promises',
];
/** Node 20. */
const KNOWN_V8 = '11.3.';
/** Of 66 kB of executed bytecode each, some 40 ms in all; V8's own is 3. */
const TICKS = 60;
/** Of bytecode a function; V8's own is 920. A first file costs 6 % less, and making plans costs the same. */
const INLINED_BYTES = 200;
