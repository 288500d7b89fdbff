/** What the module exports. All memory is laid out by the callers in `src/dsp/kernels/`; pointers are byte offsets. */

/** Where the memory begins that is free to be laid out: below lie the module's own constants. */
export function firstFreeByte(): usize {
  return __heap_base;
}

export { binRows } from './bin-rows';
export { givePair, multiplyComplex, takePair } from './complex-planes';
export { fitFalls } from './falls';
export { kWeightedSums, bandSums, bassSums } from './filters';
export { binPowers } from './bin-powers';
export { doubleTransform } from './double-fft';
export { foldedCurve } from './folded-curve';
export { commonLevels, foldedLevels } from './folded-levels';
export { fourthRoots } from './fourth-roots';
export { gainCourse } from './gain-course';
export { gramProducts } from './gram-products';
export { lagProducts } from './lag-products';
export { courseMoments, coursePowers } from './level-courses';
export { levels } from './levels';
export { highestPlaces, levelRises } from './level-rises';
export { logLevels } from './log-levels';
export { addLogs, bandLogSums } from './log-sums';
export { factorTriangle, pickedProducts, solveTriangle, whiten } from './triangles';
export { truePeak } from './true-peak';
export { addCoherences, intervalHistogram, phasorCells, windowedCoherence } from './onset-pulse';
export { partProducts } from './part-products';
export { limitPeaks } from './peak-limiter';
export { runPowers } from './run-powers';
export { addUp } from './running-sums';
export { addDifferences, addSamples } from './sample-sums';
export { selectRank, smallestFrom } from './select-rank';
export { settleCentres } from './settled-centres';
export { shareRows } from './shared-rows';
export { shiftProducts } from './shift-products';
export { filterStereo } from './stereo-filter';
export { stereo24, restoreIntegers } from './pcm';
export { matrixProducts } from './matrix-products';
export { foldPitches } from './pitch-classes';
export { blockMeans, pieceEnds } from './pieces';
export { pitchRow } from './pitch-rows';
export { midSide, decimate } from './planes';
export { bestScale, fitMixture, multiplyPatterns, setParts } from './mixture-fit';
export { rangePowers } from './range-powers';
export { rowProducts } from './row-products';
export { addRows, spanSums } from './rows';
export { halfDifferences, spreadRows } from './spread-rows';
export { waveProducts } from './wave-products';
export { windowMeans } from './window-means';
export { spectrumRows, closePool, closeFineRow } from './spectra';
