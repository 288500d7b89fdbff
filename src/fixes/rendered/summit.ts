import type { StereoSignal } from '../../audio/audio-source.ts';
import { amplitudeToDb } from '../../dsp/decibels.ts';
import { fastestMeters } from '../../dsp/kernels.ts';
import { LOUDNESS_BLOCK_SECONDS, momentaryLoudness, shortTermLoudness } from '../../dsp/loudness.ts';
import type { Decibels, Frames, Lufs } from '../../dsp/units.ts';
import type { LoudSection } from '../loud-section.ts';
import { MASTER_LEAD_SECONDS } from '../loud-stretch.ts';
import type { MasterSound } from '../master-sound.ts';
import type { TimeRange } from '../measure/choose-excerpts.ts';
import type { AddedDevice } from './added-device.ts';
import type { SummitChange } from './render-values.ts';
import { StretchRenderer } from './stretch-renderer.ts';

/**
 * The song's loudest moment where it lies outside of the passage's kind of section, rendered as the passage is: the
 * end of a build is another mixture than the drop, and what a cut of the pad does to the one says nothing of the other.
 */
export class Summit {
  readonly #range: TimeRange;
  readonly #untouched: SummitLevel;
  readonly #renderer: StretchRenderer;

  /** How loud it is through the master; `undefined` where the passage's kind of section has the loudest moment. */
  static levelIn({ summit }: LoudSection, sound: MasterSound): SummitLevel | undefined {
    return summit && levelOf(StretchRenderer.of(summit, sound).render());
  }

  /** @param untouched see `levelIn` */
  static of(section: LoudSection, sound: MasterSound, untouched = Summit.levelIn(section, sound)): Summit | undefined {
    const { summit, stretch } = section;
    if (untouched === undefined || summit === undefined || stretch.summit === undefined) return undefined;
    return new Summit(stretch.summit, untouched, StretchRenderer.of(summit, sound));
  }

  private constructor(range: TimeRange, untouched: SummitLevel, renderer: StretchRenderer) {
    this.#range = range;
    this.#untouched = untouched;
    this.#renderer = renderer;
  }

  /** The same with these devices for granted. */
  settledOn(devices: readonly AddedDevice[]): Summit {
    return new Summit(this.#range, this.#untouched, this.#renderer.settledOn(devices));
  }

  /** What it changes by from the bounce, with what is settled and these devices. */
  changeWith(devices: readonly AddedDevice[]): SummitChange {
    const [from, to] = [this.#untouched, levelOf(this.#renderer.render(devices))];
    const change = (of: keyof SummitLevel): number => (Number.isFinite(from[of]) ? to[of] - from[of] : 0);
    return {
      range: this.#range,
      momentaryLufs: change('momentaryLufs'),
      shortTermLufs: change('shortTermLufs'),
      truePeakDb: { before: from.truePeakDb, after: to.truePeakDb },
    };
  }
}

/** The greatest loudness; −Infinity where the moment is shorter than the window. */
export interface SummitLevel {
  momentaryLufs: Lufs;
  shortTermLufs: Lufs;
  truePeakDb: Decibels;
}

/** Without the second that leads up to it. */
function levelOf({ left, right, sampleRateHz }: StereoSignal): SummitLevel {
  const meters = fastestMeters();
  const meter = meters.kWeightedPower(sampleRateHz);
  meter.push(left, right, left.length);
  const power = meter.finish().subarray(Math.round(MASTER_LEAD_SECONDS / LOUDNESS_BLOCK_SECONDS));
  const lead: Frames = Math.round(MASTER_LEAD_SECONDS * sampleRateHz);
  const peaks = meters.truePeak(sampleRateHz);
  peaks.push(left.subarray(lead), right.subarray(lead), left.length - lead);
  const greatest = (values: Float64Array | Float32Array): number => {
    let most = -Infinity;
    for (const value of values) most = Math.max(most, value);
    return most;
  };
  return {
    momentaryLufs: greatest(momentaryLoudness(power)),
    shortTermLufs: greatest(shortTermLoudness(power)),
    truePeakDb: amplitudeToDb(greatest(peaks.finish().peaks)),
  };
}
