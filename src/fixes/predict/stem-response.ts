/**
 * What a change does to one stem, band by band: M' = mm·M + ms·S and S' = sm·M + ss·S, as real amplitudes.
 *
 * Gain and EQ fill mm and ss alike, width fills ss, pan mixes the two. Phase is left out: a filter that is smooth
 * across a third octave turns all of a stem's band by nearly the same angle, which costs hundredths of a decibel.
 */
export interface StemResponse {
  mm: Float64Array;
  ms: Float64Array;
  sm: Float64Array;
  ss: Float64Array;
  /** Whether mid and side are treated alike, and by themselves: ss is mm, ms and sm are 0. */
  isEven: boolean;
}

/** A response that treats mid and side alike, such as gain and EQ, from one amplitude a band. */
export function evenResponse(amplitudes: Float64Array): StemResponse {
  const bands = amplitudes.length;
  return {
    mm: amplitudes,
    ms: new Float64Array(bands),
    sm: new Float64Array(bands),
    ss: amplitudes,
    isEven: true,
  };
}

/** A response that keeps mid and scales side, one amplitude a band. */
export function sideResponse(amplitudes: Float64Array): StemResponse {
  const bands = amplitudes.length;
  return {
    mm: new Float64Array(bands).fill(1),
    ms: new Float64Array(bands),
    sm: new Float64Array(bands),
    ss: amplitudes,
    isEven: false,
  };
}

/** A response that multiplies left and right by one amplitude each, the same in every band. */
export function leftRightResponse(bands: number, left: number, right: number): StemResponse {
  const even = (left + right) / 2;
  const odd = (left - right) / 2;
  const fill = (value: number): Float64Array => new Float64Array(bands).fill(value);
  return { mm: fill(even), ms: fill(odd), sm: fill(odd), ss: fill(even), isEven: false };
}

/** One response after another. */
export function cascade(first: StemResponse, second: StemResponse): StemResponse {
  const bands = first.mm.length;
  const zeros = (): Float64Array => new Float64Array(bands);
  const result = { mm: zeros(), ms: zeros(), sm: zeros(), ss: zeros(), isEven: first.isEven && second.isEven };
  for (let b = 0; b < bands; b++) {
    result.mm[b] = second.mm[b] * first.mm[b] + second.ms[b] * first.sm[b];
    result.ms[b] = second.mm[b] * first.ms[b] + second.ms[b] * first.ss[b];
    result.sm[b] = second.sm[b] * first.mm[b] + second.ss[b] * first.sm[b];
    result.ss[b] = second.sm[b] * first.ms[b] + second.ss[b] * first.ss[b];
  }
  return result;
}
