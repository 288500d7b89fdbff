import { answer as recordAnswer } from '../../src/assistant/answer.ts';
import { ANSWERS, type Answer } from '../../src/assistant/answer.ts';
import { Failure } from '../../src/store/failure.ts';
import { tasteLines } from '../views/taste-view.ts';
import { commandSpec } from './command-spec.ts';

export const answer = commandSpec<{ plan?: string; size?: string }>({
  name: 'answer',
  summary: 'Say what you think of a fix; the next plan reads it.',
  examples: ['coproducer answer f1 accept', 'coproducer answer f2 skip', 'coproducer answer f3 change --size -1.5'],
  build: (command) =>
    command
      .argument('<fix>', 'id of the fix in its plan')
      .argument('<answer>', ANSWERS.join(', '))
      .option('--plan <plan>', 'the plan that has the fix; the newest one if left out')
      .option('--size <number>', 'with change: the size you used instead, in the unit of the fix'),
  run: async (session, [fix, given], { plan, size }) => {
    if (!ANSWERS.includes(given as Answer)) {
      throw new Failure('usage', `"${String(given)}" is not an answer: use ${ANSWERS.join(', ')}.`);
    }
    const taste = await recordAnswer(session.workshop, {
      fix: fix as string,
      answer: given as Answer,
      plan,
      finalSize: size === undefined ? undefined : Number(size.replace('−', '-')),
    });
    session.answer(taste, () => tasteLines(taste, session.ink));
  },
});
