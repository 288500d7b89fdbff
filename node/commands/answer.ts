import { Argument } from 'commander';
import { answer as recordAnswer, ANSWERS, type Answer } from '../../src/assistant/answer.ts';
import { tasteLines } from '../views/taste-view.ts';
import { commandSpec, decimalNumber } from './command-spec.ts';

export const answer = commandSpec<{ plan?: string; size?: number }>({
  name: 'answer',
  summary: 'Say what you think of a fix; the next plan reads it.',
  examples: [
    'coproducer answer f1 accept',
    'coproducer answer f2 skip',
    'coproducer answer f3 change --size -1.5',
    'coproducer answer f4 intentional',
  ],
  build: (command) =>
    command
      .argument('<fix>', 'id of the fix in its plan')
      .addArgument(new Argument('<answer>', 'what you think of it').choices(ANSWERS))
      .option('--plan <plan>', 'the plan that has the fix; the newest one if left out')
      .option('--size <number>', 'with change: the size you used instead, in the unit of the fix', decimalNumber),
  run: async (session, [fix, given], { plan, size }) => {
    const taste = await recordAnswer(session.workshop, {
      fix: fix as string,
      answer: given as Answer,
      plan,
      finalSize: size,
    });
    session.answer(taste, () => tasteLines(taste, session.ink));
  },
});
