import { learnOwn } from '../../src/assistant/learn-own.ts';
import { learn as learnLibrary } from '../../src/assistant/learn.ts';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import { Failure } from '../../src/store/failure.ts';
import { profileLines } from '../views/profile-view.ts';
import { commandSpec } from './command-spec.ts';

/** What a profile is called that nobody has named. */
const UNNAMED = 'mine';

export const learn = commandSpec<{ name?: string; own?: readonly string[] }>({
  name: 'learn',
  summary: 'Learn what the tracks in a folder have in common, or add your own finished tracks.',
  examples: [
    'coproducer learn ~/Music/References',
    'coproducer learn ~/Music/Uplifting --name uplifting',
    'coproducer learn --own "Finished/My Track (master).wav"',
  ],
  build: (command) =>
    command
      .argument(
        '[folder]',
        'folder with finished tracks (WAV, AIFF, FLAC, MP3, M4A, OGG), searched with its subfolders',
      )
      .option('--own <files...>', 'instead of a folder: finished tracks of yours, which a profile grows by')
      .option(
        '--name <name>',
        `what to call the profile ("${UNNAMED}"); with --own, which one grows (the one used last)`,
      ),
  run: async (session, [folder], { name, own }) => {
    if ((folder === undefined) === (own === undefined)) {
      throw new Failure('usage', 'Say one of the two: a folder with references, or --own with tracks of yours.');
    }
    const { profile, skipped } =
      own === undefined
        ? await learnLibrary(session.workshop, { folder: folder as string, name: name ?? UNNAMED })
        : await learnOwn(session.workshop, { files: own, name });
    session.answer(profile, () => [
      ...profileLines(profile, session.ink, labelOf),
      ...(skipped.length === 0 ? [] : ['', session.ink.warn(`${skipped.length} skipped:`)]),
      ...skipped.map(({ why }) => `  ${why}`),
    ]);
  },
});
