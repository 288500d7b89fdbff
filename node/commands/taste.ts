import { readTaste, resetTaste } from '../../src/assistant/taste.ts';
import { Failure } from '../../src/store/failure.ts';
import { tasteLines } from '../views/taste-view.ts';
import { commandSpec } from './command-spec.ts';

export const taste = commandSpec({
  name: 'taste',
  summary: 'Show or reset what was learned from your answers.',
  examples: ['coproducer taste', 'coproducer taste reset'],
  build: (command) => command.argument('[action]', 'show or reset', 'show'),
  run: async (session, [action]) => {
    if (action !== 'show' && action !== 'reset') {
      throw new Failure('usage', `"${String(action)}" is not an action of taste: use show or reset.`);
    }
    const found = action === 'show' ? await readTaste(session.workshop) : await resetTaste(session.workshop);
    session.answer(found, () => tasteLines(found, session.ink));
  },
});
