import { bandPass, Biquad, highPass } from '../../dsp/biquad.ts';
import type { Hertz } from '../../dsp/units.ts';
import { SOUND, type Note, type Voice } from '../song.ts';
import { silence, type StereoBuffer } from '../studio/stereo-buffer.ts';
import type { Bench, Instrument } from './instrument.ts';
import { mixIn, noiseBurst, whiteNoise } from './noise.ts';

/** A clap: four hands a few milliseconds apart, band-passed noise, in a short room that differs between the sides. */
export function clap(voice: Extract<Voice, { instrument: 'clap' }>, bench: Bench): Instrument {
  const strike = (_note: Note, take: number): StereoBuffer => {
    const hit = silence(Math.round((HANDS_MS[3] + voice.roomMs) * 0.001 * bench.sampleRateHz));
    const random = bench.random.fork(`clap ${take}`);
    for (const [index, delayMs] of HANDS_MS.entries()) {
      const decayMs = index === HANDS_MS.length - 1 ? voice.decayMs : HAND_MS;
      const hand = noiseBurst(bench.sampleRateHz, random, { decayMs, delayMs });
      mixIn(hit.left, hand);
      mixIn(hit.right, hand);
    }
    for (const side of [hit.left, hit.right]) {
      mixIn(side, noiseBurst(bench.sampleRateHz, random, { decayMs: voice.roomMs, delayMs: HANDS_MS[3], gain: 0.22 }));
      new Biquad(bandPass(bench.sampleRateHz, voice.centreHz, 0.7)).process(side, side.length);
    }
    return hit;
  };
  return { takes: 3, strike };
}

const HANDS_MS = [0, 9, 19, 31] as const;
const HAND_MS = 14;

/** A snare: a short falling tone under bright noise, with a room. */
export function snare(voice: Extract<Voice, { instrument: 'snare' }>, bench: Bench): Instrument {
  const { sampleRateHz } = bench;
  const strike = (_note: Note, take: number): StereoBuffer => {
    const random = bench.random.fork(`snare ${take}`);
    const hit = silence(Math.round((voice.roomMs / 1000) * sampleRateHz));
    const body = noiseBurst(sampleRateHz, random, { decayMs: voice.decayMs, gain: 0.7 });
    for (let frame = 0; frame < body.length; frame += 1) {
      const time = frame / sampleRateHz;
      body[frame] += 0.8 * Math.sin(2 * Math.PI * voice.toneHz * time) * Math.exp(-time / SNARE_TONE_SECONDS);
    }
    for (const side of [hit.left, hit.right]) {
      mixIn(side, body);
      mixIn(side, noiseBurst(sampleRateHz, random, { decayMs: voice.roomMs, gain: 0.2 }));
    }
    return hit;
  };
  return { takes: 2, strike };
}

/** The drum head dies away before the wires: tone at the start, noise after it. */
const SNARE_TONE_SECONDS = 0.035;

/** Hats: six squares at the inharmonic ratios of analogue drum machines plus noise, high-passed; open and closed. */
export function hats(voice: Extract<Voice, { instrument: 'hats' }>, bench: Bench): Instrument {
  const { sampleRateHz } = bench;
  const strike = (note: Note, take: number): StereoBuffer => {
    const decayMs = 3 * (note.midi === SOUND.openHat ? voice.openMs : voice.closedMs);
    const random = bench.random.fork(`hat ${note.midi} ${take}`);
    const frames = Math.round((decayMs / 1000) * sampleRateHz);
    const metal = metallic(frames, sampleRateHz);
    const perFrame = 10 ** (-3 / frames);
    const sides = [whiteNoise(frames, random), whiteNoise(frames, random)];
    for (const side of sides) {
      let level = 1;
      for (let frame = 0; frame < frames; frame += 1) {
        side[frame] = level * (0.7 * side[frame] + metal[frame]);
        level *= perFrame;
      }
      new Biquad(highPass(sampleRateHz, voice.cutHz, 0.9)).process(side, frames);
    }
    const gain = note.midi === SOUND.openHat ? 1 : 0.8;
    const [left, right] = sides.map((side) => side.map((sample) => gain * sample));
    return { left, right };
  };
  return { takes: 4, strike };
}

/** Pitches of the six oscillators behind the cymbals of the TR-808's kind. */
const METAL_HZ: readonly Hertz[] = [205.3, 304.4, 369.6, 522.7, 540, 800];

function metallic(frames: number, sampleRateHz: Hertz): Float32Array {
  const samples = new Float32Array(frames);
  for (const pitchHz of METAL_HZ) {
    // The high-pass leaves only harmonics above the tenth, whose aliases are as inharmonic as they are.
    for (let frame = 0; frame < frames; frame += 1) {
      samples[frame] += ((frame * pitchHz * 2) / sampleRateHz) % 2 < 1 ? 0.12 : -0.12;
    }
  }
  return samples;
}

/** Shaker, rim and conga, each at its own place between the speakers. */
export function percussion(voice: Extract<Voice, { instrument: 'percussion' }>, bench: Bench): Instrument {
  const { sampleRateHz } = bench;
  const tune = 2 ** (voice.tuneSemitones / 12);
  const strike = (note: Note, take: number): StereoBuffer => {
    const random = bench.random.fork(`percussion ${note.midi} ${take}`);
    if (note.midi === SOUND.shaker) {
      const shake = noiseBurst(sampleRateHz, random, { decayMs: 90, gain: 0.5 });
      new Biquad(bandPass(sampleRateHz, 5200 * tune, 0.8)).process(shake, shake.length);
      return placed(shake, voice.pan);
    }
    const [pitchHz, decaySeconds] = note.midi === SOUND.conga ? [235 * tune, 0.07] : [1650 * tune, 0.012];
    const hit = noiseBurst(sampleRateHz, random, { decayMs: decaySeconds * 6900, gain: 0.08 });
    for (let frame = 0; frame < hit.length; frame += 1) {
      const time = frame / sampleRateHz;
      const bend = 0.25 * decaySeconds * (1 - Math.exp(-time / (0.25 * decaySeconds)));
      hit[frame] += Math.sin(2 * Math.PI * pitchHz * (time + bend)) * Math.exp(-time / decaySeconds);
    }
    return placed(hit, note.midi === SOUND.conga ? -voice.pan : 0.5 * voice.pan);
  };
  return { takes: 2, strike };
}

/** Constant-power pan; −1 left, 1 right. */
function placed(samples: Float32Array, pan: number): StereoBuffer {
  const angle = ((pan + 1) * Math.PI) / 4;
  const [toLeft, toRight] = [Math.cos(angle), Math.sin(angle)];
  return { left: samples.map((sample) => toLeft * sample), right: samples.map((sample) => toRight * sample) };
}
