import { labelOf } from '../../src/assistant/feature-labels.ts';
import { listProfiles, readProfile } from '../../src/assistant/profiles.ts';
import { EXIT_CODE, Failure } from '../../src/store/failure.ts';
import { tableLines } from '../terminal/table.ts';
import { profileLines, validationLines } from '../views/profile-view.ts';
import { commandSpec } from './command-spec.ts';

export const profile = commandSpec({
  name: 'profile',
  summary: 'Show, list or check what was learned.',
  examples: ['coproducer profile', 'coproducer profile list', 'coproducer profile check uplifting'],
  build: (command) =>
    command
      .argument('[action]', 'show, list or check', 'show')
      .argument('[name]', 'profile; the one used last if left out'),
  run: async (session, [action, name]) => {
    const { workshop, ink } = session;
    if (action === 'list') {
      const profiles = await listProfiles(workshop);
      session.answer(profiles, () =>
        profiles.length === 0
          ? ['No profile yet: coproducer learn <folder>']
          : tableLines(
              [
                { header: '', align: 'left' },
                { header: '', align: 'right' },
                { header: '', align: 'left' },
              ],
              profiles.map((row) => [
                row.current ? ink.strong(row.name) : row.name,
                `${row.references} references`,
                ink.quiet(row.folder),
              ]),
            ),
      );
      return;
    }
    if (action !== 'show' && action !== 'check') {
      throw new Failure('usage', `"${String(action)}" is not an action of profile: use show, list or check.`);
    }
    const found = await readProfile(workshop, name as string | undefined);
    if (action === 'show') {
      session.answer(found, () => profileLines(found, ink, labelOf));
      return;
    }
    session.answer(found.validation, () =>
      found.validation.length === 0 ? [ink.good('Nothing to complain about.')] : validationLines(found, ink),
    );
    if (found.validation.some(({ level }) => level === 'error')) process.exitCode = EXIT_CODE.refused;
  },
});
