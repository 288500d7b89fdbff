import { InvalidArgumentError } from 'commander';
import { apply as applyPlan } from '../../src/assistant/apply.ts';
import { pasteable } from '../terminal/pasteable.ts';
import { planLines } from '../views/plan-view.ts';
import { receiptLines } from '../views/receipt-view.ts';
import { commaList, commandSpec } from './command-spec.ts';

interface Options {
  set?: string;
  only?: readonly string[];
  all?: true;
  amount?: ReadonlyMap<string, number>;
  dryRun?: true;
  overrideAutomation?: true;
}

export const apply = commandSpec<Options>({
  name: 'apply',
  summary: 'Make the changes of a plan in the set; undo takes them back.',
  examples: [
    'coproducer apply plan.json --dry-run',
    'coproducer apply plan.json --only f1,f3',
    'coproducer apply plan.json --amount f2=50 --amount f3=80',
    'coproducer apply plan.json --set set.json',
  ],
  build: (command) =>
    command
      .argument('<plan>', 'a plan that suggest wrote')
      .option('--set <set>', 'live, osc, or the file of an embedded set; the set the plan was made for if left out')
      .option(
        '--only <fixes>',
        'ids of the fixes to apply, with commas; all that are put forward if left out',
        commaList,
      )
      .option('--all', 'apply what is only also possible, too')
      .option('--amount <fix=percent>', 'do a fix by less or more than planned, 10 to 150', fixAmount)
      .option('--override-automation', 'write parameters that automation moves, instead of refusing the plan')
      .option('--dry-run', 'say what would be written and write nothing'),
  run: async (session, [plan], { set, only, all, amount, dryRun, overrideAutomation }) => {
    const result = await applyPlan(session.workshop, {
      plan: plan as string,
      set,
      only,
      all: all === true,
      ...(amount !== undefined && { amounts: amount }),
      dryRun: dryRun === true,
      overrideAutomation: overrideAutomation === true,
    });
    if (result.receipt === undefined) {
      session.answer(result.plan, () => [...planLines(result.plan, session.ink), 'Dry run: nothing was written.']);
      return;
    }
    const { receipt, receiptFile } = result;
    session.answer(receipt, () => [
      ...receiptLines(receipt, session.ink),
      '',
      `To take it back: coproducer undo ${pasteable(receiptFile)}`,
    ]);
  },
});

function fixAmount(text: string, before: ReadonlyMap<string, number> = new Map()): ReadonlyMap<string, number> {
  const [fix, percent] = text.split('=');
  const value = Number(percent);
  if (fix === '' || percent === undefined || percent.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('It must be a fix and its percent, such as f2=50.');
  }
  return new Map(before).set(fix, value / 100);
}
