import { basename } from 'node:path';
import { spokenNumber } from '../../src/dsp/spoken-units.ts';
import type { SimilarDocument } from '../../src/store/similar-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';

export function similarLines({ query, results }: SimilarDocument, ink: Ink): string[] {
  if (results.length === 0) return ['There is no other track to compare with.'];
  return [
    `${ink.title(basename(query))} is closest to`,
    ...tableLines(
      [
        { header: '', align: 'right' },
        { header: '', align: 'left' },
        { header: '', align: 'right' },
        { header: '', align: 'left' },
      ],
      results.map(({ file, score, why }, index) => [
        `${index + 1}.`,
        ink.strong(basename(file)),
        spokenNumber(score, 2),
        why,
      ]),
    ),
    ink.quiet('1.00 = the same in everything that is compared, 0.00 = no closer than any other two tracks;'),
    ink.quiet('a track that is close to many others stands a little lower in the list.'),
  ];
}
