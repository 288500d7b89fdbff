/** What the module exports. All memory is laid out by the callers in `src/dsp/kernels/`; pointers are byte offsets. */
export { kWeightedSums, cascadeSums } from './filters';
export { truePeak } from './true-peak';
export { midSide, decimate } from './planes';
export { spectrumRows, closePool } from './spectra';
