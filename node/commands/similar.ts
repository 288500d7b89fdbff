import { similar as findSimilar } from '../../src/assistant/similar.ts';
import { similarLines } from '../views/similar-view.ts';
import { commandSpec, wholeNumber } from './command-spec.ts';

export const similar = commandSpec<{ k: number; profile?: string }>({
  name: 'similar',
  summary: 'Find the references that a track is closest to, and in what.',
  examples: ['coproducer similar "My Track.wav"', 'coproducer similar "My Track.wav" -k 10'],
  build: (command) =>
    command
      .argument('<file>', 'audio file')
      .option('-k <count>', 'how many', wholeNumber(1, 1000), 5)
      .option('--profile <name>', 'profile to search; the one used last if left out'),
  run: async (session, [file], { k, profile }) => {
    const found = await findSimilar(session.workshop, { file: file as string, count: k, profile });
    session.answer(found, () => similarLines(found, session.ink));
  },
});
