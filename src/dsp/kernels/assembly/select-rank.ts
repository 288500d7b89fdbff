/**
 * The value that sorting would put at `rank`, found by Hoare's selection as in `src/dsp/statistics.ts`: afterwards none
 * before it is greater and none behind it smaller. NaN where one of the values is NaN.
 */
export function selectRank(values: usize, length: i32, rank: i32): f64 {
  for (let i = 0; i < length; i++) {
    if (isNaN(load<f64>(values + (<usize>i << 3)))) return NaN;
  }
  let first = 0;
  let last = length - 1;
  while (first < last) {
    const pivot = load<f64>(values + (<usize>((first + last) >> 1) << 3));
    let from = first;
    let until = last;
    while (from <= until) {
      while (load<f64>(values + (<usize>from << 3)) < pivot) from++;
      while (load<f64>(values + (<usize>until << 3)) > pivot) until--;
      if (from > until) break;
      const low = values + (<usize>from << 3);
      const high = values + (<usize>until << 3);
      const value = load<f64>(low);
      store<f64>(low, load<f64>(high));
      store<f64>(high, value);
      from++;
      until--;
    }
    if (rank <= until) last = until;
    else if (rank >= from) first = from;
    else break;
  }
  return load<f64>(values + (<usize>rank << 3));
}

/** The smallest of the values from `first` on; infinity without any. */
export function smallestFrom(values: usize, length: i32, first: i32): f64 {
  let smallest: f64 = Infinity;
  for (let i = first; i < length; i++) smallest = min<f64>(smallest, load<f64>(values + (<usize>i << 3)));
  return smallest;
}
