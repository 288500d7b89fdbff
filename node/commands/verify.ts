import { verify as verifyBounce } from '../../src/assistant/verify.ts';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import { verificationLines } from '../views/verification-view.ts';
import { commandSpec } from './command-spec.ts';

export const verify = commandSpec<{ plan?: string }>({
  name: 'verify',
  summary: 'Measure a new bounce and say, fix by fix, whether what was predicted came.',
  examples: ['coproducer verify "My Track v2.wav" --plan plan.json'],
  build: (command) =>
    command
      .argument('<mix>', 'the new bounce')
      .option('--plan <plan>', 'the plan that was applied; the newest one if left out'),
  run: async (session, [mix], { plan }) => {
    const verification = await verifyBounce(session.workshop, { mix: mix as string, plan });
    session.answer(verification, () => verificationLines(verification, session.ink, labelOf, session.columns));
  },
});
