import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { renderSynth } from './synth.ts';

/**
 * Twelve bars at 138 BPM: what `twelve-bars.*` of `test/audio/fixtures` were encoded from, in 16 bits. Who changes what
 * it plays encodes them again.
 */
export function twelveBars(): StereoSignal {
  return renderSynth({
    tempoBpm: 138,
    tonic: 5,
    startSeconds: 0.25,
    parts: [{ bars: 12, kick: true, clap: true, hats: true, bass: 'offbeat', pad: true, lead: true }],
  });
}
