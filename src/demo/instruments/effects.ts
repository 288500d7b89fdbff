import { bandPass, Biquad, lowPass } from '../../dsp/biquad.ts';
import { SOUND, type Note } from '../song.ts';
import { silence, type StereoBuffer } from '../studio/stereo-buffer.ts';
import { SAW, TABLE_FRAMES } from '../studio/wavetable.ts';
import type { Bench, Instrument } from './instrument.ts';
import { mixIn, noiseBurst, whiteNoise } from './noise.ts';

/** Risers, noise sweeps, impacts and falls. Lengths come from the notes. */
export function effects(bench: Bench): Instrument {
  const strike = (note: Note): StereoBuffer => {
    switch (note.midi) {
      case SOUND.riser:
        return riser(note, bench);
      case SOUND.noiseSweep:
        return noiseSweep(
          note,
          bench,
          (done) => 300 * 2 ** (5 * done),
          (done) => done ** 2,
        );
      case SOUND.downlifter:
        return noiseSweep(
          note,
          bench,
          (done) => 9000 * 2 ** (-4.5 * done),
          (done) => (1 - done) ** 1.5,
        );
      default:
        return impact(bench);
    }
  };
  return { takes: 1, strike };
}

/** A saw that climbs two octaves while it grows louder, with noise that opens above it. */
function riser(note: Note, bench: Bench): StereoBuffer {
  const hit = noiseSweep(
    note,
    bench,
    (done) => 500 * 2 ** (4 * done),
    (done) => 0.8 * done ** 1.5,
  );
  const frames = hit.left.length;
  const table = SAW.at(RISER_HZ * 4, bench.sampleRateHz);
  for (const [side, detune] of [
    [hit.left, 0.996],
    [hit.right, 1.004],
  ] as const) {
    let place = 0;
    for (let frame = 0; frame < frames; frame += 1) {
      const done = frame / frames;
      const below = place | 0;
      side[frame] += 0.25 * done * (table[below] + (place - below) * (table[below + 1] - table[below]));
      place += ((RISER_HZ * detune * 2 ** (2 * done)) / bench.sampleRateHz) * TABLE_FRAMES;
      if (place >= TABLE_FRAMES) place -= TABLE_FRAMES;
    }
  }
  return hit;
}

/** The tone that a riser starts from; it ends two octaves higher. */
const RISER_HZ = 220;

/** Noise through a moving band; `centreHz` and `level` are functions of how much of the note is done. */
function noiseSweep(
  note: Note,
  bench: Bench,
  centreHz: (done: number) => number,
  level: (done: number) => number,
): StereoBuffer {
  const frames = Math.round(note.steps * bench.framesPerStep);
  const random = bench.random.fork(`sweep ${note.midi} ${note.steps}`);
  const hit = { left: whiteNoise(frames, random), right: whiteNoise(frames, random) };
  for (const side of [hit.left, hit.right]) {
    const filter = new Biquad(bandPass(bench.sampleRateHz, centreHz(0), SWEEP_Q));
    for (let start = 0; start < frames; start += SWEEP_FRAMES) {
      const block = side.subarray(start, Math.min(frames, start + SWEEP_FRAMES));
      filter.coefficients = bandPass(bench.sampleRateHz, centreHz(start / frames), SWEEP_Q);
      filter.process(block, block.length);
      const from = level(start / frames);
      const slope = (level((start + block.length) / frames) - from) / block.length;
      for (let frame = 0; frame < block.length; frame += 1) block[frame] *= from + slope * frame;
    }
    const edge = Math.min(frames, Math.round(0.005 * bench.sampleRateHz));
    for (let back = 1; back <= edge; back += 1) side[frames - back] *= back / edge;
  }
  return hit;
}

/** A band of about an octave and a half, moved on every 256 frames, too often to be heard as steps. */
const SWEEP_Q = 0.9;
const SWEEP_FRAMES = 256;

/** A deep thud and a splash of noise that rings for two seconds. */
function impact(bench: Bench): StereoBuffer {
  const random = bench.random.fork('impact');
  const hit = silence(Math.round(IMPACT_SECONDS * bench.sampleRateHz));
  for (const side of [hit.left, hit.right]) {
    mixIn(side, noiseBurst(bench.sampleRateHz, random, { decayMs: IMPACT_SECONDS * 1000, gain: 0.8 }));
    new Biquad(lowPass(bench.sampleRateHz, 9000, Math.SQRT1_2)).process(side, side.length);
    for (let frame = 0; frame < side.length; frame += 1) {
      const time = frame / bench.sampleRateHz;
      side[frame] +=
        0.6 * Math.sin(2 * Math.PI * (70 * time + 2 * (1 - Math.exp(-time / 0.05)))) * Math.exp(-time / 0.25);
    }
  }
  return hit;
}

/** A little more than a bar at any of the tempos. */
const IMPACT_SECONDS = 2;
