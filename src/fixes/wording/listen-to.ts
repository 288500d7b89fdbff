import type { Yardstick, YardstickRow } from '../../gap/yardstick.ts';

/** Two say what is common; one might be an exception. */
const COUNT = 2;

/** References that lie nearest to the middle of a feature: what a fix of it aims at can be heard there. */
export function listenTo(row: YardstickRow, { rows, variation, members }: Yardstick): string[] {
  const place = rows.indexOf(row);
  return members
    .map((file, i) => ({ file, distance: Math.abs(variation[i][place]) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, COUNT)
    .map(({ file }) => file);
}
