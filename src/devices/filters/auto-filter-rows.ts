import type { DisplayLaw, ParameterModel } from '../device-model.ts';
import {
  faderLaw,
  levelLaw,
  linearLaw,
  logarithmicLaw,
  powerLaw,
  timeLaw,
  TWO_DIGIT_PERCENT_LAW,
} from '../display-laws.ts';
import {
  formatDegrees,
  formatHertz,
  formatMilliseconds,
  formatSemitones,
  formatTenthDecibels,
  formatTwoDigitPercent,
} from '../display-text.ts';
import { SIDECHAIN_GAIN, SIDECHAIN_MIX, SIDECHAIN_ON, sidechainEqRows } from '../dynamics/sidechain.ts';
import { LFO_WAVES } from '../modulation/low-frequency-oscillator.ts';
import { button, choice, control, DEVICE_ON, UNIT_RANGE } from '../parameter-rows.ts';
import { HIGHEST_HZ, LOWEST_HZ } from './channel-filter.ts';

/** Auto Filter's 45 parameters. */
export function autoFilterRows(): ParameterModel[] {
  return [
    DEVICE_ON,
    control('Frequency', UNIT_RANGE, FREQUENCY_LAW, 10_000),
    control('Resonance', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 0),
    control('Filter Morph', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 0, ['Morph']),
    choice(
      'Filter Type',
      ['Low-pass', 'High-pass', 'Band-pass', 'Notch', 'Morph', 'DJ', 'Comb', 'Resampling', 'Notch+LP', 'Vowel'],
      'Low-pass',
    ),
    choice('Filter Slope', ['12dB', '24dB'], '24dB', ['Slope']),
    choice('Morph Slope', ['6dB', '12dB', '24dB', '48dB'], '24dB'),
    choice('Circuit', ['SVF', 'DFM', 'MS2', 'PRD'], 'SVF', ['Filter Circuit']),
    control('Drive', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 0),
    control('Control', UNIT_RANGE, SIGNED_PERCENT_LAW, 0),
    control('Pitch', [-36, 36], linearLaw(1, 0, { unit: 'st', confidence: 'high', format: formatSemitones }), 0),
    control('Formant', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 0),
    control('LFO Amount', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 0),
    choice('LFO Wave', LFO_WAVES, 'Sine', ['LFO Waveform']),
    choice('LFO T Mode', ['Rate', 'Time', 'Synced', 'Triplet', 'Dotted', 'Sixteenth'], 'Rate'),
    control('LFO Freq', UNIT_RANGE, LFO_FREQUENCY_LAW, 1, ['LFO Frequency']),
    control('LFO Time', UNIT_RANGE, timeLaw(100, 200_000), 1000),
    choice('LFO Rate', SYNCED_RATES, '2', ['LFO Sync Rate']),
    choice(
      'LFO 16th',
      counted(1, 64, (n) => `${n}  / 16`),
      '16  / 16',
    ),
    control('LFO Phase', UNIT_RANGE, ANGLE_LAW, 4),
    control('LFO Offset', UNIT_RANGE, ANGLE_LAW, 0),
    choice('LFO S Mode', ['Phase', 'Spin'], 'Phase', ['LFO Stereo Mode']),
    control('LFO Spin', UNIT_RANGE, SPIN_LAW, 0),
    control('LFO Morph', UNIT_RANGE, SIGNED_PERCENT_LAW, 0),
    control('LFO Smoothing', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 0),
    choice('LFO Q Mode', ['None', 'Steps', 'S&H'], 'None'),
    choice(
      'LFO Steps',
      counted(2, 64, (n) => `${n} `),
      '8 ',
    ),
    choice('LFO S&H', HOLD_RATES, '1 / 16'),
    control('Env Amount', UNIT_RANGE, SIGNED_PERCENT_LAW, 0, ['Env. Modulation']),
    control('Env Attack', UNIT_RANGE, ATTACK_LAW, 1, ['Env. Attack']),
    button('Env Hold On', 'On'),
    control('Env Release', UNIT_RANGE, RELEASE_LAW, 250, ['Env. Release']),
    button('Env S&H On'),
    choice('Env S&H', HOLD_RATES, '1 / 16'),
    control('Output', UNIT_RANGE, faderLaw(-6, { confidence: 'low', format: formatTenthDecibels }), 0),
    button('Soft Clip On'),
    control('Dry/Wet', UNIT_RANGE, TWO_DIGIT_PERCENT_LAW, 100),
    ...sidechainEqRows({
      on: 'Off',
      centreHz: 200,
      types: ['Low Shelf', 'Bell', 'High Shelf', 'Low pass', 'Band pass', 'High pass'],
      gain: { range: UNIT_RANGE, law: levelLaw(-15, 15, 'high') },
    }),
    SIDECHAIN_ON,
    SIDECHAIN_GAIN,
    SIDECHAIN_MIX,
  ];
}

const FREQUENCY_LAW = logarithmicLaw(LOWEST_HZ, HIGHEST_HZ, { unit: 'Hz', confidence: 'medium', format: formatHertz });
const LFO_FREQUENCY_LAW = logarithmicLaw(0.1, 60, { unit: 'Hz', confidence: 'medium', format: formatHertz });
/** Raw 0 … 1 shows −100 … 100 %. */
const SIGNED_PERCENT_LAW = linearLaw(200, -100, { unit: '%', confidence: 'medium', format: formatTwoDigitPercent });
const SPIN_LAW = linearLaw(50, 0, { unit: '%', confidence: 'medium', format: formatTwoDigitPercent });
const ANGLE_LAW = linearLaw(360, 0, { unit: '°', confidence: 'medium', format: formatDegrees });

/**
 * Times that begin at zero: in Live's newer devices they follow a power of the raw value (Auto Shift's attack its
 * square, its release its cube).
 */
const ATTACK_LAW: DisplayLaw = powerLaw(100, 2, { unit: 'ms', confidence: 'low', format: formatMilliseconds });
const RELEASE_LAW: DisplayLaw = powerLaw(3000, 3, { unit: 'ms', confidence: 'low', format: formatMilliseconds });

/** The 22 note values of Live's synced oscillators, in bars. */
const SYNCED_RATES = [
  ...['8', '6', '4', '3', '2', '1.5', '1', '3/4', '1/2', '3/8', '1/3', '5/16', '1/4', '3/16', '1/6', '1/8'],
  ...['1/12', '1/16', '1/24', '1/32', '1/48', '1/64'],
];

const HOLD_RATES = ['1 / 64', '1 / 32', '1 / 16', '1 / 8', '1 / 4', '1 / 2', '1'];

function counted(from: number, to: number, text: (n: number) => string): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => text(from + index));
}
