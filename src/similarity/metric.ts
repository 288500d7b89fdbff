import { z } from 'zod';
import file from '../../models/coproducer-4-metric.json';
import { partProducts, type PartProducts } from '../dsp/part-products.ts';
import { READ_ONCE } from './encoder-card.ts';

/**
 * What brings the standardised numbers of a part to where tracks of one production lie together:
 * `scripts/train-encoder/fit_metric.py` says how it was learnt.
 *
 * A number that is missing counts as the library's mean. Where numbers keep their names what is missing stays missing,
 * so that it is left out of the comparison; of a part without any number all is missing.
 */
export interface PartMap {
  /** Numbers of the part, and numbers that are compared. */
  rows: number;
  columns: number;
  /** Whether each number keeps its place, so that what is compared bears the same names. */
  keepsNames: boolean;
  /**
   * @param values `rows` numbers, NaN for what is missing
   * @param into `columns` numbers, written anew
   */
  apply(values: Float32Array, into: Float32Array): void;
}

const metricFile = z.object({
  schema: z.literal('coproducer.metric/1'),
  maps: z.array(
    z.object({
      part: z.string(),
      /** What the rows are, where they have names. */
      ids: z.array(z.string()),
      rows: z.number().int().positive(),
      columns: z.number().int().positive(),
      /** A weight is this times its whole number. */
      scale: z.number().positive(),
      /** Row after row, 16 bits each, little-endian, in base64. */
      values: z.string(),
    }),
  ),
});

const METRIC = metricFile.parse(file, READ_ONCE);

/**
 * The map of a part; `undefined` where the metric has none, and its numbers are compared as they are.
 *
 * @param part block and what it is made of, such as `timbre.spectrum`
 * @param ids of its numbers
 * @throws where the metric was learnt for other numbers
 */
export function metricOf(part: string, ids: readonly string[]): PartMap | undefined {
  const found = METRIC.maps.find((map) => map.part === part);
  if (found === undefined) return undefined;
  const { rows, columns } = found;
  const keepsNames = found.ids.length > 0;
  if (rows !== ids.length || (keepsNames && found.ids.some((id, i) => id !== ids[i]))) {
    throw new Error(`The metric was learnt for other numbers of ${part}: fit it again.`);
  }
  // Most commands compare nothing: the weights are read when they are first asked for.
  let products: PartProducts | undefined;
  const known = new Float32Array(rows);
  return {
    rows,
    columns,
    keepsNames,
    apply: (values, into) => {
      let missing = 0;
      for (let i = 0; i < rows; i++) {
        const isMissing = Number.isNaN(values[i]);
        known[i] = isMissing ? 0 : values[i];
        if (isMissing) missing++;
      }
      if (missing === rows) {
        into.fill(NaN);
        return;
      }
      into.set((products ??= partProducts(columnsOf(found), [rows])).of(known));
      if (missing === 0 || !keepsNames) return;
      for (let i = 0; i < rows; i++) if (Number.isNaN(values[i])) into[i] = NaN;
    },
  };
}

/** The weights, column after column. */
function columnsOf({ rows, columns, scale, values }: (typeof METRIC)['maps'][number]): Float32Array {
  const bytes = Buffer.from(values, 'base64');
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => scale * bytes.readInt16LE(2 * ((i % rows) * columns + Math.floor(i / rows))),
  );
}
