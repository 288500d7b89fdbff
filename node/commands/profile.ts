import { Argument } from 'commander';
import { exportProfile, importProfile } from '../../src/assistant/carry-profile.ts';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import { listProfiles, readProfile } from '../../src/assistant/profiles.ts';
import { EXIT_CODE, Failure } from '../../src/store/failure.ts';
import type { ValidationDocument } from '../../src/store/validation-document.ts';
import type { Session } from '../session.ts';
import { profileLines, profileListLines, validationLines } from '../views/profile-view.ts';
import { commandSpec } from './command-spec.ts';

interface ProfileOptions {
  profile?: string;
  name?: string;
  withNames?: true;
}

export const profile = commandSpec<ProfileOptions>({
  name: 'profile',
  summary: 'Show, list or check what was learned; carry it elsewhere in one file.',
  examples: [
    'coproducer profile',
    'coproducer profile list',
    'coproducer profile check uplifting',
    'coproducer profile export uplifting.json --profile uplifting',
    'coproducer profile import uplifting.json --name "from the studio"',
  ],
  build: (command) =>
    command
      .addArgument(new Argument('[action]', 'what to do').choices(Object.keys(ACTIONS)).default('show'))
      .argument('[name]', 'profile, the one used last if left out; with export and import, the file')
      .option('--profile <name>', 'with export: which profile; the one used last if left out')
      .option('--with-names', 'with export: put the names of the tracks in (their paths never are)')
      .option('--name <name>', 'with import: what to call it; its own name if left out'),
  run: (session, [action, name], options) =>
    ACTIONS[action as keyof typeof ACTIONS](session, name as string | undefined, options),
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
  export: async (session: Session, file: string | undefined, options: ProfileOptions): Promise<void> => {
    const { profile, withNames = false } = options;
    const found = await exportProfile(session.workshop, { file: givenFile('export', file), profile, named: withNames });
    session.answer(found, () => [
      `${found.name} is in ${file ?? ''}, ${withNames ? 'with the names of its tracks' : 'without any name'}.`,
    ]);
  },
  import: async (session: Session, file: string | undefined, { name }: ProfileOptions): Promise<void> => {
    const found = await importProfile(session.workshop, { file: givenFile('import', file), name });
    session.answer(found, () => profileLines(found, session.ink, labelOf));
  },
} as const;

function givenFile(action: string, file: string | undefined): string {
  if (file === undefined) {
    throw new Failure('usage', `Say which file to ${action}, such as: profile ${action} uplifting.json.`);
  }
  return file;
}
