import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The program as it is shipped. */
export const PROGRAM = join(__dirname, '../../dist/coproducer.cjs');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  process: ChildProcessByStdio<null, Readable, Readable>;
  /** What it has written so far. */
  soFar: Ended;
  ended: Promise<Ended>;
  /** Resolves as soon as a stream holds the text; rejects where the program ends without it. */
  saying(stream: 'stdout' | 'stderr', text: string): Promise<void>;
}

/** Starts the built program; the environment is the test's, without what would colour or redirect it. */
export function startProgram(args: readonly string[], environment: Record<string, string> = {}): Running {
  if (!existsSync(PROGRAM)) throw new Error('The program is not built: run "npm run build" first.');
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, COPRODUCER_HOME: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const soFar: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (soFar.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (soFar.stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ ...soFar, code }));
  });
  const saying = (stream: 'stdout' | 'stderr', text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (soFar[stream].includes(text)) resolve();
      };
      child[stream].on('data', look);
      look();
      void ended.then(({ stderr }) => reject(new Error(`It ended without saying "${text}": ${stderr}`)));
    });
  return { process: child, soFar, ended, saying };
}

/** Runs the built program to its end. */
export function runProgram(args: readonly string[], environment?: Record<string, string>): Promise<Ended> {
  return startProgram(args, environment).ended;
}
