#!/usr/bin/env node
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { KeptCode } from './kept-code.ts';
import { optimiseLate } from './optimise-late.ts';

/** By then a worker has done its first jobs, as a rule one of each kind. */
const WORKER_KEEPS_AFTER_MS = 1500;

/**
 * What is started, in the main thread and in workers: it loads the program (`main.ts`), which lies beside it, and keeps
 * what V8 made of it for the next run, apart for each command, since each needs its own part.
 */
if (isMainThread) optimiseLate();
const command = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'help';
const part = isMainThread ? command : `${command}-jobs`;
const file = `${part}-${process.versions.v8}-${process.arch}.bin`;
const program = new KeptCode(join(__dirname, 'program.js'), join(__dirname, 'kept-code', file));
(program.run() as Program)(require, module, exports, __filename, __dirname);
// A worker is ended from outside, and never told before.
if (!isMainThread) setTimeout(() => program.keep(), WORKER_KEEPS_AFTER_MS).unref();
// A command that there is not, or that failed, has not needed what others of its name will.
else process.on('exit', (code) => code === 0 && program.keep());

/** The bundle in its wrapper: what Node wraps a CommonJS module in. */
type Program = (require: NodeJS.Require, module: NodeJS.Module, exports: unknown, file: string, folder: string) => void;
