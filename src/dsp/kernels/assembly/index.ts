/** What the module exports. All memory is laid out by the callers in `src/dsp/kernels/`; pointers are byte offsets. */
export { kWeightedSums, bandSums, bassSums } from './filters';
export { doubleTransform } from './double-fft';
export { lagProducts } from './lag-products';
export { levels } from './levels';
export { logLevels } from './log-levels';
export { truePeak } from './true-peak';
export { partProducts } from './part-products';
export { runPowers } from './run-powers';
export { selectRank, smallestFrom } from './select-rank';
export { shiftProducts } from './shift-products';
export { stereo24, restoreIntegers } from './pcm';
export { matrixProducts } from './matrix-products';
export { midSide, decimate } from './planes';
export { multiplyPatterns, fitMixture } from './mixture-fit';
export { rangePowers } from './range-powers';
export { addRows } from './rows';
export { spectrumRows, closePool, closeFineRow } from './spectra';
