import { beatSecondsOf } from '../../../analysis/beat-grid.ts';
import type { StereoSignal } from '../../../audio/audio-source.ts';
import { COMPRESSOR } from '../../../devices/compressor.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import { samplePeak } from '../../../dsp/sample-peak.ts';
import type { Decibels, Milliseconds, Normal, Seconds } from '../../../dsp/units.ts';
import type { BeatGrid } from '../../../store/analysis-document.ts';
import { roundTo } from '../../fix-kind.ts';

/** A dip under every kick. */
export interface Duck {
  depthDb: Decibels;
  /** Time from the kick until 1/e of the dip is left. */
  recoverySeconds: Seconds;
}

/** A quick peak detector on the whole kick: how far it ducks is then a matter of threshold and ratio alone. */
const DUCKING: DeviceSettings = { Model: 'Peak', Ratio: 4, Attack: 1, 'S/C On': 'On', 'S/C EQ On': 'Off' };

const RELEASE_STEP_MS: Milliseconds = 5;
const THRESHOLD_STEP_DB: Decibels = 0.5;
/** Below, the display of the control runs off to −inf, and a kick that needs it is no kick to be ducked by. */
const LOWEST_THRESHOLD_DB: Decibels = -60;
const SHORTEST_RELEASE_MS: Milliseconds = 10;
const LONGEST_RELEASE_MS: Milliseconds = 400;
/** Each round leaves a fraction of what the last one left. */
const MOST_ROUNDS = 6;
/** Half of the steps that are dialled. */
const CLOSE_DB: Decibels = 0.2;
const CLOSE_SHARE = 0.04;

/**
 * Settings of a Compressor that hears the kick and makes a dip of this depth and length, found by running it on the
 * kick itself: the reduction begins at (1 − 1/ratio)·(peak − threshold), and lasts as long as the kick holds it plus
 * the release.
 *
 * @param kick as the other track sends it, from a downbeat on
 * @returns `undefined` where the kick is too quiet for any threshold, or silent
 */
export function duckSettings(wanted: Duck, kick: StereoSignal, grid: BeatGrid): DeviceSettings | undefined {
  const ratio = Number(DUCKING.Ratio);
  let thresholdDb = peakDb(loudBeats(kick, grid)) - wanted.depthDb / (1 - 1 / ratio);
  let releaseMs = 1000 * wanted.recoverySeconds;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = duckOf({ ...DUCKING, Threshold: thresholdDb, Release: releaseMs }, kick, grid);
    const isClose = Math.abs(found.depthDb - wanted.depthDb) < CLOSE_DB;
    if (isClose && Math.abs(found.recoverySeconds / wanted.recoverySeconds - 1) < CLOSE_SHARE) break;
    thresholdDb -= (wanted.depthDb - found.depthDb) / (1 - 1 / ratio);
    const stretch = found.recoverySeconds > 0 ? wanted.recoverySeconds / found.recoverySeconds : 1;
    releaseMs = Math.min(LONGEST_RELEASE_MS, Math.max(SHORTEST_RELEASE_MS, releaseMs * stretch));
  }
  if (!(thresholdDb >= LOWEST_THRESHOLD_DB)) return undefined;
  return {
    ...DUCKING,
    Threshold: roundTo(Math.min(0, thresholdDb), THRESHOLD_STEP_DB),
    Release: roundTo(releaseMs, RELEASE_STEP_MS),
  };
}

/** What a Compressor that hears only the kick does to the level of its track, at the second of two loud beats. */
export function duckOf(settings: DeviceSettings, kick: StereoSignal, grid: BeatGrid): Duck {
  const { sampleRateHz } = kick;
  const key = loudBeats(kick, grid);
  const gain = new Float32Array(key.left.length).fill(1);
  COMPRESSOR.createProcessor(settings, sampleRateHz).process(gain, gain.slice(), gain.length, key);
  const beat = Math.round(beatSecondsOf(grid) * sampleRateHz);
  const second = gain.subarray(beat, 2 * beat);
  let deepest = 0;
  for (let n = 1; n < second.length; n++) if (second[n] < second[deepest]) deepest = n;
  const depthDb = -20 * Math.log10(second[deepest]);
  const level = 10 ** (-depthDb / Math.E / 20);
  let recovered = deepest;
  while (recovered < second.length && second[recovered] < level) recovered++;
  return { depthDb, recoverySeconds: recovered / sampleRateHz };
}

/**
 * Two beats of the kick: the second is as all later ones are, since what one dip leaves is there when the next one
 * comes. Where the kick comes in late or rests, the first two beats in a row that are as loud as any.
 */
function loudBeats({ sampleRateHz, left, right }: StereoSignal, grid: BeatGrid): StereoSignal {
  const beat = Math.round(beatSecondsOf(grid) * sampleRateHz);
  const peaks = Array.from({ length: Math.max(1, Math.floor(left.length / beat)) }, (_, i) =>
    samplePeak(left.subarray(i * beat, (i + 1) * beat), right.subarray(i * beat, (i + 1) * beat)),
  );
  const pairs = peaks.map((peak, i) => Math.min(peak, peaks[i + 1] ?? 0));
  const loud = AS_LOUD * Math.max(...pairs);
  const start =
    beat *
    Math.max(
      0,
      pairs.findIndex((peak) => peak >= loud),
    );
  return { sampleRateHz, left: left.subarray(start, start + 2 * beat), right: right.subarray(start, start + 2 * beat) };
}

/** Within a decibel: kicks of one pattern differ by their velocities. */
const AS_LOUD: Normal = 10 ** (-1 / 20);

function peakDb({ left, right }: StereoSignal): Decibels {
  return 20 * Math.log10(Math.max(samplePeak(left, right), Number.MIN_VALUE));
}
