import { bandPass, Biquad } from '../../dsp/biquad.ts';
import type { Hertz } from '../../dsp/units.ts';
import { midiToHz, type Note, type Voice } from '../song.ts';
import { fromMono, type StereoBuffer } from '../studio/stereo-buffer.ts';
import { SAW, TABLE_FRAMES } from '../studio/wavetable.ts';
import type { Bench, Instrument } from './instrument.ts';

/**
 * A vocal-like chop: a saw with vibrato through three formants that move from the first vowel to the second within a
 * note.
 */
export function singer(voice: Extract<Voice, { instrument: 'singer' }>, bench: Bench): Instrument {
  const { sampleRateHz } = bench;
  const strike = (note: Note): StereoBuffer => {
    const held = note.steps * bench.framesPerStep;
    const frames = Math.round(held + RELEASE_SECONDS * sampleRateHz);
    const source = glottis(midiToHz(note.midi - 12), frames, sampleRateHz);
    const [from, to] = [
      sing(source, voice.vowels[0], sampleRateHz),
      sing(source, voice.vowels[voice.vowels.length - 1], sampleRateHz),
    ];
    const samples = new Float32Array(frames);
    for (let frame = 0; frame < frames; frame += 1) {
      const turn = Math.min(1, frame / held);
      const rise = Math.min(1, frame / (ATTACK_SECONDS * sampleRateHz));
      const fall = frame < held ? 1 : 1 - (frame - held) / (frames - held);
      samples[frame] = rise * fall * ((1 - turn) * from[frame] + turn * to[frame]);
    }
    return fromMono(samples);
  };
  return { takes: 1, strike };
}

/** A sung note without consonants: soft ends, and the vibrato of a trained voice. */
const ATTACK_SECONDS = 0.02;
const RELEASE_SECONDS = 0.08;
const VIBRATO_HZ = 5.5;
const VIBRATO_CENTS = 25;

/** First three formants of sung vowels, alto (Csound manual, formant tables), and their levels as amplitudes. */
const FORMANTS = {
  a: [[800, 1], [1150, 0.63], [2800, 0.1]],
  e: [[400, 1], [1600, 0.25], [2700, 0.15]],
  o: [[450, 1], [800, 0.5], [2830, 0.16]],
  u: [[325, 1], [700, 0.35], [2530, 0.1]],
} as const satisfies Record<string, readonly (readonly [Hertz, number])[]>; // prettier-ignore

function glottis(pitchHz: Hertz, frames: number, sampleRateHz: Hertz): Float32Array {
  const table = SAW.at(pitchHz * 1.03, sampleRateHz);
  const samples = new Float32Array(frames);
  let place = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const below = place | 0;
    samples[frame] = table[below] + (place - below) * (table[below + 1] - table[below]);
    const cents = VIBRATO_CENTS * Math.sin((2 * Math.PI * VIBRATO_HZ * frame) / sampleRateHz);
    place += (pitchHz / sampleRateHz) * TABLE_FRAMES * 2 ** (cents / 1200);
    if (place >= TABLE_FRAMES) place -= TABLE_FRAMES;
  }
  return samples;
}

function sing(source: Float32Array, vowel: keyof typeof FORMANTS, sampleRateHz: Hertz): Float32Array {
  const sum = new Float32Array(source.length);
  for (const [centreHz, gain] of FORMANTS[vowel]) {
    const formant = source.slice();
    new Biquad(bandPass(sampleRateHz, centreHz, centreHz / FORMANT_WIDTH_HZ)).process(formant, formant.length);
    for (let frame = 0; frame < sum.length; frame += 1) sum[frame] += gain * formant[frame];
  }
  return sum;
}

/** One width for all formants, in the middle of the 50–170 Hz of the tables. */
const FORMANT_WIDTH_HZ = 110;
