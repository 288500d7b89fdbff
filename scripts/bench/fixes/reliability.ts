import { tableLines } from '../../../node/terminal/table.ts';
import { mean } from '../../../src/dsp/statistics.ts';
import type { Normal } from '../../../src/dsp/units.ts';
import { bootstrapped } from '../bootstrap.ts';

/** A fix, what a plan said of it, and what came of it. */
export interface Believed {
  song: string;
  /** P(improves). */
  chance: Normal;
  improved: boolean;
}

/** Upper ends: "perhaps", "probably", "surely". */
const BINS: readonly Normal[] = [0.6, 0.85, 1];

/** In each bin what was said on average and what came, with its interval over songs: the same where "sure" means it. */
export function reliabilityLines(fixes: readonly Believed[]): string[] {
  const rows = BINS.flatMap((high, i) => {
    const low = i === 0 ? 0 : BINS[i - 1];
    const inside = fixes.filter(({ chance }) => chance <= high && (chance > low || i === 0));
    if (inside.length === 0) return [];
    const came = bootstrapped(
      inside,
      ({ song }) => song,
      (drawn) => mean(drawn.map(({ improved }) => Number(improved))),
    );
    return [
      [
        `${percent(low)} … ${percent(high)}`,
        percent(mean(inside.map(({ chance }) => chance))),
        percent(came.value),
        `${percent(came.low)} … ${percent(came.high)}`,
        String(inside.length),
      ],
    ];
  });
  return tableLines(
    [
      { header: 'P(improves)', align: 'left' },
      { header: 'said', align: 'right' },
      { header: 'came', align: 'right' },
      { header: '95 % over songs', align: 'right' },
      { header: 'fixes', align: 'right' },
    ],
    rows,
  );
}

function percent(share: Normal): string {
  return `${(100 * share).toFixed(0)} %`;
}
