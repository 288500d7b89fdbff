import { preview as renderPreview } from '../../src/assistant/preview.ts';
import { signedWithUnit } from '../../src/dsp/spoken-units.ts';
import type { PreviewDocument } from '../../src/store/preview-document.ts';
import { pasteable } from '../terminal/pasteable.ts';
import { commandSpec } from './command-spec.ts';

export const preview = commandSpec<{ stems: string; out: string }>({
  name: 'preview',
  summary: 'Render the mix before and after a plan, to listen before anything is written.',
  examples: ['coproducer preview plan.json --stems "My Track Stems" --out Preview'],
  build: (command) =>
    command
      .argument('<plan>', 'a plan that suggest wrote')
      .requiredOption('--stems <folder>', 'the stems that the plan was made from')
      .requiredOption('--out <folder>', 'where to write before.wav and after.wav'),
  run: async (session, [plan], { stems, out }) => {
    const made = await renderPreview(session.workshop, { plan: plan as string, stems, out });
    session.answer(made, () => [
      `${session.ink.title('Rendered')}  ${pasteable(made.before)}`,
      `          ${pasteable(made.after)}`,
      ...(made.passage === undefined ? [] : passageLines(made.passage)),
      made.masterChain,
      session.ink.quiet(
        `For a fair comparison of the whole mix change after.wav by ${signedWithUnit(made.matchDb, 'dB')}: then both are equally loud.`,
      ),
    ]);
  },
});

/** One line a file: the passages are equally loud, so what is heard is the change. */
function passageLines({ before, after, fixes }: NonNullable<PreviewDocument['passage']>): string[] {
  const rows = [
    { what: 'before', ...before },
    ...fixes.map((fix) => ({ what: `${fix.id} alone`, ...fix })),
    { what: 'all', ...after },
  ];
  return [
    'The loudest passage, all equally loud:',
    ...rows.map(({ what, file }) => `  ${what.padEnd(9)} ${pasteable(file)}`),
  ];
}
