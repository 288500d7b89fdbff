import type { DecodedChunk } from './opened-container.ts';

/**
 * Where a channel plays: front, centre, low-frequency effects, side and back surrounds, one surround for both sides.
 */
export type Speaker = 'L' | 'R' | 'C' | 'LFE' | 'Ls' | 'Rs' | 'Lb' | 'Rb' | 'Cs';

/** −3 dB. */
const HALF_POWER = Math.SQRT1_2;

/**
 * Gains of each speaker into left and right: ITU-R BS.775-4, Table 2 (3/2 → 2/0: centre and surrounds at −3 dB; 3/1 →
 * 2/0: the one surround at −6 dB on both sides). The table ends at five channels; side and back surrounds are both
 * taken as surrounds, and LFE is left out as the standard leaves it out.
 */
const GAINS: Readonly<Record<Speaker, readonly [left: number, right: number]>> = {
  L: [1, 0],
  R: [0, 1],
  C: [HALF_POWER, HALF_POWER],
  LFE: [0, 0],
  Ls: [HALF_POWER, 0],
  Rs: [0, HALF_POWER],
  Lb: [HALF_POWER, 0],
  Rb: [0, HALF_POWER],
  Cs: [0.5, 0.5],
};

/** The weight of a channel at 60° to 120° to either side, as ITU-R BS.1770-5 rounds 1.5 dB. */
const SIDE_WEIGHT = 1.41;

/**
 * What the power of each channel counts in loudness: ITU-R BS.1770-5, Annex 1 and 3. Front and centre 1, a surround at
 * the side 1.41, one behind the listener (beyond 120°) 1, LFE nothing. A pair called "back" stands behind only where
 * another stands at the side; a file of five channels that calls its surrounds so means those at ±110°.
 */
export function loudnessWeights(speakers: readonly Speaker[]): readonly number[] {
  const hasSides = speakers.includes('Ls') || speakers.includes('Rs');
  return speakers.map((speaker) => {
    if (speaker === 'LFE') return 0;
    const isSide = speaker === 'Ls' || speaker === 'Rs' || (!hasSides && (speaker === 'Lb' || speaker === 'Rb'));
    return isSide ? SIDE_WEIGHT : 1;
  });
}

/** Channel orders of WAV without a channel mask, AIFF, FLAC (RFC 9639 9.1.3) and decoded AAC of up to six channels. */
const SMPTE_ORDER: readonly (readonly Speaker[])[] = [
  ['C'],
  ['L', 'R'],
  ['L', 'R', 'C'],
  ['L', 'R', 'Ls', 'Rs'],
  ['L', 'R', 'C', 'Ls', 'Rs'],
  ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'],
  ['L', 'R', 'C', 'LFE', 'Cs', 'Ls', 'Rs'],
  ['L', 'R', 'C', 'LFE', 'Lb', 'Rb', 'Ls', 'Rs'],
];

/** Channel orders of Vorbis I, section 4.3.9. */
const VORBIS_ORDER: readonly (readonly Speaker[])[] = [
  ['C'],
  ['L', 'R'],
  ['L', 'C', 'R'],
  ['L', 'R', 'Ls', 'Rs'],
  ['L', 'C', 'R', 'Ls', 'Rs'],
  ['L', 'C', 'R', 'Ls', 'Rs', 'LFE'],
  ['L', 'C', 'R', 'Ls', 'Rs', 'Cs', 'LFE'],
  ['L', 'C', 'R', 'Ls', 'Rs', 'Lb', 'Rb', 'LFE'],
];

/** Most channels whose order is standardised; a file with more is refused. */
export const MOST_CHANNELS = SMPTE_ORDER.length;

/** The speakers of a file with `channels` channels (1 to `MOST_CHANNELS`) in the order its format prescribes. */
export function speakersOf(channels: number, order: 'smpte' | 'vorbis'): readonly Speaker[] {
  return (order === 'vorbis' ? VORBIS_ORDER : SMPTE_ORDER)[channels - 1];
}

/** Bits 0–10 of WAVEFORMATEXTENSIBLE's channel mask; the two speakers left and right of centre count as front. */
const MASK_BITS: readonly Speaker[] = ['L', 'R', 'C', 'LFE', 'Lb', 'Rb', 'L', 'R', 'Cs', 'Ls', 'Rs'];

/** The speakers a channel mask names, or the usual order where the mask names too few or others (ceiling, none). */
export function speakersOfMask(channels: number, mask: number): readonly Speaker[] {
  const named = MASK_BITS.filter((_, bit) => (mask >>> bit) % 2 === 1);
  return named.length === channels && mask >>> MASK_BITS.length === 0 ? named : speakersOf(channels, 'smpte');
}

/**
 * Folds a chunk down to left and right. Mono plays from both; stereo passes untouched, in the chunk's own arrays; more
 * channels are added up by `GAINS` into new arrays (the sum may exceed full scale, as the standard's does).
 */
export function foldDown(
  chunk: DecodedChunk,
  speakers: readonly Speaker[],
): { left: Float32Array; right: Float32Array } {
  const { channels, frames } = chunk;
  if (channels.length === 1) return { left: channels[0], right: channels[0] };
  if (channels.length === 2) return { left: channels[0], right: channels[1] };
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  channels.forEach((samples, channel) => {
    const [toLeft, toRight] = GAINS[speakers[channel]];
    for (let i = 0; i < frames; i++) {
      left[i] += toLeft * samples[i];
      right[i] += toRight * samples[i];
    }
  });
  return { left, right };
}
