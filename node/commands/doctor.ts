import { examine } from '../../src/assistant/doctor.ts';
import { EXIT_CODE } from '../../src/store/failure.ts';
import { tableLines } from '../terminal/table.ts';
import { commandSpec } from './command-spec.ts';

export const doctor = commandSpec({
  name: 'doctor',
  summary: 'Check that everything Coproducer needs is there.',
  examples: ['coproducer doctor', 'coproducer doctor --json'],
  build: () => undefined,
  run: async (session) => {
    const found = await examine(session.workshop);
    const { ink } = session;
    session.answer(found, () =>
      tableLines(
        [
          { header: '', align: 'left' },
          { header: '', align: 'left' },
          { header: '', align: 'left' },
        ],
        found.findings.map(({ check, ok, finding }) => [ok ? ink.good('✓') : ink.bad('✗'), check, finding]),
      ),
    );
    if (found.findings.some(({ ok }) => !ok)) session.exitCode = EXIT_CODE.refused;
  },
});
