import { undo as undoReceipt } from '../../src/assistant/undo.ts';
import { receiptLines } from '../views/receipt-view.ts';
import { commandSpec } from './command-spec.ts';

export const undo = commandSpec<{ set?: string }>({
  name: 'undo',
  summary: 'Put back what an apply changed; what you have changed since is left alone.',
  examples: ['coproducer undo', 'coproducer undo receipt.json'],
  build: (command) =>
    command
      .argument('[receipt]', 'what apply wrote; the newest one if left out')
      .option('--set <set>', 'live, osc, or the file of an embedded set; the one that was written to if left out'),
  run: async (session, [receipt], { set }) => {
    const undone = await undoReceipt(session.workshop, { receipt: receipt as string | undefined, set });
    session.answer(undone, () => receiptLines(undone, session.ink));
  },
});
