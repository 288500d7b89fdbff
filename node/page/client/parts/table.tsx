import type { ComponentChildren } from 'preact';

export interface Column {
  title: ComponentChildren;
  /** Numbers are set flush right. */
  isNumber?: boolean;
  /** What the rows are found by: announced with every cell. */
  isHead?: boolean;
  class?: string;
}

interface TableProps {
  caption: string;
  columns: readonly Column[];
  rows: readonly { key: string; cells: readonly ComponentChildren[]; class?: string }[];
  isCaptionShown?: boolean;
}

/** A table in a box of its own, so that a wide one scrolls by itself, with the keyboard too. */
export function Table({ caption, columns, rows, isCaptionShown = false }: TableProps) {
  const classOf = ({ isNumber, class: own }: Column): string => [isNumber ? 'number' : '', own ?? ''].join(' ').trim();
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class={isCaptionShown ? 'quiet' : 'unseen'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th key={i} scope="col" class={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, class: own }) => (
            <tr key={key} class={own}>
              {cells.map((cell, i) =>
                columns[i].isHead === true ? (
                  <th key={i} scope="row" class={classOf(columns[i])}>
                    {cell}
                  </th>
                ) : (
                  <td key={i} class={classOf(columns[i])}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
