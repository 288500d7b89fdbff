import { dirname, join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import type { Workshop } from '../src/assistant/workshop.ts';
import { EXIT_CODE, Failure } from '../src/store/failure.ts';
import { openHome } from '../src/store/home.ts';
import { COMMANDS } from './commands/commands.ts';
import { Session } from './session.ts';
import { inkFor } from './terminal/ink.ts';
import { TerminalProgress } from './terminal/terminal-progress.ts';
import { WorkerPool } from './threads/worker-pool.ts';

/**
 * Runs one command and returns its exit code: 0 done, 1 unexpected fault, 2 bad usage, 3 bad input, 4 Live not reachable, 5 refused or
 * rolled back, 130 cancelled.
 *
 * @param argv as Node hands it over, the command's words from the third on.
 * @param script the bundled program, which worker threads are started from.
 */
export async function runCommandLine(argv: readonly string[], script: string): Promise<number> {
  const progress = new TerminalProgress(process.stderr);
  const cancellation = new AbortController();
  const cancel = (): void => cancellation.abort();
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  const pool = new WorkerPool(script);
  try {
    const openWorkshop = async (home: string | undefined): Promise<Workshop> => ({
      home: await openHome(home),
      workers: pool,
      progress,
      signal: cancellation.signal,
      now: () => new Date(),
    });
    const pageFolder = join(dirname(script), 'page');
    await programOf(openWorkshop, pageFolder, progress).parseAsync(argv);
    return 0;
  } catch (error) {
    progress.close();
    return explain(error);
  } finally {
    progress.close();
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
    await pool.close();
  }
}

function programOf(
  openWorkshop: (home: string | undefined) => Promise<Workshop>,
  pageFolder: string,
  progress: TerminalProgress,
): Command {
  const program = new Command('coproducer')
    .description(
      'Learns what your reference tracks have in common, measures your mix and its stems against that, and says exactly what to change.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .showSuggestionAfterError()
    .exitOverride();
  for (const { name, summary, examples, build, run } of COMMANDS) {
    const command = program.command(name).description(summary);
    build(command);
    command
      .addOption(new Option('--json', 'print one JSON document instead of text'))
      .addOption(new Option('--home <folder>', 'keep profiles, plans and answers in this folder'))
      .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`)
      .exitOverride()
      .action(async () => {
        const { json, home } = command.opts<{ json?: true; home?: string }>();
        const session = new Session({
          workshop: await openWorkshop(home),
          json: json === true,
          pageFolder,
          beforePrint: () => progress.close(),
        });
        await run(session, command.processedArgs, command.opts());
      });
  }
  return program;
}

/** Says what went wrong in one sentence on standard error; the stack only for faults of the program itself. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODE.usage;
  const ink = inkFor(process.stderr.isTTY === true);
  if (error instanceof Failure) {
    process.stderr.write(`${error.kind === 'cancelled' ? error.message : `${ink.bad('Error:')} ${error.message}`}\n`);
    return EXIT_CODE[error.kind];
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${ink.bad('Unexpected fault in Coproducer')}, please report it:\n${detail}\n`);
  return 1;
}

const VERSION = '0.1.0';
