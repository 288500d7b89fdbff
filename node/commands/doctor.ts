import { join } from 'node:path';
import { examine } from '../../src/assistant/doctor.ts';
import { diagnosticsDocument } from '../../src/store/diagnostics-document.ts';
import { EXIT_CODE } from '../../src/store/failure.ts';
import { writeDocument } from '../../src/store/json-document.ts';
import { tableLines } from '../terminal/table.ts';
import { commandSpec } from './command-spec.ts';

export const doctor = commandSpec<{ bundle?: string }>({
  name: 'doctor',
  summary: 'Check that everything Coproducer needs is there.',
  examples: ['coproducer doctor', 'coproducer doctor --json', 'coproducer doctor --bundle diagnostics.json'],
  build: (command) =>
    command.option('--bundle <file>', 'also write what was found into a file to send, without names, paths or audio'),
  run: async (session, _, { bundle }) => {
    const { document, diagnostics } = await examine(session.workshop, join(session.programFolder, 'Coproducer'));
    if (bundle !== undefined) await writeDocument(diagnosticsDocument, bundle, diagnostics);
    const { ink } = session;
    session.answer(document, () =>
      tableLines(
        [
          { header: '', align: 'left' },
          { header: '', align: 'left' },
          { header: '', align: 'left' },
        ],
        document.findings.map(({ check, ok, finding }) => [ok ? ink.good('✓') : ink.bad('✗'), check, finding]),
      ),
    );
    if (bundle !== undefined) session.say('', `Written to ${bundle}: no name, no path and no audio is in it.`);
    if (document.findings.some(({ ok }) => !ok)) session.exitCode = EXIT_CODE.refused;
  },
});
