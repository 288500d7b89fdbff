import { barSecondsOf, beatSecondsOf, isGridded } from '../../analysis/beat-grid.ts';
import type { KickBars } from '../../analysis/kick-bars.ts';
import { measureNoteDucking, type NoteDucking } from '../../analysis/note-ducking.ts';
import { measureStemPumping } from '../../analysis/stem-pumping.ts';
import type { StereoSignal } from '../../audio/audio-source.ts';
import { fastestMeters } from '../../dsp/kernels.ts';
import type { BandEnvelopes } from '../../dsp/meters.ts';
import { samplePeak } from '../../dsp/sample-peak.ts';
import { quantile } from '../../dsp/statistics.ts';
import type { Decibels, Milliseconds, Power, Seconds } from '../../dsp/units.ts';
import type { LoudSection } from '../loud-section.ts';

type StemDucking = ReturnType<typeof measureStemPumping>;

/** What a stem does in the loudest passage. */
export interface StemFacts {
  samplePeakDb: Decibels;
  /** Level of its mid signal, and of that between 200 Hz and 5 kHz and from 6 to 12 kHz. */
  levelDb: Decibels;
  bodyDb: Decibels;
  highDb: Decibels;
  /** 99th percentile over mean of the power in 5 ms blocks, as the crest features have it. */
  crestDb: Decibels;
  /** How it ducks under the kick, or a sentence why that cannot be told. */
  ducking: StemDucking;
  /** The same of a line that rests on the beat, see `measureNoteDucking`. */
  noteDucking: (releaseMs: Milliseconds) => NoteDucking | undefined;
}

/** @param index the stem's place in the mix model @param signal the stem as it sounds in the passage */
export function stemFacts(index: number, signal: StereoSignal, section: LoudSection): StemFacts {
  const meter = fastestMeters().bandEnvelopes(signal.sampleRateHz);
  meter.push(signal.left, signal.right, signal.left.length);
  const envelopes = meter.finish();
  const mean = meanOf(envelopes.full);
  const lined = linedUp(index, envelopes, section);
  return {
    samplePeakDb: 20 * Math.log10(samplePeak(signal.left, signal.right)),
    levelDb: 10 * Math.log10(mean),
    bodyDb: 10 * Math.log10(meanOf(envelopes.body)),
    highDb: 10 * Math.log10(meanOf(envelopes.high)),
    crestDb: 10 * Math.log10(quantile(Float32Array.from(envelopes.full), LOUD_QUANTILE) / mean),
    ducking: lined === undefined ? 'The song has no steady beat.' : measureStemPumping(lined.envelopes, lined.bars),
    noteDucking: (releaseMs) => lined && measureNoteDucking(lined.envelopes, lined.bars, releaseMs),
  };
}

/** `StemFacts.bodyDb` by itself. */
export function bodyDbOf({ left, right, sampleRateHz }: StereoSignal): Decibels {
  const meter = fastestMeters().bandEnvelopes(sampleRateHz);
  meter.push(left, right, left.length);
  return 10 * Math.log10(meanOf(meter.finish().body));
}

const LOUD_QUANTILE = 0.99;

interface LinedUp {
  envelopes: Pick<BandEnvelopes, 'blockSeconds' | 'full'>;
  bars: KickBars;
}

/**
 * The bars without a kick are laid before the passage, as if the song went on from the one to the other; `undefined`
 * where there is no steady beat.
 */
function linedUp(index: number, { full, blockSeconds }: BandEnvelopes, section: LoudSection): LinedUp | undefined {
  const { grid, rest, stretch } = section;
  if (!isGridded(grid) || stretch.bars === 0) return undefined;
  const before = rest?.stems.get(index) ?? new Float32Array(0);
  const joined = new Float32Array(before.length + full.length);
  joined.set(before);
  joined.set(full, before.length);
  const barSeconds = barSecondsOf(grid);
  const starts = (bars: number, from: Seconds): Seconds[] =>
    Array.from({ length: bars }, (_, bar) => from + bar * barSeconds);
  return {
    envelopes: { blockSeconds, full: joined },
    bars: {
      beatSeconds: beatSecondsOf(grid),
      beatsPerBar: grid.beatsPerBar,
      kick: starts(stretch.bars, before.length * blockSeconds),
      rest: before.length === 0 ? [] : [starts(rest?.bars ?? 0, 0)],
    },
  };
}

function meanOf(powers: Float32Array): Power {
  return powers.length === 0 ? 0 : powers.reduce((sum, power) => sum + power, 0) / powers.length;
}
