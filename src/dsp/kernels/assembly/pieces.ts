/**
 * Where a chunk of `frames` samples is cut: at the ends of blocks of a length in seconds, and at its own end. `blocks`
 * of them have ended before, and the chunk begins at sample `position`; the ends are those of `blockBoundary`.
 *
 * @param ends receives each piece's end in the chunk
 * @returns how many pieces there are
 */
export function pieceEnds(
  blocks: f64,
  blockSeconds: f64,
  sampleRateHz: f64,
  position: f64,
  frames: i32,
  ends: usize,
): i32 {
  let count = 0;
  for (let end = 0; end < frames; count++, ends += 4) {
    const boundary = Math.round((blocks + <f64>(count + 1)) * blockSeconds * sampleRateHz) - position;
    end = min(frames, <i32>boundary);
    store<i32>(ends, end);
  }
  return count;
}

/**
 * Means of full blocks, (gain · sum) / samples, from sums of `lanes` numbers a piece.
 *
 * @param begun samples of the first block that lie before the chunk
 * @param to receives the means of all blocks of the first lane, then of the next
 */
export function blockMeans(
  sums: usize,
  ends: usize,
  blocks: i32,
  lanes: i32,
  gains: usize,
  begun: i32,
  to: usize,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    const gain = load<f64>(gains + (<usize>lane << 3));
    let before = -begun;
    let from = sums + (<usize>lane << 3);
    for (let block = 0; block < blocks; block++, to += 8, from += <usize>lanes << 3) {
      const end = load<i32>(ends + (<usize>block << 2));
      store<f64>(to, (gain * load<f64>(from)) / <f64>(end - before));
      before = end;
    }
  }
}
