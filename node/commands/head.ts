import { Argument } from 'commander';
import { fitHead, NO_HEAD, readHead, switchHead } from '../../src/assistant/head.ts';
import type { HeadSource } from '../../src/assistant/head-examples.ts';
import { Failure } from '../../src/store/failure.ts';
import type { HeadDocument } from '../../src/store/head-document.ts';
import type { Session } from '../session.ts';
import { headLines } from '../views/head-view.ts';
import { collect, commandSpec } from './command-spec.ts';

const ACTIONS = ['show', 'fit', 'on', 'off'] as const;
type Action = (typeof ACTIONS)[number];

interface Options {
  profile?: string;
  playlist?: readonly string[];
  corrections?: true;
}

export const head = commandSpec<Options>({
  name: 'head',
  summary: 'Learn your own idea of similar from folders, playlists or corrections; kept only if it finds more.',
  examples: [
    'coproducer head fit',
    'coproducer head fit --playlist Warmup.m3u8 --playlist Peak.m3u8',
    'coproducer head fit --corrections',
    'coproducer head off',
  ],
  build: (command) =>
    command
      .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('show'))
      .option('--profile <name>', 'whose references; the profile used last if left out')
      .option('--playlist <file>', 'with fit: learn from this M3U playlist, not from folders; several times', collect)
      .option('--corrections', 'with fit: learn from what "similar --more-like A --less-like B" was told'),
  run: async (session, [action], options) => {
    const found = await carryOut(session, action as Action, options);
    session.answer(found, () => headLines(found, session.ink));
  },
});

async function carryOut({ workshop }: Session, action: Action, options: Options): Promise<HeadDocument> {
  const { profile } = options;
  if (action === 'fit') return fitHead(workshop, { profile, source: sourceOf(options) });
  if (action !== 'show') return switchHead(workshop, profile, action === 'on');
  const found = await readHead(workshop, profile);
  if (found === undefined) throw new Failure('input', NO_HEAD);
  return found;
}

function sourceOf({ playlist, corrections }: Options): HeadSource {
  if (corrections === true) return { from: 'corrections' };
  return playlist === undefined ? { from: 'folders' } : { from: 'playlists', files: playlist };
}
