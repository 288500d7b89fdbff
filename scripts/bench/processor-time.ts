import { spawnSync } from 'node:child_process';
import type { Seconds } from '../../src/dsp/units.ts';

/**
 * Processor time of a command and all it starts, in user and system mode. Node does not tell what a child used, but
 * `times` of every POSIX shell does; other load on the machine disturbs it much less than it disturbs the wall clock.
 *
 * @throws Error where there is no `sh`, or the command fails
 */
export function processorSeconds(command: readonly string[]): Seconds {
  const script = '"$@" >/dev/null 2>&1; status=$?; times; exit $status';
  const { status, stdout, error } = spawnSync('sh', ['-c', script, 'sh', ...command], {
    encoding: 'utf8',
    env: { ...process.env, ...NO_EXTRA_CERTIFICATES },
  });
  if (error !== undefined) throw new Error('The benchmark measures with a POSIX shell, and finds no sh.');
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}.`);
  // The first line is of the shell itself, the second of its children: user and system as 0m1.234s.
  const [, children] = stdout.trim().split('\n');
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}

/**
 * Where this names a list of certificates, every Node process reads it as it starts, which takes it longer than all else
 * until the program runs; neither the program nor a peer ever opens a connection.
 */
const NO_EXTRA_CERTIFICATES = { NODE_EXTRA_CA_CERTS: undefined };

/** Processor time of this process, all its threads, while `work` runs. */
export async function ownProcessorSeconds(work: () => unknown): Promise<Seconds> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
