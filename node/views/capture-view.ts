import { basename } from 'node:path';
import { clock } from '../terminal/clock.ts';
import { withUnit } from '../../src/dsp/spoken-units.ts';
import type { CaptureDocument } from '../../src/store/capture-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';

/** What was made of the takes, and what was done to line them up. */
export function captureLines(
  { mix, durationSeconds, stems, notes }: CaptureDocument,
  ink: Ink,
  within: number,
): string[] {
  return [
    `${ink.title(basename(mix))}  ${clock(durationSeconds)}, and ${stems.length} ${stems.length === 1 ? 'stem' : 'stems'}, aligned to the sample`,
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: ink.quiet('peak'), align: 'right' },
        { header: ink.quiet('moved by'), align: 'right', spare: 1 },
        { header: '', align: 'left' },
      ],
      stems.map(({ file, track, peakDb, lagFrames }) => [
        ink.strong(track),
        peakDb === null ? 'silent' : withUnit(peakDb, 'dBFS', 1),
        lagFrames === 0 ? '' : `${Math.abs(lagFrames)} samples`,
        basename(file),
      ]),
      { within },
    ),
    ...notes,
  ];
}
