import { Argument } from 'commander';
import { readTaste, resetTaste } from '../../src/assistant/taste.ts';
import { tasteLines } from '../views/taste-view.ts';
import { commandSpec } from './command-spec.ts';

export const taste = commandSpec({
  name: 'taste',
  summary: 'Show or reset what was learned from your answers.',
  examples: ['coproducer taste', 'coproducer taste reset'],
  build: (command) =>
    command.addArgument(new Argument('[action]', 'what to do').choices(['show', 'reset']).default('show')),
  run: async (session, [action]) => {
    const found = action === 'reset' ? await resetTaste(session.workshop) : await readTaste(session.workshop);
    session.answer(found, () => tasteLines(found, session.ink));
  },
});
