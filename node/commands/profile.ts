import { Argument } from 'commander';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import { listProfiles, readProfile } from '../../src/assistant/profiles.ts';
import { EXIT_CODE } from '../../src/store/failure.ts';
import type { ValidationDocument } from '../../src/store/validation-document.ts';
import type { Session } from '../session.ts';
import { profileLines, profileListLines, validationLines } from '../views/profile-view.ts';
import { commandSpec } from './command-spec.ts';

export const profile = commandSpec({
  name: 'profile',
  summary: 'Show, list or check what was learned.',
  examples: ['coproducer profile', 'coproducer profile list', 'coproducer profile check uplifting'],
  build: (command) =>
    command
      .addArgument(new Argument('[action]', 'what to do').choices(Object.keys(ACTIONS)).default('show'))
      .argument('[name]', 'profile; the one used last if left out'),
  run: (session, [action, name]) => ACTIONS[action as keyof typeof ACTIONS](session, name as string | undefined),
});

const ACTIONS = {
  show: async (session: Session, name: string | undefined): Promise<void> => {
    const found = await readProfile(session.workshop, name);
    session.answer(found, () => profileLines(found, session.ink, labelOf));
  },
  list: async (session: Session): Promise<void> => {
    const found = await listProfiles(session.workshop);
    session.answer(found, () => profileListLines(found, session.ink));
  },
  /** A profile that should not be trusted ends with another exit code, for scripts. */
  check: async (session: Session, name: string | undefined): Promise<void> => {
    const { name: profile, validation: findings } = await readProfile(session.workshop, name);
    const found: ValidationDocument = { schema: 'coproducer.validation/1', profile, findings };
    session.answer(found, () => validationLines(findings, session.ink));
    if (findings.some(({ level }) => level === 'error')) session.exitCode = EXIT_CODE.refused;
  },
} as const;
