import { basename } from 'node:path';
import type { SimilarDocument } from '../../src/store/similar-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';

export function similarLines({ query, results, encoder }: SimilarDocument, ink: Ink): string[] {
  return [
    `${ink.title(basename(query))} is closest to`,
    ...tableLines(
      [
        { header: '', align: 'right' },
        { header: '', align: 'left' },
        { header: '', align: 'right' },
        { header: '', align: 'left' },
      ],
      results.map(({ file, score, why }, index) => [`${index + 1}.`, basename(file), score.toFixed(2), ink.quiet(why)]),
    ),
    ink.quiet(`compared by ${encoder}`),
  ];
}
