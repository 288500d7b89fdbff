import { analyse } from '../../src/assistant/analyse.ts';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import { analysisLines } from '../views/analysis-view.ts';
import { commandSpec } from './command-spec.ts';

export const analyze = commandSpec({
  name: 'analyze',
  summary: 'Measure one track.',
  examples: ['coproducer analyze "My Track.wav"', 'coproducer analyze "My Track.wav" --json > analysis.json'],
  build: (command) => command.argument('<mix>', 'audio file'),
  run: async (session, [mix]) => {
    const analysis = await analyse(session.workshop, mix as string);
    session.answer(analysis, () => analysisLines(analysis, session.ink, labelOf, session.columns));
  },
});
