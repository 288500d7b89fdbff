import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import type { Hertz } from '../../../../src/dsp/units.ts';
import { bandFramesOf } from '../judges/band-frames.ts';
import { filteredByCurve, type GainCurve } from '../sound/linear-phase.ts';
import { clipped, gained, mapped } from '../sound/sample-moves.ts';
import { inHalves, type SoundInHalves } from './reference-sound.ts';

/**
 * What the best known free tool does, in our own words: the mid and the side of the finished mix each get the
 * linear-phase filter that gives their louder parts the references' mean spectrum, then the level of those parts is
 * matched, and what would clip is clipped. Stems are not touched.
 */
export function masterEqOnly(mix: StereoSignal, references: SoundInHalves): StereoSignal {
  const frames = bandFramesOf(mix);
  const own = inHalves(frames).loud;
  const bands = frames.centreHz.length;
  const curveOf = (first: number): GainCurve => {
    const gainDb = frames.centreHz.map((_, b) => limited(10 * Math.log10(references.loud[first + b] / own[first + b])));
    return interpolated(frames.centreHz, gainDb);
  };
  const midSide = mapped(mix, (left, right) => [(left + right) / 2, (left - right) / 2]);
  const mid = filteredByCurve(midSide, curveOf(0)).left;
  const side = filteredByCurve(midSide, curveOf(bands)).right;
  const matched = mapped({ ...midSide, left: mid, right: side }, (m, s) => [m + s, m - s]);
  const total = (powers: Float64Array): number => powers.reduce((sum, power) => sum + power, 0);
  const level = 10 * Math.log10(total(references.loud) / total(inHalves(bandFramesOf(matched)).loud));
  return clipped(gained(matched, level), 0);
}

/** Where one of the two has nothing there is nothing to match. */
const MOST_DB = 15;

function limited(db: number): number {
  return Number.isFinite(db) ? Math.max(-MOST_DB, Math.min(MOST_DB, db)) : 0;
}

/** Straight between the points on a log scale of frequency, level beyond them. */
function interpolated(centreHz: readonly Hertz[], gainDb: readonly number[]): GainCurve {
  const octaves = centreHz.map((hz) => Math.log2(hz));
  return (hz) => {
    const at = Math.log2(hz);
    const above = octaves.findIndex((octave) => octave > at);
    if (above === 0) return gainDb[0];
    if (above < 0) return gainDb[gainDb.length - 1];
    const share = (at - octaves[above - 1]) / (octaves[above] - octaves[above - 1]);
    return gainDb[above - 1] + share * (gainDb[above] - gainDb[above - 1]);
  };
}
