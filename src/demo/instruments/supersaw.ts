import { Biquad, highPass, lowPass } from '../../dsp/biquad.ts';
import type { Cents, Hertz } from '../../dsp/units.ts';
import { midiToHz, type Note, type Voice } from '../song.ts';
import { silence, type StereoBuffer } from '../studio/stereo-buffer.ts';
import { SAW, TABLE_FRAMES } from '../studio/wavetable.ts';
import type { Bench, Instrument } from './instrument.ts';

/**
 * Detuned saws with random phases spread over the stereo field: the sound of trance. The detune offsets follow the
 * measured JP-8000 (A. Szabo, "How to Emulate the Super Saw", 2010): not evenly spaced, and not quite symmetric.
 */
export function supersaw(voice: Extract<Voice, { instrument: 'supersaw' }>, bench: Bench): Instrument {
  const { sampleRateHz, framesPerStep } = bench;
  const offsets = supersawOffsetsCents(voice.voices, voice.detuneCents);
  const pans = offsets.map((_, index) => panOf(index, offsets.length));
  const attack = (voice.attackMs / 1000) * sampleRateHz;
  const release = (voice.releaseMs / 1000) * sampleRateHz;
  const strike = (note: Note): StereoBuffer => {
    const random = bench.random.fork(`saw ${note.midi} ${note.steps}`);
    const held = note.steps * framesPerStep * HELD_SHARE;
    const hit = silence(Math.round(held + release));
    const pitchHz = midiToHz(note.midi);
    offsets.forEach((cents, index) =>
      addSaw(hit, pitchHz * 2 ** (cents / 1200), pans[index], sampleRateHz, random.next()),
    );
    const gain = 0.5 / Math.sqrt(offsets.length);
    for (const side of [hit.left, hit.right]) {
      // The high-pass at the fundamental takes out the beating low end, as the original does.
      new Biquad(highPass(sampleRateHz, 0.8 * pitchHz, Math.SQRT1_2)).process(side, side.length);
      new Biquad(lowPass(sampleRateHz, voice.cutoffHz, Math.SQRT1_2)).process(side, side.length);
      for (let frame = 0; frame < side.length; frame += 1) {
        const rise = frame < attack ? frame / attack : 1;
        const fall = frame < held ? 1 : (1 - (frame - held) / release) ** 2;
        side[frame] *= gain * rise * fall;
      }
    }
    return hit;
  };
  return { takes: 1, strike };
}

/** Offsets of 2–9 voices around the middle; the outermost lies `detuneCents` away. One voice has none. */
export function supersawOffsetsCents(voices: number, detuneCents: Cents): Cents[] {
  if (voices < 2) return [0];
  return Array.from({ length: voices }, (_, index) => {
    const place = (index / (voices - 1)) * (JP_8000_OFFSETS.length - 1);
    const below = Math.min(Math.floor(place), JP_8000_OFFSETS.length - 2);
    const between = place - below;
    return detuneCents * (JP_8000_OFFSETS[below] * (1 - between) + JP_8000_OFFSETS[below + 1] * between);
  });
}

/** The seven voices' frequency offsets at full detune (−11.0 … +10.7 %), divided by the largest. */
const JP_8000_OFFSETS = [-1, -0.571, -0.177, 0, 0.181, 0.565, 0.976] as const;

/** Notes of a lead end a little before the next begins. */
const HELD_SHARE = 0.94;

/** Voices alternate between the sides, the outermost widest; an odd middle voice stays in the middle. */
function panOf(index: number, voices: number): number {
  const place = (2 * index) / (voices - 1) - 1;
  return (index % 2 === 0 ? 1 : -1) * (0.3 + 0.6 * Math.abs(place)) * (place === 0 ? 0 : 1);
}

function addSaw(hit: StereoBuffer, pitchHz: Hertz, pan: number, sampleRateHz: Hertz, startPhase: number): void {
  const table = SAW.at(pitchHz, sampleRateHz);
  const step = (pitchHz / sampleRateHz) * TABLE_FRAMES;
  const angle = ((pan + 1) * Math.PI) / 4;
  const [toLeft, toRight] = [Math.cos(angle), Math.sin(angle)];
  const { left, right } = hit;
  let place = startPhase * TABLE_FRAMES;
  for (let frame = 0; frame < left.length; frame += 1) {
    const below = place | 0;
    const sample = table[below] + (place - below) * (table[below + 1] - table[below]);
    left[frame] += toLeft * sample;
    right[frame] += toRight * sample;
    place += step;
    if (place >= TABLE_FRAMES) place -= TABLE_FRAMES;
  }
}
