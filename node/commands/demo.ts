import { runDemo } from '../../src/assistant/demo.ts';
import { serveUntilStopped } from '../page/serve-until-stopped.ts';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import { pasteable } from '../terminal/pasteable.ts';
import { gapLines } from '../views/gap-view.ts';
import { planLines } from '../views/plan-view.ts';
import { profileLines } from '../views/profile-view.ts';
import { verificationLines } from '../views/verification-view.ts';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import { commandSpec, wholeNumber } from './command-spec.ts';

interface Options {
  out?: string;
  references: number;
  seed: number;
  serve: boolean;
}

export const demo = commandSpec<Options>({
  name: 'demo',
  summary: 'Show the whole loop on songs made on the spot: learn, measure, plan, apply, verify.',
  examples: ['coproducer demo', 'coproducer demo --no-serve', 'coproducer demo --out Demo --seed 7'],
  build: (command) =>
    command
      .option('--out <folder>', 'where to write the songs, in a folder of their seed; the home folder if left out')
      .option('--references <count>', 'how many reference songs to make', wholeNumber(6, 60), 20)
      .option('--seed <number>', 'another number makes other songs', wholeNumber(0, 1_000_000), 1)
      .option('--no-serve', 'end when done instead of showing the report page'),
  run: async (session, _, { out, references, seed, serve }) => {
    const { ink, columns } = session;
    const summary = await runDemo(session.workshop, { out, references, seed }, (stage) => {
      if (stage.name === 'learned') session.say(...profileLines(stage.profile, ink, labelOf), '');
      if (stage.name === 'measured') session.say(...gapLines(stage.gap, ink, columns), '');
      if (stage.name === 'planned') session.say(...planLines(stage.plan, ink), ...madeAllTheSame(stage.plan), '');
      if (stage.name === 'verified') session.say(...verificationLines(stage.verification, ink, labelOf, columns), '');
    });
    const found = summary.faults.filter((fault) => fault.found).length;
    const closed = 1 - summary.styleDelta.after / summary.styleDelta.before;
    const lines = (): string[] => [
      ink.strong('What was wrong on purpose'),
      ...summary.faults.map(
        ({ fault, found: answered }) => `  ${answered ? ink.good('answered') : ink.warn('left    ')}  ${fault}`,
      ),
      '',
      `${found} of ${summary.faults.length} planted faults answered; the gap to the references shrank by ${ink.good(`${Math.round(closed * 100)} %`)} in ${Math.round(summary.seconds)} s.`,
      '',
      `Listen:  ${pasteable(summary.paths.mix)}  ${ink.quiet('before')}`,
      `         ${pasteable(summary.paths.newMix)}  ${ink.quiet('after')}`,
    ];
    if (serve && !session.json) {
      session.say(...lines());
      await serveUntilStopped(session, summary.paths.plan);
    } else session.answer(summary, lines);
  },
});

/** The demo asks nobody. */
function madeAllTheSame({ fixes }: PlanDocument): string[] {
  return fixes.some(({ aside }) => aside) ? ['The demo makes these, too.'] : [];
}
