import { openAudio } from '../audio/open-audio.ts';
import { fastestMeters } from '../dsp/kernels.ts';
import { integratedLoudness } from '../dsp/loudness.ts';
import type { Lufs } from '../dsp/units.ts';
import type { StemRole } from '../store/stem-map-document.ts';
import { measureAcidLine, type AcidLine } from './character/acid-line.ts';
import { measureSupersaw, type Supersaw } from './character/supersaw.ts';
import type { KickBars } from './kick-bars.ts';
import type { Ducking } from './pumping/ducking.ts';
import { measureStemPumping } from './stem-pumping.ts';
import { ActiveExcerpts } from './stem-sound/active-excerpts.ts';

/** What one stem shows that its mix hides. */
export interface StemPortrait {
  /** Integrated, ITU-R BS.1770-5; −Infinity for silence. */
  loudness: Lufs;
  /** How it ducks under the kick, or a sentence why that cannot be told. */
  ducking: Ducking | string;
  /** `undefined` where no detuned voices are found, and of drums and effects. */
  supersaw: Supersaw | undefined;
  /** `undefined` of drums and effects. */
  acid: AcidLine | undefined;
}

export interface StemToPortray {
  file: string;
  role: StemRole;
  /** Of the song it belongs to; `undefined` where that has no steady beat. */
  bars: KickBars | undefined;
}

/**
 * Decodes a stem once and measures what mixes are too dense for: ducking under the kick over the whole of it, and in
 * its four loudest stretches of three seconds the voices of a supersaw and the filter of an acid line. Those two are
 * made to tell notes from notes: a drum's falling pitch would pass for either, so drums and effects are not asked.
 *
 * The stem is taken to be lined up with its song.
 *
 * @throws Failure 'input' as `openAudio` does, and 'cancelled'
 */
export async function measureStemPortrait(
  { file, role, bars }: StemToPortray,
  signal?: AbortSignal,
): Promise<StemPortrait> {
  const source = await openAudio(file);
  const { sampleRateHz } = source.format;
  const meters = fastestMeters();
  const envelopes = meters.bandEnvelopes(sampleRateHz);
  const loudness = meters.kWeightedPower(sampleRateHz);
  const excerpts = new ActiveExcerpts(sampleRateHz);
  for await (const { left, right, frames } of source.blocks(signal)) {
    for (const meter of [envelopes, loudness, excerpts]) meter.push(left, right, frames);
  }
  const stretches = NOTELESS.includes(role) ? undefined : excerpts.finish().map((excerpt) => excerpt.signal);
  return {
    loudness: integratedLoudness(loudness.finish()),
    ducking: bars === undefined ? 'The song has no steady beat.' : measureStemPumping(envelopes.finish(), bars),
    supersaw: stretches && measureSupersaw(stretches),
    acid: stretches && measureAcidLine(stretches),
  };
}

const NOTELESS: readonly StemRole[] = ['kick', 'snare', 'hats', 'percussion', 'fx'];
