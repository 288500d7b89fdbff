import { mapColumns, type FoldingRules, type FoundPitches, type PitchClasses } from '../pitch-classes.ts';
import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/** `foldPitches` on the kernels. */
export function foldPitchesOnKernel(
  low: FoundPitches,
  main: FoundPitches,
  pools: number,
  rules: FoldingRules,
): PitchClasses {
  const kernel = scratchKernel();
  const columns = mapColumns(low, main);
  const values = pools * rules.columnsPerOctave;
  return kernel.borrow(() => {
    const rulesAt = kernel.place(integersOf(rules, columns));
    const numbersAt = kernel.place(numbersOf(rules));
    const [lowAt, mainAt] = [low, main].map(({ rows }) => kernel.place(rows));
    const [mapAt, restAt] = [0, 1].map(() => kernel.reserve(FLOAT_BYTES * columns));
    const [upperAt, bassAt] = [0, 1].map(() => kernel.reserve(FLOAT_BYTES * values));
    // What is borrowed is not zeroed.
    for (const at of [upperAt, bassAt]) kernel.floats(at, values).fill(0);
    kernel.run.foldPitches(
      rulesAt,
      numbersAt,
      lowAt,
      low.plan.firstColumn,
      low.plan.columns,
      mainAt,
      main.plan.firstColumn,
      main.plan.columns,
      pools,
      mapAt,
      restAt,
      upperAt,
      bassAt,
    );
    return { upper: kernel.floats(upperAt, values).slice(), bass: kernel.floats(bassAt, values).slice() };
  });
}

/** As `assembly/pitch-classes.ts` reads them. */
function integersOf(rules: FoldingRules, columns: number): Int32Array {
  const { explained, supporting, columnsPerOctave, upperFrom, bassWeights } = rules;
  return Int32Array.from([
    columns,
    columnsPerOctave,
    explained.length,
    supporting.length,
    upperFrom,
    bassWeights.length,
    ...explained.map(({ offset }) => offset),
    ...supporting,
  ]);
}

function numbersOf({ besideShare, fullSupport, unsupported, explained, bassWeights }: FoldingRules): Float64Array {
  return Float64Array.from([
    besideShare,
    fullSupport,
    unsupported,
    ...explained.map(({ share }) => share),
    ...bassWeights,
  ]);
}
