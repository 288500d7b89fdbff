/** The samples that a place between two is told by lie around the one before it: two before that, three behind. */
const TAPS: i32 = 6;
const TAPS_BEFORE: i32 = 2;

/**
 * For each of some places in a wave the inner product of what lies there with a model, and its own energy. What lies
 * between samples is told by the polynomial through six of them, as `src/dsp/wave-products.ts` says.
 *
 * @param starts where each begins, in samples, in double precision
 * @param model `length` numbers in double precision
 * @param weights room for six numbers
 * @param to receives two numbers for each: product and energy
 */
export function waveProducts(
  samples: usize,
  count: i32,
  starts: usize,
  startCount: i32,
  model: usize,
  length: i32,
  weights: usize,
  to: usize,
): void {
  for (let i = 0; i < startCount; i++, to += 16) {
    const start = load<f64>(starts + (<usize>i << 3));
    const first = Math.floor(start);
    setWeights(start - first, weights);
    let product: f64 = 0;
    let energy: f64 = 0;
    for (let n = 0; n < length; n++) {
      const from = <i32>first - TAPS_BEFORE + n;
      let value: f64 = 0;
      for (let tap = 0; tap < TAPS; tap++) {
        const at = from + tap;
        const sample: f64 = at >= 0 && at < count ? <f64>load<f32>(samples + (<usize>at << 2)) : 0;
        value += load<f64>(weights + (<usize>tap << 3)) * sample;
      }
      product += value * load<f64>(model + (<usize>n << 3));
      energy += value * value;
    }
    store<f64>(to, product);
    store<f64>(to, energy, 8);
  }
}

/** Lagrange's polynomials at a share of the way from the sample before to the next. */
function setWeights(share: f64, weights: usize): void {
  for (let tap = 0; tap < TAPS; tap++) {
    let weight: f64 = 1;
    for (let other = 0; other < TAPS; other++) {
      if (other != tap) weight = (weight * (share - <f64>(other - TAPS_BEFORE))) / <f64>(tap - other);
    }
    store<f64>(weights + (<usize>tap << 3), weight);
  }
}
