import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Message } from './objects.ts';

/** What stands behind a `node.script`. */
export interface NodeProcess {
  start(): void;
  stop(): void;
  send(message: Message): void;
}

export interface NodeProcessHost {
  /** From Node's `outlet`. */
  data(message: Message): void;
  /** From the object's right outlet. */
  lifecycle(message: Message): void;
  console(line: string): void;
}

/**
 * The real bundle in a process of its own, with `max-api` served over the process's channel, as Node for Max does it:
 * `restart` brings a crashed process back, a stop does not.
 */
export class ChildNode implements NodeProcess {
  readonly #file: string;
  readonly #host: NodeProcessHost;
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #isStopping = false;
  /** What the process wrote to its own output. */
  output = '';

  constructor(file: string, host: NodeProcessHost, environment: Readonly<Record<string, string>> = {}) {
    this.#file = file;
    this.#host = host;
    this.#environment = environment;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    if (this.#child !== undefined) return;
    this.#isStopping = false;
    const child = fork(this.#file, [], {
      execArgv: ['--require', MAX_API],
      env: { ...process.env, ...this.#environment, MAX_ENV: 'maxforlive' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    const keep = (text: Buffer): void => {
      this.output += text.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('message', (message: { kind: 'outlet' | 'post'; atoms: Message }) => {
      if (message.kind === 'outlet') this.#host.data(message.atoms);
      else this.#host.console(message.atoms.join(' '));
    });
    child.on('spawn', () => this.#host.lifecycle(['start', 'success']));
    child.on('exit', () => {
      this.#child = undefined;
      this.#host.lifecycle(['terminated']);
      if (this.#isStopping) return;
      this.#host.lifecycle(['restarting']);
      this.start();
      this.#host.lifecycle(['restarted']);
    });
  }

  stop(): void {
    this.#isStopping = true;
    this.#child?.kill('SIGTERM');
  }

  send(message: Message): void {
    if (this.#child?.connected !== true) {
      this.#host.console('node.script: can not send: the process is not running');
      return;
    }
    this.#child.send({ atoms: message });
  }

  /** As when the process crashes. */
  crash(): void {
    this.#child?.kill('SIGKILL');
  }

  /** As when the device is deleted: the channel closes. Resolves once the process has gone by itself. */
  async close(): Promise<void> {
    const child = this.#child;
    this.#isStopping = true;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.connected) child.disconnect();
    await gone;
  }
}

const MAX_API = join(__dirname, 'max-api.cjs');
