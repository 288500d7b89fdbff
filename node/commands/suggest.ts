import { InvalidArgumentError } from 'commander';
import { suggest as suggestFixes } from '../../src/assistant/suggest.ts';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import { pasteable } from '../terminal/pasteable.ts';
import { planLines, stemLines } from '../views/plan-view.ts';
import { FIX_CATEGORIES, type FixCategory } from '../../src/fixes/fix-kind.ts';
import { collect, commaList, commandSpec, wholeNumber } from './command-spec.ts';
import { addTargetOptions, type TargetOptions } from './target-options.ts';

interface Options extends TargetOptions {
  stems: string;
  amount: number;
  lock?: readonly string[];
  only?: readonly FixCategory[];
  set?: string;
  stemMap?: string;
  out?: string;
}

export const suggest = commandSpec<Options>({
  name: 'suggest',
  summary: 'Plan the fewest changes that bring a mix into the range of your references.',
  examples: [
    'coproducer suggest "My Track.wav" --stems "My Track Stems"',
    'coproducer suggest "My Track.wav" --stems "My Track Stems" --amount 60 --out plan.json',
    'coproducer suggest "My Track.wav" --stems "My Track Stems" --lock Kick --only level,tone',
  ],
  build: (command) =>
    addTargetOptions(command.argument('<mix>', 'the bounce of the whole mix'))
      .requiredOption('--stems <folder>', "folder with one bounced file a track, as Live's export makes them")
      .option('--amount <percent>', 'how far to go, 0 to 100', wholeNumber(0, 100), 100)
      .option('--lock <track>', 'leave this track as it is; may be given several times', collect)
      .option('--only <kinds>', `only these kinds of change: ${FIX_CATEGORIES.join(', ')}`, fixCategories)
      .option('--set <set>', 'live, osc, or the file of an embedded set; a set made from the stems if left out')
      .option(
        '--stem-map <file>',
        'which file is which track: the JSON file that suggest names, corrected by you; remembered for the folder',
      )
      .option('--out <file>', 'write the plan here as well'),
  run: async (session, [mix], options) => {
    const { plan, planFile, stemMap, stemMapFile } = await suggestFixes(session.workshop, {
      mix: mix as string,
      stems: options.stems,
      profile: options.profile,
      references: options.reference,
      cluster: options.cluster,
      target: options.target,
      amount: options.amount,
      lockedTracks: options.lock,
      only: options.only,
      set: options.set,
      stemMap: options.stemMap,
      out: options.out,
    });
    session.answer(plan, () => [
      ...stemLines(stemMap, session.ink),
      session.ink.quiet(
        `If a track or role is wrong, correct it in ${pasteable(stemMapFile)} and give that with --stem-map.`,
      ),
      '',
      ...planLines(plan, session.ink),
      '',
      ...nextSteps(plan, planFile, options.stems),
    ]);
  },
});

function fixCategories(text: string): FixCategory[] {
  return commaList(text).map((word) => {
    const found = FIX_CATEGORIES.find((category) => category === word.toLowerCase());
    if (found === undefined) throw new InvalidArgumentError(`"${word}" is none of ${FIX_CATEGORIES.join(', ')}.`);
    return found;
  });
}

function nextSteps({ fixes }: PlanDocument, planFile: string, stems: string): string[] {
  if (fixes.every(({ advice }) => advice)) return [];
  const plan = pasteable(planFile);
  return [
    `To hear it first:       coproducer preview ${plan} --stems ${pasteable(stems)} --out Preview`,
    `To make these changes:  coproducer apply ${plan}`,
  ];
}
