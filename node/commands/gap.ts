import { measureGap } from '../../src/assistant/measure-gap.ts';
import { gapLines } from '../views/gap-view.ts';
import { commandSpec } from './command-spec.ts';
import { addTargetOptions, type TargetOptions } from './target-options.ts';

export const gap = commandSpec<TargetOptions>({
  name: 'gap',
  summary: 'Say where a mix lies outside the range of your references.',
  examples: [
    'coproducer gap "My Track.wav"',
    'coproducer gap "My Track.wav" --target closest',
    'coproducer gap "My Track.wav" --reference "Best One.wav"',
  ],
  build: (command) => addTargetOptions(command.argument('<mix>', 'the bounce of the whole mix')),
  run: async (session, [mix], { profile, reference, cluster, target }) => {
    const { gap: found } = await measureGap(session.workshop, {
      mix: mix as string,
      profile,
      references: reference,
      cluster,
      target,
    });
    session.answer(found, () => gapLines(found, session.ink, session.columns));
  },
});
