import { Argument } from 'commander';
import { exportTaste, importTaste } from '../../src/assistant/carry-taste.ts';
import { readTaste, resetTaste, setTaste } from '../../src/assistant/taste.ts';
import { startTrial, stopTrial } from '../../src/assistant/targeting-trial.ts';
import { Failure } from '../../src/store/failure.ts';
import type { TasteDocument } from '../../src/store/taste-document.ts';
import type { Session } from '../session.ts';
import { tasteLines } from '../views/taste-view.ts';
import { commandSpec, decimalNumber } from './command-spec.ts';

const ACTIONS = ['show', 'set', 'reset', 'export', 'import', 'trial'] as const;
type Action = (typeof ACTIONS)[number];

export const taste = commandSpec<{ profile?: string }>({
  name: 'taste',
  summary: 'Show what was learned from your answers; set, reset, export, import or try it.',
  examples: [
    'coproducer taste',
    'coproducer taste set "size width/pad" 0.5',
    'coproducer taste reset "habit width/pad"',
    'coproducer taste reset',
    'coproducer taste export my-taste.json',
    'coproducer taste trial start',
  ],
  build: (command) =>
    command
      .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('show'))
      .argument(
        '[item]',
        'what to set or reset, by the name that show gives it; or the file to export to or import; or start, show or stop, for a trial of learned targets against those of the references',
      )
      .argument('[value]', 'with set: what to hold it at', decimalNumber)
      .option('--profile <name>', 'whose targets are shown; the profile used last if left out'),
  run: async (session, [action, item, value], { profile }) => {
    const given = item as string | undefined;
    const found = await carryOut(session, action as Action, given, value as number | undefined, profile);
    session.answer(found, () => tasteLines(found, session.ink));
  },
});

async function carryOut(
  { workshop }: Session,
  action: Action,
  item: string | undefined,
  value: number | undefined,
  profile: string | undefined,
): Promise<TasteDocument> {
  if (action === 'show') return readTaste(workshop, profile);
  if (action === 'reset') return resetTaste(workshop, item);
  if (action === 'trial') return trial(workshop, item ?? 'show', profile);
  if (item === undefined || (action === 'set' && value === undefined)) {
    throw new Failure(
      'usage',
      action === 'set'
        ? 'Say what to set, and to what, such as: taste set "size width/pad" 0.5.'
        : `Say which file to ${action}, such as: taste ${action} my-taste.json.`,
    );
  }
  if (action === 'set') return setTaste(workshop, item, value as number);
  return action === 'export' ? exportTaste(workshop, item) : importTaste(workshop, item);
}

async function trial(workshop: Session['workshop'], what: string, profile: string | undefined): Promise<TasteDocument> {
  if (what === 'start') return startTrial(workshop);
  if (what === 'stop') return stopTrial(workshop);
  if (what === 'show') return readTaste(workshop, profile);
  throw new Failure('usage', `"${what}" is nothing to do with a trial: start, show or stop one.`);
}
