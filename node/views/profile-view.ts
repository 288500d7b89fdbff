import { basename } from 'node:path';
import { rangeWithUnit, withUnit } from '../../src/dsp/spoken-units.ts';
import type { ProfileDocument, ValidationFinding } from '../../src/store/profile-document.ts';
import type { ProfilesDocument } from '../../src/store/profiles-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';
import { scopeName } from './scope-name.ts';

/** The measurements that a producer asks for first. */
const FIRST_ASKED = [
  'rhythm.tempo',
  'loudness.integrated',
  'loudness.range',
  'loudness.truePeak',
  'tone.slope',
  'tone.centroid',
  'stereo.width',
  'pumping.depth',
];

/** Stands for the folder of a profile that came in a file. */
const CARRIED = 'learned elsewhere';

/** What the references have in common, the styles among them, and what to know before trusting it. */
export function profileLines(profile: ProfileDocument, ink: Ink, labelOf: (id: string) => string): string[] {
  const { library, references, validation, folder } = profile;
  const facts = FIRST_ASKED.flatMap((id) => {
    const rows = library.features.filter((feature) => feature.id === id);
    const row = rows.find(({ scope }) => scope === 'drop') ?? rows.find(({ scope }) => scope === 'whole');
    if (row === undefined) return [];
    return [
      [labelOf(id), ink.quiet(scopeName(row.scope)), withUnit(row.median, row.unit), rangeWithUnit(row.band, row.unit)],
    ];
  });
  const own = profile.own === undefined ? '' : `, ${profile.own.length} of them your own`;
  return [
    `${ink.title(profile.name)}: ${references.length} references ${folder === '' ? CARRIED : `in ${folder}`}${own}`,
    '',
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: ink.quiet('median'), align: 'right' },
        { header: ink.quiet('your range'), align: 'right' },
      ],
      facts,
    ),
    '',
    ...styleLines(profile, ink),
    '',
    ...validationLines(validation, ink),
  ];
}

function styleLines({ library, clusters }: ProfileDocument, ink: Ink): string[] {
  const typical = (exemplars: readonly string[]): string =>
    `most typical: ${exemplars
      .slice(0, 2)
      .map((file) => basename(file))
      .join(', ')}`;
  if (clusters.length < 2) return [`${ink.strong('One style')}, ${typical(library.exemplars)}`];
  return [
    ink.strong(`${clusters.length} styles in it`),
    ...clusters.flatMap(({ name, summary, members, exemplars }) => [
      `  ${ink.strong(name)} ${ink.quiet(members.length === 1 ? '(1 track)' : `(${members.length} tracks)`)}`,
      `      ${summary}`,
      ink.quiet(`      ${typical(exemplars)}`),
    ]),
  ];
}

/** One line a finding, marked by how bad it is. */
export function validationLines(findings: readonly ValidationFinding[], ink: Ink): string[] {
  if (findings.length === 0) return [ink.good('Nothing to complain about.')];
  const mark = { info: ink.quiet('·'), warning: ink.warn('!'), error: ink.bad('✗') };
  return findings.map(({ level, sentence }) => `${mark[level]}  ${sentence}`);
}

/** The profiles there are; the one in use is marked. */
export function profileListLines({ profiles }: ProfilesDocument, ink: Ink): string[] {
  if (profiles.length === 0) return ['No profile yet: coproducer learn <folder>'];
  return tableLines(
    [
      { header: '', align: 'left' },
      { header: '', align: 'left' },
      { header: '', align: 'right' },
      { header: '', align: 'left' },
    ],
    profiles.map(({ name, references, folder, current }) => [
      current ? ink.good('●') : '',
      current ? ink.strong(name) : name,
      `${references} references`,
      ink.quiet(folder === '' ? CARRIED : folder),
    ]),
  );
}
