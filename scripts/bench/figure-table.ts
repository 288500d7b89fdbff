import { tableLines, type Column } from '../../node/terminal/table.ts';

/**
 * A benchmark's table as text: what was measured to the left, and everything else, which is figures, to the right; what
 * `leftAlso` names are words too.
 */
export function figureTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  leftAlso: readonly string[] = [],
): string {
  const columns = headers.map((header, column): Column => {
    return { header, align: column === 0 || leftAlso.includes(header) ? 'left' : 'right' };
  });
  return `${tableLines(columns, rows, { indent: '' }).join('\n')}\n`;
}

/** Three digits that mean something. */
export function threeDigits(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}
