import stringWidth from 'fast-string-width';

export interface Column {
  header: string;
  align: 'left' | 'right';
  /** The table is understood without it: left out where the terminal is too narrow, the highest number first. */
  spare?: number;
}

const GAP = '  ';

/**
 * Lines of a table: columns as wide as their widest cell, coloured cells and wide letters counted as they are seen.
 *
 * @param within how wide the terminal is; spare columns are left out one by one until the table fits.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { indent = '  ', within = Infinity }: { indent?: string; within?: number } = {},
): string[] {
  const widths = columns.map(({ header }, column) =>
    Math.max(stringWidth(header), ...rows.map((row) => stringWidth(row[column]))),
  );
  const width = indent.length + widths.reduce((sum, own) => sum + own, 0) + GAP.length * (columns.length - 1);
  if (width > within && columns.some(({ spare }) => spare !== undefined)) {
    const spares = columns.map(({ spare = -Infinity }) => spare);
    const first = spares.indexOf(Math.max(...spares));
    return tableLines(
      columns.toSpliced(first, 1),
      rows.map((row) => row.toSpliced(first, 1)),
      { indent, within },
    );
  }
  const line = (cells: readonly string[]): string =>
    (indent + cells.map((cell, column) => pad(cell, widths[column], columns[column].align)).join(GAP)).trimEnd();
  const headed = columns.some(({ header }) => header !== '');
  return [...(headed ? [line(columns.map(({ header }) => header))] : []), ...rows.map(line)];
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + space : space + text;
}
