import { examine } from '../../src/assistant/doctor.ts';
import { tableLines } from '../terminal/table.ts';
import { commandSpec } from './command-spec.ts';

export const doctor = commandSpec({
  name: 'doctor',
  summary: 'Check that everything Coproducer needs is there.',
  examples: ['coproducer doctor'],
  build: () => undefined,
  run: async (session) => {
    const findings = await examine(session.workshop);
    const { ink } = session;
    session.answer(findings, () =>
      tableLines(
        [
          { header: '', align: 'left' },
          { header: '', align: 'left' },
          { header: '', align: 'left' },
        ],
        findings.map(({ check, ok, finding }) => [ok ? ink.good('✓') : ink.bad('✗'), check, finding]),
      ),
    );
  },
});
