import { listModels } from '../../src/assistant/models.ts';
import { modelLines } from '../views/models-view.ts';
import { commandSpec } from './command-spec.ts';

export const models = commandSpec({
  name: 'models',
  summary: 'Show which networks can tell what is similar, and which files are not used and why.',
  examples: ['coproducer models', 'coproducer models --json'],
  build: () => undefined,
  run: async (session) => {
    const found = await listModels(session.workshop);
    session.answer(found, () => modelLines(found, session.ink));
  },
});
