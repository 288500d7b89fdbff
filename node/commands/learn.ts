import { learn as learnLibrary } from '../../src/assistant/learn.ts';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import { profileLines } from '../views/profile-view.ts';
import { commandSpec } from './command-spec.ts';

export const learn = commandSpec<{ name: string }>({
  name: 'learn',
  summary: 'Learn what the tracks in a folder have in common.',
  examples: ['coproducer learn ~/Music/References', 'coproducer learn ~/Music/Uplifting --name uplifting'],
  build: (command) =>
    command
      .argument(
        '<folder>',
        'folder with finished tracks (WAV, AIFF, FLAC, MP3, M4A, OGG), searched with its subfolders',
      )
      .option('--name <name>', 'what to call the profile', 'mine'),
  run: async (session, [folder], { name }) => {
    const { profile, skipped } = await learnLibrary(session.workshop, { folder: folder as string, name });
    session.answer(profile, () => [
      ...profileLines(profile, session.ink, labelOf),
      ...(skipped.length === 0 ? [] : ['', session.ink.warn(`${skipped.length} skipped:`)]),
      ...skipped.map(({ why }) => `  ${why}`),
    ]);
  },
});
