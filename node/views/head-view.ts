import { spokenNumber } from '../../src/dsp/spoken-units.ts';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import type { HeadDocument } from '../../src/store/head-document.ts';
import type { Ink } from '../terminal/ink.ts';

export function headLines(head: HeadDocument, ink: Ink): string[] {
  const { from, groups, corrections, heldOut, kept, on, counts } = head;
  const learned =
    from === 'corrections'
      ? `${corrections} corrections`
      : `${groups.length} ${from}: ${groups.map(({ name, tracks }) => `${name} (${tracks})`).join(', ')}`;
  const { byEncoder, byHead, gain } = heldOut;
  const share = (value: number): string => spokenNumber(value, 2);
  const judged = from === 'corrections' ? 'put in the right order' : "of each track's five nearest, of the same kind";
  return [
    kept
      ? ink.good('Kept: it finds more of what belongs together.')
      : ink.strong('Not kept: it does not surely find more than the encoder does.'),
    `Learned from ${learned}.`,
    `On what was held back, ${judged}: ${share(byHead)} with it, ${share(byEncoder)} without`,
    ink.quiet(
      `(gain ${share(gain.mean)}, 95 % between ${share(gain.low)} and ${share(gain.high)}, ${heldOut.questions} questions).`,
    ),
    ...(counts.length === 0
      ? []
      : [`Counts more: ${counts.map(({ id, factor }) => `${labelOf(id)} × ${spokenNumber(factor, 1)}`).join(', ')}.`]),
    ...(kept
      ? [
          ink.quiet(
            on
              ? 'Searches use it; "coproducer head off" turns it off.'
              : 'It is off; "coproducer head on" turns it on.',
          ),
        ]
      : []),
  ];
}
