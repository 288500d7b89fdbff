import {
  bandPass,
  bell,
  Biquad,
  highPass,
  highShelf,
  lowPass,
  lowShelf,
  type BiquadCoefficients,
} from '../../dsp/biquad.ts';
import { dbToAmplitude } from '../../dsp/decibels.ts';
import type { Decibels, Frames, Hertz } from '../../dsp/units.ts';
import type { ContinuousParameter, DisplayLaw, KeySignal, ParameterModel } from '../device-model.ts';
import type { CompleteSettings } from '../device-settings.ts';
import { DECIBEL_LAW, logarithmicLaw, PERCENT_LAW, SIDECHAIN_GAIN_LAW } from '../display-laws.ts';
import { formatHertz, formatThreeDigits } from '../display-text.ts';
import { button, choice, control, UNIT_RANGE } from '../parameter-rows.ts';
import { DYNAMICS_CHUNK } from './level-detector.ts';

/** What the detector of a dynamics device hears: the device's own input, or another track's sound, and filtered. */
export class Sidechain {
  /** The chunk heard last. */
  readonly left = new Float64Array(DYNAMICS_CHUNK);
  readonly right = new Float64Array(DYNAMICS_CHUNK);
  readonly #inputShare: number;
  readonly #keyGain: number;
  readonly #filters: readonly [Biquad, Biquad] | undefined;

  constructor(settings: CompleteSettings, { hasEq }: { hasEq: boolean }, sampleRateHz: Hertz) {
    const mix = settings.isOn('S/C On') ? settings.number('S/C Mix') / 100 : 0;
    this.#inputShare = 1 - mix;
    this.#keyGain = mix * dbToAmplitude(settings.number('S/C Gain'));
    const filter = hasEq && settings.isOn('S/C EQ On') ? sidechainFilter(settings, sampleRateHz) : undefined;
    this.#filters = filter && [new Biquad(filter), new Biquad(filter)];
  }

  /** Takes in samples `from` … `from + frames` (at most a chunk) of the input and of the key, if there is one. */
  hear(
    input: { left: Float32Array; right: Float32Array },
    key: KeySignal | undefined,
    from: Frames,
    frames: Frames,
  ): void {
    const { left, right } = this;
    const share = this.#inputShare;
    for (let n = 0; n < frames; n++) {
      left[n] = share * input.left[from + n];
      right[n] = share * input.right[from + n];
    }
    if (key && this.#keyGain !== 0) {
      for (let n = 0; n < frames; n++) {
        left[n] += this.#keyGain * key.left[from + n];
        right[n] += this.#keyGain * key.right[from + n];
      }
    }
    this.#filters?.[0].process(left, frames);
    this.#filters?.[1].process(right, frames);
  }
}

/** Filter types of a sidechain. What older devices call Peak, newer ones call Band pass. */
const SIDECHAIN_EQ_TYPES = ['Low Shelf', 'Bell', 'High Shelf', 'Low pass', 'Peak', 'High pass'];

const SIDECHAIN_FREQUENCY_LAW = logarithmicLaw(30, 15_000, { unit: 'Hz', confidence: 'high', format: formatHertz });
const SIDECHAIN_Q_LAW = logarithmicLaw(0.1, 12, { unit: 'Q', confidence: 'high', format: formatThreeDigits });

export const SIDECHAIN_ON = button('S/C On');
export const SIDECHAIN_GAIN = control('S/C Gain', UNIT_RANGE, SIDECHAIN_GAIN_LAW, 0);
export const SIDECHAIN_MIX = control('S/C Mix', UNIT_RANGE, PERCENT_LAW, 100);

interface SidechainEqDefaults {
  on: 'On' | 'Off';
  centreHz: Hertz;
  /** How the gain is stored; −15 … 15 dB as such unless told. */
  gain?: { range: readonly [number, number]; law: DisplayLaw };
  types?: readonly string[];
}

/** The five controls of a sidechain's filter: on, type, frequency, Q and gain. */
export function sidechainEqRows(defaults: SidechainEqDefaults): ParameterModel[] {
  const { on, centreHz, types = SIDECHAIN_EQ_TYPES, gain = { range: [-15, 15] as const, law: DECIBEL_LAW } } = defaults;
  const gainRow: ContinuousParameter = control('S/C EQ Gain', gain.range, gain.law, 0);
  return [
    button('S/C EQ On', on),
    choice('S/C EQ Type', types, 'High pass'),
    control('S/C EQ Freq', UNIT_RANGE, SIDECHAIN_FREQUENCY_LAW, centreHz),
    control('S/C EQ Q', UNIT_RANGE, SIDECHAIN_Q_LAW, Math.SQRT1_2),
    gainRow,
  ];
}

function sidechainFilter(settings: CompleteSettings, sampleRateHz: Hertz): BiquadCoefficients {
  const centreHz: Hertz = settings.number('S/C EQ Freq');
  const q = settings.number('S/C EQ Q');
  const gainDb: Decibels = settings.number('S/C EQ Gain');
  const type = settings.text('S/C EQ Type');
  switch (type) {
    case 'Low Shelf':
      return lowShelf(sampleRateHz, centreHz, q, gainDb);
    case 'Bell':
      return bell(sampleRateHz, centreHz, q, gainDb);
    case 'High Shelf':
      return highShelf(sampleRateHz, centreHz, q, gainDb);
    case 'Low pass':
      return lowPass(sampleRateHz, centreHz, q);
    case 'Peak':
    case 'Band pass':
      return bandPass(sampleRateHz, centreHz, q);
    case 'High pass':
      return highPass(sampleRateHz, centreHz, q);
    default:
      throw new Error(`A sidechain has no filter type "${type}".`);
  }
}
