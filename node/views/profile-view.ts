import { basename } from 'node:path';
import type { ProfileDocument } from '../../src/store/profile-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';
import { rangeWithUnit, withUnit } from '../terminal/numbers.ts';

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

export function profileLines(profile: ProfileDocument, ink: Ink, labelOf: (id: string) => string): string[] {
  const { library, clusters, references, validation } = profile;
  const facts = FIRST_ASKED.flatMap((id) => {
    const rows = library.features.filter((feature) => feature.id === id);
    const row = rows.find(({ scope }) => scope === 'drop') ?? rows.find(({ scope }) => scope === 'whole');
    if (row === undefined) return [];
    return [[labelOf(id), ink.quiet(row.scope), withUnit(row.median, row.unit), rangeWithUnit(row.band, row.unit)]];
  });
  return [
    `${ink.title(profile.name)}: ${references.length} references from ${profile.folder}`,
    '',
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: ink.quiet('median'), align: 'right' },
        { header: ink.quiet('range'), align: 'right' },
      ],
      facts,
    ),
    '',
    ink.strong(clusters.length > 1 ? 'Styles in it' : 'One style'),
    ...clusters.flatMap(({ name, summary, members, exemplars }) => [
      `  ${ink.strong(name)} ${ink.quiet(`(${members.length})`)}  ${summary}`,
      ink.quiet(
        `    most typical: ${exemplars
          .slice(0, 2)
          .map((file) => basename(file))
          .join(', ')}`,
      ),
    ]),
    '',
    ...validationLines(profile, ink),
    ...(validation.length === 0 ? [ink.good('Nothing to complain about.')] : []),
  ];
}

export function validationLines({ validation }: ProfileDocument, ink: Ink): string[] {
  const mark = { info: ink.quiet('·'), warning: ink.warn('!'), error: ink.bad('✗') };
  return validation.map(({ level, sentence }) => `${mark[level]} ${sentence}`);
}
