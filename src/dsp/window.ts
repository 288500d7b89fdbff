/**
 * The periodic Hann window, 0.5 − 0.5·cos(2πn/N). Periodic rather than symmetric, so that windows a quarter or a half
 * of their length apart add up to a constant. A size of 1 gives `[0]`, as the formula does; size 0 an empty array.
 *
 * @param size length in samples, ≥ 0
 */
export function hannWindow(size: number): Float64Array {
  const window = new Float64Array(size);
  for (let n = 0; n < size; n++) window[n] = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size);
  return window;
}

/**
 * The symmetric Hann window, 0.5 − 0.5·cos(2πn/(N−1)): 0 at both ends. What other programs' spectra were made with; a
 * size of 1 gives `[1]`.
 *
 * @param size length in samples, ≥ 0
 */
export function symmetricHann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) =>
    size === 1 ? 1 : 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / (size - 1)),
  );
}

/** Sum of the squares of a window: what a spectrum's power has to be divided by to be a mean square. */
export function windowEnergy(window: Float64Array): number {
  let energy = 0;
  for (const value of window) energy += value * value;
  return energy;
}

/**
 * One point of the Kaiser window, I₀(β·√(1 − x²)) / I₀(β), for a position −1 ≤ x ≤ 1; 0 outside.
 *
 * @param beta shape: 0 is a rectangle, 5 has side lobes near −55 dB, 8 near −80 dB, 10 near −100 dB
 */
export function kaiserWindowAt(position: number, beta: number): number {
  const inside = 1 - position * position;
  return inside < 0 ? 0 : besselI0(beta * Math.sqrt(inside)) / besselI0(beta);
}

/**
 * One tap of a low-pass: sinc under a Kaiser window, sin(πcd)/(πcd) · w(d / half).
 *
 * @param distance from the middle of the filter, in samples
 * @param half distance at which the window ends, in samples
 * @param cutoff corner c as a share of half the sample rate: 1 lets everything pass
 */
export function kaiserSincAt(distance: number, half: number, cutoff: number, beta: number): number {
  const x = Math.PI * cutoff * distance;
  return (x === 0 ? 1 : Math.sin(x) / x) * kaiserWindowAt(distance / half, beta);
}

/** Modified Bessel function of order zero by its power series, which converges fast for the arguments of windows. */
function besselI0(x: number): number {
  const quarterSquare = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= quarterSquare / (k * k);
    sum += term;
  }
  return sum;
}
