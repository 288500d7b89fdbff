import { basename } from 'node:path';
import { spokenNumber } from '../../src/dsp/spoken-units.ts';
import type { SimilarDocument } from '../../src/store/similar-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';

export function similarLines({ query, section, network, model, head, results }: SimilarDocument, ink: Ink): string[] {
  if (results.length === 0) return ['There is no other track to compare with.'];
  return [
    `${section === undefined ? '' : `The ${section} of `}${ink.title(basename(query))} is closest to`,
    ...tableLines(
      [
        { header: '', align: 'right' },
        { header: '', align: 'left' },
        { header: '', align: 'right' },
        { header: '', align: 'left' },
      ],
      results.map(({ file, score, why, whyNot }, index) => [
        `${index + 1}.`,
        ink.strong(basename(file)),
        spokenNumber(score, 2),
        whyNot === '' ? why : `${why} ${whyNot}`,
      ]),
    ),
    ink.quiet('1.00 = the same in everything that is compared, 0.00 = no closer than any other two tracks;'),
    ink.quiet('a track that is close to many others stands a little lower in the list.'),
    ...(head === true ? [ink.quiet('In the order of your own idea of similar; --head off leaves it out.')] : []),
    ...(model === undefined
      ? []
      : [
          ink.quiet(
            `Heard by ${model.label} (${model.licence}${model.commercialUse ? '' : ': not for work that is sold'}).`,
          ),
        ]),
    ...(network.heard < network.of ? [ink.quiet(withoutNetwork(network, model !== undefined))] : []),
  ];
}

function withoutNetwork({ runtime, heard, of }: SimilarDocument['network'], byModel: boolean): string {
  if (runtime === undefined && !byModel)
    return 'Compared by measured features alone: no runtime for the network is installed.';
  return `${of - heard} of ${of} references were compared by measured features alone; learn the folder again.`;
}
