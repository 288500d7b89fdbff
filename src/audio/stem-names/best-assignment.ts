/**
 * Gives each row at most one column and each column at most one row so that the sum of the chosen values is the largest
 * possible (the Hungarian method with potentials, Kuhn 1955, in O(rows² · columns)).
 *
 * @param values one array a row, all equally long, finite. May be wider than high or higher than wide.
 * @returns for each row the index of its column, or −1 where there are fewer columns than rows and it got none.
 */
export function bestAssignment(values: readonly (readonly number[])[]): number[] {
  const rows = values.length;
  const columns = Math.max(rows, values[0]?.length ?? 0);
  const cost = (row: number, column: number) => -(values[row][column] ?? 0);
  // Index 0 stands for "none"; rows and columns count from 1.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOfColumn = new Int32Array(columns + 1);
  const previous = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOfColumn[0] = row;
    let column = 0;
    const slack = new Float64Array(columns + 1).fill(Infinity);
    const isVisited = new Uint8Array(columns + 1);
    do {
      isVisited[column] = 1;
      const current = rowOfColumn[column];
      let smallest = Infinity;
      let next = 0;
      for (let j = 1; j <= columns; j++) {
        if (isVisited[j]) continue;
        const reduced = cost(current - 1, j - 1) - rowPotential[current] - columnPotential[j];
        if (reduced < slack[j]) {
          slack[j] = reduced;
          previous[j] = column;
        }
        if (slack[j] < smallest) {
          smallest = slack[j];
          next = j;
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (isVisited[j]) {
          rowPotential[rowOfColumn[j]] += smallest;
          columnPotential[j] -= smallest;
        } else slack[j] -= smallest;
      }
      column = next;
    } while (rowOfColumn[column] !== 0);
    for (; column !== 0; column = previous[column]) rowOfColumn[column] = rowOfColumn[previous[column]];
  }
  const assigned = new Array<number>(rows).fill(-1);
  for (let j = 1; j <= columns; j++) {
    if (rowOfColumn[j] > 0 && j <= values[0].length) assigned[rowOfColumn[j] - 1] = j - 1;
  }
  return assigned;
}
