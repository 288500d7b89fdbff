import { midiToHz, type SweepPoint, type Track, type Voice } from '../song.ts';
import { LadderFilter, saturate } from '../studio/ladder-filter.ts';
import { silence, type StereoBuffer } from '../studio/stereo-buffer.ts';
import { sweepReader } from '../studio/sweep-filter.ts';
import { SAW, SQUARE, TABLE_FRAMES } from '../studio/wavetable.ts';
import type { Bench } from './instrument.ts';

/**
 * The 303 line, played as one voice through the whole song: a slide glides to the next pitch and does not restart the
 * envelopes, an accent raises level and envelope together, and the track's sweep is the filter's own cutoff knob.
 */
export function renderAcid(
  track: Track,
  voice: Extract<Voice, { instrument: 'acid' }>,
  bench: Bench,
  sweep: readonly SweepPoint[],
  frames: number,
): StereoBuffer {
  const { sampleRateHz, framesPerStep } = bench;
  const { left, right } = silence(frames);
  const wave = voice.shape === 'saw' ? SAW : SQUARE;
  const filter = new LadderFilter(sampleRateHz);
  const cutoffAt = sweepReader(sweep);
  const glide = 1 - Math.exp(-1 / (GLIDE_SECONDS * sampleRateHz));
  const decay = Math.exp(-1 / ((voice.decayMs / 1000) * sampleRateHz));
  const edge = 1 - Math.exp(-1 / (EDGE_SECONDS * sampleRateHz));
  let place = 0;
  let pitchHz = 0;
  let envelope = 0;
  let level = 0;
  let tied = false;

  track.notes.forEach((note, index) => {
    const start = Math.round(note.step * framesPerStep);
    const next = track.notes[index + 1];
    const adjoins = next !== undefined && next.step === note.step + note.steps;
    const slides = note.slide === true && adjoins;
    const end = Math.min(
      frames,
      Math.round((note.step + note.steps) * framesPerStep) + (adjoins ? 0 : sampleRateHz / 50),
    );
    const release = start + (slides ? 2 : NOTE_SHARE) * note.steps * framesPerStep;
    const target = midiToHz(note.midi);
    const table = wave.at(target, sampleRateHz);
    const accent = note.accent === true ? 1 : 0;
    if (!tied) [pitchHz, envelope] = [target, 1];
    for (let frame = start; frame < end; frame += 1) {
      if ((frame - start) % CONTROL_FRAMES === 0) {
        const octaves = (voice.sweepOctaves + ACCENT_OCTAVES * accent) * envelope;
        filter.set(cutoffAt(frame / framesPerStep / 16) * 2 ** octaves, voice.resonance);
      }
      pitchHz += glide * (target - pitchHz);
      envelope *= decay;
      level += edge * ((frame < release ? 1 + ACCENT_GAIN * accent : 0) - level);
      const below = place | 0;
      const sample = table[below] + (place - below) * (table[below + 1] - table[below]);
      const out = saturate(1.3 * filter.next(0.6 * sample)) * level;
      left[frame] = out;
      right[frame] = out;
      place += (pitchHz / sampleRateHz) * TABLE_FRAMES;
      if (place >= TABLE_FRAMES) place -= TABLE_FRAMES;
    }
    tied = slides;
  });
  return { left, right };
}

/**
 * A TB-303 glides with a time constant of some 60 ms in hardware; a third of it reaches the note within a sixteenth.
 */
const GLIDE_SECONDS = 0.022;
const EDGE_SECONDS = 0.002;
/** A note without slide sounds for about half of its step. */
const NOTE_SHARE = 0.6;
const ACCENT_OCTAVES = 0.8;
/** An accent is 4 dB louder. */
const ACCENT_GAIN = 0.58;
const CONTROL_FRAMES = 32;
