import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import { sumStems } from '../../../../src/demo/sum-stems.ts';
import type { Decibels } from '../../../../src/dsp/units.ts';
import { bandFramesOf } from '../judges/band-frames.ts';
import { gained } from '../sound/sample-moves.ts';
import type { WorkInProgress } from '../song-studio.ts';
import { inHalves, type SoundInHalves } from './reference-sound.ts';

/**
 * Faders alone: the stem gains, within ±6 dB, that bring the third octaves of mid and side in the louder and in the
 * softer half of the song closest to the references', by coordinate descent on the sum of powers, with a small price on
 * every decibel moved. What a balance tool without equalisers can do.
 */
export function levelsOnly({ stems, master, mix }: WorkInProgress, references: SoundInHalves): StereoSignal {
  const signals = [...stems.values()];
  const whole = bandFramesOf(mix);
  const sounds = signals.map((signal) => inHalves(bandFramesOf(signal), whole));
  const model = { sounds, references, master: masterBands(inHalves(whole), sounds) };
  const gainsDb = signals.map((): Decibels => 0);
  let cost = costOf(gainsDb, model);
  for (const step of STEPS_DB) {
    for (let round = 0; round < ROUNDS; round++) {
      const costAtStart = cost;
      for (let stem = 0; stem < gainsDb.length; stem++) {
        for (const move of [-step, step]) {
          const tried = gainsDb.map((gain, s) => (s === stem ? Math.max(-6, Math.min(6, gain + move)) : gain));
          const triedCost = costOf(tried, model);
          if (triedCost >= cost) continue;
          gainsDb[stem] = tried[stem];
          cost = triedCost;
        }
      }
      if (cost === costAtStart) break;
    }
  }
  return master(sumStems(signals.map((signal, stem) => gained(signal, gainsDb[stem]))));
}

const STEPS_DB: readonly Decibels[] = [2, 0.5];
const ROUNDS = 12;
/** Of a decibel moved, in mean squared decibels of error. */
const PRICE = 0.02;

interface Model {
  sounds: readonly SoundInHalves[];
  references: SoundInHalves;
  /** Power gain of the master in each band of each half. */
  master: SoundInHalves;
}

const HALVES = ['loud', 'soft'] as const;

function masterBands(mix: SoundInHalves, sounds: readonly SoundInHalves[]): SoundInHalves {
  const gain = (half: keyof SoundInHalves): Float64Array =>
    mix[half].map(
      (power, b) =>
        power /
        Math.max(
          Number.MIN_VALUE,
          sounds.reduce((sum, sound) => sum + sound[half][b], 0),
        ),
    );
  return { loud: gain('loud'), soft: gain('soft') };
}

function costOf(gainsDb: readonly Decibels[], { sounds, references, master }: Model): number {
  const powers = gainsDb.map((gain) => 10 ** (gain / 10));
  let squares = 0;
  let count = 0;
  for (const half of HALVES) {
    const loudest = Math.max(...references[half]);
    const differences: number[] = [];
    for (let b = 0; b < references[half].length; b++) {
      if (references[half][b] < loudest * HEARD) continue;
      const own = master[half][b] * sounds.reduce((sum, sound, s) => sum + powers[s] * sound[half][b], 0);
      if (own > 0) differences.push(10 * Math.log10(own / references[half][b]));
    }
    // The level of the whole is the master's.
    const level = differences.reduce((sum, one) => sum + one, 0) / differences.length;
    for (const difference of differences) squares += (difference - level) ** 2;
    count += differences.length;
  }
  return squares / count + PRICE * gainsDb.reduce((sum, gain) => sum + Math.abs(gain), 0);
}

/** −40 dB from the loudest band. */
const HEARD = 1e-4;
