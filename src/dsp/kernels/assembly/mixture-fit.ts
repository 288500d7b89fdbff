/*
 * Fits of a row by patterns, as `src/dsp/mixture-fit.ts` describes them. A fit lies in memory as numbers in double
 * precision: nine inner products, in the order below; the row, the line and the wide line, `lags` numbers each; room
 * for a mixture; of each part two whole numbers that say where it begins and ends; and the parts, `lags` numbers each at
 * their places.
 */
const LINE_LINE: usize = 0;
const LINE_WIDE: usize = 8;
const LINE_ONE: usize = 16;
const LINE_ROW: usize = 24;
const WIDE_WIDE: usize = 32;
const WIDE_ONE: usize = 40;
const WIDE_ROW: usize = 48;
const ONE_ROW: usize = 56;
const ROW_ROW: usize = 64;
const ROW: usize = 72;

/** Renews the inner products after the row or a line has changed. */
export function multiplyPatterns(fit: usize, lags: i32): void {
  const row = fit + ROW;
  const line = row + (<usize>lags << 3);
  const wide = line + (<usize>lags << 3);
  let lineLine: f64 = 0;
  let lineWide: f64 = 0;
  let lineOne: f64 = 0;
  let lineRow: f64 = 0;
  let wideWide: f64 = 0;
  let wideOne: f64 = 0;
  let wideRow: f64 = 0;
  let oneRow: f64 = 0;
  let rowRow: f64 = 0;
  for (let lag = 0; lag < lags; lag++) {
    const at = <usize>lag << 3;
    const l = load<f64>(line + at);
    const w = load<f64>(wide + at);
    const r = load<f64>(row + at);
    lineLine += l * l;
    lineWide += l * w;
    lineOne += l;
    lineRow += l * r;
    wideWide += w * w;
    wideOne += w;
    wideRow += w * r;
    oneRow += r;
    rowRow += r * r;
  }
  store<f64>(fit, lineLine, LINE_LINE);
  store<f64>(fit, lineWide, LINE_WIDE);
  store<f64>(fit, lineOne, LINE_ONE);
  store<f64>(fit, lineRow, LINE_ROW);
  store<f64>(fit, wideWide, WIDE_WIDE);
  store<f64>(fit, wideOne, WIDE_ONE);
  store<f64>(fit, wideRow, WIDE_ROW);
  store<f64>(fit, oneRow, ONE_ROW);
  store<f64>(fit, rowRow, ROW_ROW);
}

/**
 * Makes the parts of a row: part p at lag l is the table at |l·partsPerLag − p|·stepsPerPart, straight lines between its
 * steps, and at (l·partsPerLag + p)·stepsPerPart.
 */
export function setParts(
  fit: usize,
  lags: i32,
  table: usize,
  steps: i32,
  partsPerLag: f64,
  stepsPerPart: f64,
  parts: i32,
): void {
  const reach = <f64>(steps - 1) / stepsPerPart;
  const ranges = rangesOf(fit, lags);
  let values = partsOf(fit, lags, parts);
  for (let part = 0; part < parts; part++, values += <usize>lags << 3) {
    const centre = <f64>part;
    const first = <i32>max<f64>(0, ceil<f64>((centre - reach) / partsPerLag));
    const end = <i32>min<f64>(<f64>lags, floor<f64>((centre + reach) / partsPerLag) + 1);
    store<i32>(ranges + (<usize>part << 3), first);
    store<i32>(ranges + (<usize>part << 3), end, 4);
    for (let lag = first; lag < end; lag++) {
      const at = <f64>lag * partsPerLag;
      const value =
        between(table, steps, abs<f64>(at - centre) * stepsPerPart) + between(table, steps, (at + centre) * stepsPerPart);
      store<f64>(values + (<usize>lag << 3), value);
    }
  }
}

function between(table: usize, steps: i32, step: f64): f64 {
  const below = floor<f64>(step);
  if (below + 1 >= <f64>steps) return 0;
  const at = table + (<usize>below << 3);
  return load<f64>(at) + (step - below) * (load<f64>(at, 8) - load<f64>(at));
}

/** Behind the patterns, and behind these. */
function rangesOf(fit: usize, lags: i32): usize {
  return fit + ROW + 4 * (<usize>lags << 3);
}

function partsOf(fit: usize, lags: i32, parts: i32): usize {
  return rangesOf(fit, lags) + (<usize>parts << 3);
}

/**
 * Finds the scale at which a spread mixture leaves the least in some fits together, as `MixtureFits.best` says.
 *
 * @param fits where each of them lies
 * @param distances of `pairs` numbers, which have `pairShares` and are multiplied by each of the `scales`
 * @param shares room for `parts` numbers
 * @param to receives what is left, and needs room for two numbers
 * @returns which scale it is
 */
export function bestScale(
  fits: usize,
  fitCount: i32,
  lags: i32,
  parts: i32,
  distances: usize,
  pairShares: usize,
  pairs: i32,
  own: f64,
  scales: usize,
  scaleCount: i32,
  shares: usize,
  sweeps: i32,
  settled: f64,
  least: f64,
  to: usize,
): i32 {
  let best = 0;
  let bestLeft: f64 = Infinity;
  for (let i = 0; i < scaleCount; i++) {
    const used = spread(distances, pairShares, pairs, load<f64>(scales + (<usize>i << 3)), parts, shares);
    let left: f64 = 0;
    for (let f = 0; f < fitCount && left < bestLeft; f++) {
      fitMixture(<usize>load<i32>(fits + (<usize>f << 2)), lags, parts, shares, used, own, sweeps, settled, to);
      left += max<f64>(least, load<f64>(to));
    }
    if (left >= bestLeft) continue;
    best = i;
    bestLeft = left;
  }
  store<f64>(to, bestLeft);
  return best;
}

/** Shares of the parts at a scale; returns how many of them, from the first on, can have one. */
function spread(distances: usize, pairShares: usize, pairs: i32, scale: f64, parts: i32, shares: usize): i32 {
  memory.fill(shares, 0, <usize>parts << 3);
  let used = 1;
  for (let pair = 0; pair < pairs; pair++) {
    const place = load<f64>(distances + (<usize>pair << 3)) * scale;
    const below = <i32>floor<f64>(place);
    if (below + 1 >= parts) continue;
    const share = load<f64>(pairShares + (<usize>pair << 3));
    const upper = (place - <f64>below) * share;
    const at = shares + (<usize>below << 3);
    store<f64>(at, load<f64>(at) + (share - upper));
    store<f64>(at, load<f64>(at, 8) + upper, 8);
    used = max(used, below + 2);
  }
  return used;
}

/**
 * Fits the row by the mixture of `shares` parts, `own` times the line among them, and by the other patterns; everything
 * is added in the order of `PlainMixtureFits`.
 *
 * @param to receives what is left unexplained, and the weight of the mixture
 */
export function fitMixture(
  fit: usize,
  lags: i32,
  parts: i32,
  shares: usize,
  shareCount: i32,
  own: f64,
  sweeps: i32,
  settled: f64,
  to: usize,
): void {
  const row = fit + ROW;
  const line = row + (<usize>lags << 3);
  const wide = line + (<usize>lags << 3);
  const sum = wide + (<usize>lags << 3);
  let ownOwn: f64 = 0;
  let withLine: f64 = 0;
  let withWide: f64 = 0;
  let withOne: f64 = 0;
  let withRow: f64 = 0;
  if (shareCount > 0) {
    mix(sum, line, own, lags, partsOf(fit, lags, parts), rangesOf(fit, lags), shares, shareCount);
    for (let lag = 0; lag < lags; lag++) {
      const at = <usize>lag << 3;
      const value = load<f64>(sum + at);
      ownOwn += value * value;
      withLine += value * load<f64>(line + at);
      withWide += value * load<f64>(wide + at);
      withOne += value;
      withRow += value * load<f64>(row + at);
    }
  }
  const lineLine = load<f64>(fit, LINE_LINE);
  const lineWide = load<f64>(fit, LINE_WIDE);
  const lineOne = load<f64>(fit, LINE_ONE);
  const lineRow = load<f64>(fit, LINE_ROW);
  const wideWide = load<f64>(fit, WIDE_WIDE);
  const wideOne = load<f64>(fit, WIDE_ONE);
  const wideRow = load<f64>(fit, WIDE_ROW);
  const oneRow = load<f64>(fit, ONE_ROW);
  const perOwn: f64 = ownOwn > 0 ? 1 / ownOwn : 0;
  const perLine = 1 / lineLine;
  const perWide = 1 / wideWide;
  const perLag = 1 / <f64>lags;
  let weight: f64 = ownOwn > 0 ? 0.8 : 0;
  let a: f64 = 0.4;
  let b: f64 = 0;
  let c: f64 = 0.05;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const before = weight + a + c;
    weight = atLeastZero((withRow - a * withLine - b * withWide - c * withOne) * perOwn);
    a = atLeastZero((lineRow - weight * withLine - b * lineWide - c * lineOne) * perLine);
    b = atLeastZero((wideRow - weight * withWide - a * lineWide - c * wideOne) * perWide);
    c = atLeastZero((oneRow - weight * withOne - a * lineOne - b * wideOne) * perLag);
    if (!(abs<f64>(weight + a + c - before) > settled)) break;
  }
  const squares = weight * weight * ownOwn + a * a * lineLine + b * b * wideWide + c * c * <f64>lags;
  const cross =
    weight * (a * withLine + b * withWide + c * withOne) + a * b * lineWide + a * c * lineOne + b * c * wideOne;
  const explained = weight * withRow + a * lineRow + b * wideRow + c * oneRow;
  store<f64>(to, load<f64>(fit, ROW_ROW) + squares + 2 * cross - 2 * explained);
  store<f64>(to, weight, 8);
}

function mix(
  sum: usize,
  line: usize,
  own: f64,
  lags: i32,
  parts: usize,
  ranges: usize,
  shares: usize,
  shareCount: i32,
): void {
  for (let lag = 0; lag < lags; lag++) {
    const at = <usize>lag << 3;
    store<f64>(sum + at, own * load<f64>(line + at));
  }
  for (let part = 0; part < shareCount; part++, ranges += 8, parts += <usize>lags << 3) {
    const share = load<f64>(shares + (<usize>part << 3));
    if (share == 0) continue;
    const end = load<i32>(ranges, 4);
    for (let lag = load<i32>(ranges); lag < end; lag++) {
      const at = <usize>lag << 3;
      store<f64>(sum + at, load<f64>(sum + at) + share * load<f64>(parts + at));
    }
  }
}

function atLeastZero(value: f64): f64 {
  return value > 0 ? value : 0;
}
