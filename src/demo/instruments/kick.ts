import type { Voice } from '../song.ts';
import { saturate } from '../studio/ladder-filter.ts';
import { fromMono } from '../studio/stereo-buffer.ts';
import type { Bench, Instrument } from './instrument.ts';
import { mixIn, noiseBurst } from './noise.ts';

/**
 * A tuned kick: a sine whose pitch falls exponentially from `sweepHz` to the fundamental, f(t) = f₀ + (f₁ −
 * f₀)·exp(−t/τ), its phase integrated in closed form, slightly overdriven, with a short noise click on top.
 */
export function kick(voice: Extract<Voice, { instrument: 'kick' }>, bench: Bench): Instrument {
  const { sampleRateHz } = bench;
  const frames = Math.round((voice.lengthMs / 1000) * sampleRateHz);
  const fall = voice.sweepMs / 1000;
  const samples = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame += 1) {
    const time = frame / sampleRateHz;
    const cycles =
      voice.fundamentalHz * time + (voice.sweepHz - voice.fundamentalHz) * fall * (1 - Math.exp(-time / fall));
    const progress = frame / frames;
    const level = (1 - 0.35 * progress) * fadeOut(progress);
    samples[frame] = saturate(DRIVE * Math.sin(2 * Math.PI * cycles)) * level;
  }
  mixIn(samples, noiseBurst(sampleRateHz, bench.random, { decayMs: CLICK_MS, gain: voice.click }));
  return { takes: 1, strike: () => fromMono(samples) };
}

/** Adds a third harmonic about 25 dB down, so that the kick is heard on small speakers. */
const DRIVE = 1.2;
const CLICK_MS = 8;
/** The last part of the kick, over which it fades as a raised cosine. */
const FADE_SHARE = 0.35;

function fadeOut(progress: number): number {
  if (progress < 1 - FADE_SHARE) return 1;
  return 0.5 + 0.5 * Math.cos((Math.PI * (progress - 1 + FADE_SHARE)) / FADE_SHARE);
}
