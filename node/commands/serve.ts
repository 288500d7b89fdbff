import { readReport } from '../../src/assistant/report.ts';
import { serveUntilStopped } from '../page/serve-until-stopped.ts';
import { commandSpec } from './command-spec.ts';

export const serve = commandSpec<{ plan?: string }>({
  name: 'serve',
  summary: 'Show the report of a plan as a page in your browser, on this machine only.',
  examples: ['coproducer serve', 'coproducer serve --plan plan.json'],
  build: (command) => command.option('--plan <plan>', 'the plan to show; the newest one if left out'),
  run: async (session, _, { plan }) => {
    await serveUntilStopped(session, await readReport(session.workshop, plan));
  },
});
