import { dbToAmplitude } from '../../dsp/decibels.ts';
import type { Cents, Hertz, Normal, Seconds } from '../../dsp/units.ts';
import { midiToHz, type Note, type Voice } from '../song.ts';
import { LadderFilter } from '../studio/ladder-filter.ts';
import { fromMono, type StereoBuffer } from '../studio/stereo-buffer.ts';
import { SAW, SQUARE, TABLE_FRAMES } from '../studio/wavetable.ts';
import type { Bench, Instrument } from './instrument.ts';

/**
 * A bass: one oscillator through a ladder whose envelope shuts it quickly, over a sine at the same pitch. In the
 * middle.
 */
export function bass(voice: Extract<Voice, { instrument: 'bass' }>, bench: Bench): Instrument {
  const strike = (note: Note): StereoBuffer => {
    const held = note.steps * bench.framesPerStep;
    const samples = filteredTone(note, held, BASS_RELEASE_SECONDS, 0, voice, voice.resonance, bench.sampleRateHz);
    const subGain = dbToAmplitude(voice.subDb);
    const pitchHz = midiToHz(note.midi);
    const envelope = gate(samples.length, held, bench.sampleRateHz);
    for (let frame = 0; frame < samples.length; frame += 1) {
      samples[frame] += subGain * envelope[frame] * Math.sin((2 * Math.PI * pitchHz * frame) / bench.sampleRateHz);
    }
    return fromMono(samples);
  };
  return { takes: 1, strike };
}

/** A pluck: two oscillators a few cents apart, one on each side, through a ladder that snaps shut. */
export function pluck(voice: Extract<Voice, { instrument: 'pluck' }>, bench: Bench): Instrument {
  const strike = (note: Note): StereoBuffer => {
    const held = note.steps * bench.framesPerStep;
    const tone = (cents: Cents): Float32Array =>
      filteredTone(note, held, PLUCK_RELEASE_SECONDS, cents, voice, PLUCK_RESONANCE, bench.sampleRateHz);
    return { left: tone(-PLUCK_DETUNE_CENTS), right: tone(PLUCK_DETUNE_CENTS) };
  };
  return { takes: 1, strike };
}

/** Short enough to be gone when the kick comes. */
const BASS_RELEASE_SECONDS = 0.012;
const PLUCK_RELEASE_SECONDS = 0.12;
const PLUCK_RESONANCE: Normal = 0.25;
const PLUCK_DETUNE_CENTS: Cents = 6;
const EDGE_SECONDS = 0.0015;

/**
 * An oscillator through a ladder; the cutoff falls from `cutoffHz`·2^`sweepOctaves` to `cutoffHz` with `decayMs` as
 * time constant.
 */
function filteredTone(
  note: Note,
  held: number,
  releaseSeconds: Seconds,
  cents: Cents,
  shape: { shape: 'saw' | 'square'; cutoffHz: Hertz; sweepOctaves: number; decayMs: number },
  resonance: Normal,
  sampleRateHz: Hertz,
): Float32Array {
  const pitchHz = midiToHz(note.midi + cents / 100);
  const table = (shape.shape === 'saw' ? SAW : SQUARE).at(pitchHz, sampleRateHz);
  const step = (pitchHz / sampleRateHz) * TABLE_FRAMES;
  const samples = new Float32Array(Math.round(held + releaseSeconds * sampleRateHz));
  const filter = new LadderFilter(sampleRateHz);
  const envelope = gate(samples.length, held, sampleRateHz);
  const decayFrames = (shape.decayMs / 1000) * sampleRateHz;
  let place = cents > 0 ? TABLE_FRAMES / 3 : 0;
  for (let frame = 0; frame < samples.length; frame += 1) {
    if (frame % ENVELOPE_FRAMES === 0) {
      filter.set(shape.cutoffHz * 2 ** (shape.sweepOctaves * Math.exp(-frame / decayFrames)), resonance);
    }
    const below = place | 0;
    const sample = table[below] + (place - below) * (table[below + 1] - table[below]);
    samples[frame] = filter.next(0.7 * sample) * envelope[frame];
    place += step;
    if (place >= TABLE_FRAMES) place -= TABLE_FRAMES;
  }
  return samples;
}

/** The filter's envelope moves every 0.36 ms. */
const ENVELOPE_FRAMES = 16;

/** Up within 1.5 ms, held, and down as a raised cosine to zero at the end. */
function gate(frames: number, held: number, sampleRateHz: Hertz): Float32Array {
  const edge = EDGE_SECONDS * sampleRateHz;
  const envelope = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame += 1) {
    const rise = frame < edge ? frame / edge : 1;
    const fall = frame < held ? 1 : 0.5 + 0.5 * Math.cos((Math.PI * (frame - held)) / Math.max(1, frames - held));
    envelope[frame] = rise * fall;
  }
  return envelope;
}
