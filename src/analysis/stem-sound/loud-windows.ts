import type { StereoSignal } from '../../audio/audio-source.ts';
import type { Frames, Hertz, Normal, Power, Seconds } from '../../dsp/units.ts';
import { PitchFinder } from './pitch.ts';
import { ToneFinder, type Tones } from './tones.ts';

/** What a loud moment of about 0.2 s sounds like. */
export interface LoudWindow extends Tones {
  pitchHz: Hertz;
  harmonicity: Normal;
  /** How far the pitch has moved `GLIDE_SECONDS` later; 0 where there is none then. */
  glideSemitones: number;
}

/** Windows looked at in each excerpt. */
const COUNT = 8;
const GLIDE_SECONDS: Seconds = 0.06;
/** 20 dB below the loudest window there is not enough left to hear a pitch in. */
const QUIETEST: Normal = 0.01;

/** Pitch and tones of the loudest windows of an excerpt, on the mean of both sides. */
export function loudWindows({ left, right, sampleRateHz }: StereoSignal): LoudWindow[] {
  const pitches = new PitchFinder(sampleRateHz);
  const tones = new ToneFinder(sampleRateHz);
  // Room behind the last window, so that a single short sound has one.
  const mid = new Float32Array(left.length + 2 * tones.windowFrames);
  for (let i = 0; i < left.length; i++) mid[i] = left[i] + right[i];
  const windows: { start: Frames; power: Power }[] = [];
  for (let start = 0; start < left.length; start += tones.windowFrames) {
    let power = 0;
    for (let i = start; i < start + tones.windowFrames; i++) power += mid[i] ** 2;
    windows.push({ start, power });
  }
  const loudest = Math.max(0, ...windows.map(({ power }) => power));
  return windows
    .filter(({ power }) => power > QUIETEST * loudest)
    .sort((a, b) => b.power - a.power)
    .slice(0, COUNT)
    .map(({ start }) => {
      const now = pitches.find(mid, start);
      const later = pitches.find(mid, start + Math.round(GLIDE_SECONDS * sampleRateHz));
      const glideSemitones =
        now.pitchHz > 0 && later.pitchHz > 0 ? Math.abs(12 * Math.log2(later.pitchHz / now.pitchHz)) : 0;
      return { ...now, glideSemitones, ...tones.find(mid, start) };
    });
}
