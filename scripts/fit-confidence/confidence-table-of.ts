import { mean } from '../../src/dsp/statistics.ts';
import type { Normal } from '../../src/dsp/units.ts';
import type { TriedFixes } from '../../src/fixes/confidence/confidence-table.ts';

/** A fix, what was reckoned of it, and what came. */
export interface TriedFix {
  song: string;
  reckoned: Normal;
  improved: boolean;
}

/** Upper ends. Most fixes are reckoned as sure, so the ranges get narrower there. */
const ENDS: readonly Normal[] = [0.3, 0.5, 0.65, 0.8, 0.9, 0.97, 1];

/** What came of fixes, by what was reckoned of them; ranges without a fix are left out. */
export function confidenceTableOf(fixes: readonly TriedFix[]): TriedFixes[] {
  return ENDS.flatMap((to, i) => {
    const from = i === 0 ? 0 : ENDS[i - 1];
    const inside = fixes.filter(({ reckoned }) => reckoned <= to && (reckoned > from || i === 0));
    if (inside.length === 0) return [];
    return [
      {
        from,
        to,
        reckoned: Math.round(1000 * mean(inside.map(({ reckoned }) => reckoned))) / 1000,
        fixes: inside.length,
        came: inside.filter(({ improved }) => improved).length,
        songs: new Set(inside.map(({ song }) => song)).size,
      },
    ];
  });
}

/**
 * The source file of the table with these fixes in it, in the place of those that it had.
 *
 * @param source as it stands
 * @param from the names of the files that the fixes were read from
 */
export function tableSource(source: string, fixes: readonly TriedFix[], from: readonly string[]): string {
  const songs = [...new Set(fixes.map(({ song }) => song))].sort();
  const table = {
    version: 1,
    source: `${String(fixes.length)} fixes on planted faults, of ${from.join(', ')}`,
    songs,
    ranges: confidenceTableOf(fixes),
  };
  const start = source.indexOf(TABLE_START) + TABLE_START.length;
  const end = source.indexOf(';', start);
  return `${source.slice(0, start)}${JSON.stringify(table, null, 2)}${source.slice(end)}`;
}

const TABLE_START = 'CONFIDENCE_TABLE: ConfidenceTable = ';
