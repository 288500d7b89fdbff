import stringWidth from 'string-width';

export interface Column {
  header: string;
  align: 'left' | 'right';
}

const GAP = '  ';

/** Lines of a table: columns as wide as their widest cell, coloured cells and wide letters counted as they are seen. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths = columns.map(({ header }, column) =>
    Math.max(stringWidth(header), ...rows.map((row) => stringWidth(row[column]))),
  );
  const line = (cells: readonly string[]): string =>
    (indent + cells.map((cell, column) => pad(cell, widths[column], columns[column].align)).join(GAP)).trimEnd();
  const headed = columns.some(({ header }) => header !== '');
  return [...(headed ? [line(columns.map(({ header }) => header))] : []), ...rows.map(line)];
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + space : space + text;
}
