import { findPlan } from '../../src/assistant/plans.ts';
import { serveUntilStopped } from '../page/serve-until-stopped.ts';
import { commandSpec } from './command-spec.ts';

export const serve = commandSpec<{ plan?: string; set?: string }>({
  name: 'serve',
  summary: 'Show the report of a plan as a page in your browser, on this machine only.',
  examples: ['coproducer serve', 'coproducer serve --plan plan.json', 'coproducer serve --set osc'],
  build: (command) =>
    command
      .option('--plan <plan>', 'the plan to show; the newest one if left out')
      .option('--set <set>', 'where Apply writes: live, osc, or a file; the set the plan was made for if left out'),
  run: async (session, _, { plan, set }) => {
    const { file } = await findPlan(session.workshop, plan);
    await serveUntilStopped(session, file, set);
  },
});
