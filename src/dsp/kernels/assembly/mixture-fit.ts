/*
 * Fits of a row by patterns, as `src/dsp/mixture-fit.ts` describes them. A fit lies in memory as numbers in double
 * precision: nine inner products, in the order below; the row, the line and the wide line, `lags` numbers each; room
 * for a mixture; and the parts, `lags` numbers each at their places. Of each part two whole numbers say where it begins
 * and ends; one that was never set ends at 0.
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
 * Fits the row by the mixture of `shares` parts, `own` times the line among them, and by the other patterns; everything
 * is added in the order of `PlainMixtureFit`.
 *
 * @param to receives what is left unexplained, and the weight of the mixture
 * @returns the first part that has a share and was never set, −1 without; nothing is fitted then
 */
export function fitMixture(
  fit: usize,
  lags: i32,
  ranges: usize,
  shares: usize,
  shareCount: i32,
  own: f64,
  sweeps: i32,
  settled: f64,
  to: usize,
): i32 {
  for (let part = 0; part < shareCount; part++) {
    const isSet = load<i32>(ranges + (<usize>part << 3), 4) > 0;
    if (!isSet && load<f64>(shares + (<usize>part << 3)) != 0) return part;
  }
  const row = fit + ROW;
  const line = row + (<usize>lags << 3);
  const wide = line + (<usize>lags << 3);
  const sum = wide + (<usize>lags << 3);
  const parts = sum + (<usize>lags << 3);
  let ownOwn: f64 = 0;
  let withLine: f64 = 0;
  let withWide: f64 = 0;
  let withOne: f64 = 0;
  let withRow: f64 = 0;
  if (shareCount > 0) {
    mix(sum, line, own, lags, parts, ranges, shares, shareCount);
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
  return -1;
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
