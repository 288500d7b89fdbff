import { capture as captureTakes } from '../../src/assistant/capture.ts';
import { pasteable } from '../terminal/pasteable.ts';
import { captureLines } from '../views/capture-view.ts';
import { commandSpec } from './command-spec.ts';

export const capture = commandSpec<{ out: string }>({
  name: 'capture',
  summary: 'Make a bounce and stems of what the device has recorded in Live.',
  examples: ['coproducer capture "My Track/Takes" --out "My Track Stems"'],
  build: (command) =>
    command
      .argument('<takes>', 'folder of takes that ● in the strip wrote: four-channel files, and takes.json')
      .requiredOption('--out <folder>', 'where to write the bounce and the stems'),
  run: async (session, [takes], { out }) => {
    const made = await captureTakes(session.workshop, { takes: takes as string, out });
    session.answer(made, () => [
      ...captureLines(made, session.ink, session.columns),
      '',
      `What to change:  coproducer suggest ${pasteable(made.mix)} --stems ${pasteable(made.folder)}`,
    ]);
  },
});
