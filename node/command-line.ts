import { dirname } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import manifest from '../package.json';
import { EXIT_CODE, Failure } from '../src/store/failure.ts';
import { openHome } from '../src/store/home.ts';
import { systemErrorCode } from '../src/store/system-error.ts';
import type { CommandSpec } from './commands/command-spec.ts';
import { COMMANDS } from './commands/commands.ts';
import { Session } from './session.ts';
import { inkFor } from './terminal/ink.ts';
import { TerminalProgress } from './terminal/terminal-progress.ts';
import { RememberingWorkers } from './threads/remembering-workers.ts';
import { SameThread } from './threads/same-thread.ts';
import { WorkerPool } from './threads/worker-pool.ts';

/**
 * Runs one command and returns its exit code: 0 done, 1 unexpected fault, 2 bad usage, 3 bad input, 4 Live not
 * reachable, 5 refused or rolled back, 130 cancelled.
 *
 * @param argv as Node hands it over, the command's words from the third on.
 * @param script the bundled program, which worker threads are started from.
 */
export async function runCommandLine(argv: readonly string[], script: string): Promise<number> {
  const progress = new TerminalProgress(process.stderr);
  const cancellation = new AbortController();
  const cancel = cancelOrInsist(cancellation);
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  process.stdout.on('error', endQuietlyWithoutReader);
  const pool = new WorkerPool(script);
  const remembering = new RememberingWorkers(pool);
  let exitCode = 0;
  const run = async (spec: CommandSpec, command: Command): Promise<void> => {
    const workers = spec.isOneJob?.(command.opts()) === true ? new SameThread() : remembering;
    const { json, home } = command.opts<{ json?: true; home?: string }>();
    const session = new Session({
      workshop: { home: await openHome(home), workers, progress, signal: cancellation.signal, now: () => new Date() },
      json: json === true,
      programFolder: dirname(script),
      output: process.stdout,
      beforePrint: () => progress.close(),
    });
    await spec.run(session, command.processedArgs, command.opts());
    exitCode = session.exitCode;
  };
  try {
    await programOf(await commandsOf(argv), run).parseAsync(argv);
    return exitCode;
  } catch (error) {
    progress.close();
    return explain(error);
  } finally {
    progress.close();
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
    await pool.close();
  }
}

/** The command that the words name, or all of them for help and for what is no command. */
async function commandsOf(argv: readonly string[]): Promise<CommandSpec[]> {
  const [name] = argv.slice(2);
  const loaders = Object.hasOwn(COMMANDS, name ?? '') ? [COMMANDS[name]] : Object.values(COMMANDS);
  return Promise.all(loaders.map((load) => load()));
}

function programOf(
  specs: readonly CommandSpec[],
  run: (spec: CommandSpec, command: Command) => Promise<void>,
): Command {
  const program = new Command('coproducer')
    .description(
      'Learns what your reference tracks have in common, measures your mix and its stems against that, and says exactly what to change.',
    )
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .showSuggestionAfterError()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error:/, inkFor(process.stderr).bad('Error:'))),
    })
    .exitOverride();
  for (const spec of specs) {
    const command = program.command(spec.name).description(spec.summary);
    spec.build(command);
    command
      .addOption(new Option('--json', 'print one JSON document instead of text'))
      .addOption(new Option('--home <folder>', 'keep profiles, plans and answers in this folder'))
      .addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  $ ${example}`).join('\n')}`)
      .exitOverride()
      .action(() => run(spec, command));
  }
  return program;
}

/** Says what went wrong in one sentence on standard error; the stack only for faults of the program itself. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODE.usage;
  const ink = inkFor(process.stderr);
  if (error instanceof Failure) {
    process.stderr.write(`${error.kind === 'cancelled' ? error.message : `${ink.bad('Error:')} ${error.message}`}\n`);
    return EXIT_CODE[error.kind];
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${ink.bad('Unexpected fault in Coproducer')}, please report it:\n${detail}\n`);
  return 1;
}

/**
 * What a signal does: the first lets the command end in order, putting back what it has half done; a later one ends the
 * program at once.
 */
function cancelOrInsist(cancellation: AbortController): () => void {
  let cancelledAt: number | undefined;
  return () => {
    cancelledAt ??= performance.now();
    if (performance.now() - cancelledAt > SAME_KEYSTROKE_MS) process.exit(EXIT_CODE.cancelled);
    cancellation.abort();
  };
}

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_KEYSTROKE_MS = 500;

/** Who reads only the first lines (`| head`) closes the pipe: that is no fault of the program. */
function endQuietlyWithoutReader(error: Error): void {
  if (systemErrorCode(error) !== 'EPIPE') throw error;
  process.exit(0);
}
