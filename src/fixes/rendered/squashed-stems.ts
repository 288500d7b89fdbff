import type { StereoSignal } from '../../audio/audio-source.ts';
import { COMPRESSOR } from '../../devices/compressor.ts';
import { GLUE_COMPRESSOR } from '../../devices/glue-compressor.ts';
import { samplePeak } from '../../dsp/sample-peak.ts';
import type { StemRole } from '../../store/stem-map-document.ts';
import type { CausedAdvice } from '../advice.ts';
import { shownIn, usableDevices } from '../kinds/device-change.ts';
import type { LoudSection } from '../loud-section.ts';
import type { StemContext } from '../stem-context.ts';
import { tooHigh, usualWords } from './stem-evidence.ts';
import type { UntouchedPassage } from './untouched-passage.ts';

/** What a compressor flattens first. Tones have no body behind their attack that it could be told by. */
const STRUCK_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['kick', 'snare', 'percussion', 'hats']);

/**
 * Drums whose compressor lets the first instant through and holds down all that follows: what is left is a click. No
 * device gives the body back, so this is advice, and names the compressor where one is seen. What such a stem does to
 * the tone of the mix is a symptom: no equaliser is for it.
 */
export function squashedStems(stems: readonly StemContext[], { section, readings }: UntouchedPassage): CausedAdvice[] {
  return stems
    .filter(({ role }) => STRUCK_ROLES.has(role))
    .flatMap((stem) => {
      const sound = soundOf(stem.index, section);
      const evidence = sound && tooHigh(stem, 'spikeDb', () => readings.dynamicsOf(sound));
      if (evidence === undefined) return [];
      return [
        {
          track: stem.track.name,
          stem: stem.file,
          sentence: `${stem.track.name}: squashed by compression; ${remedy(stem)}, until its body stands behind its click again.`,
          why: `Its clicks stand above its loudest 5 ms by ${usualWords(evidence, evidence.before)}.`,
          answers: [],
        },
      ];
    });
}

/** In the loudest passage, or else where it is loudest of the bars that are known of other sections: rolls build up. */
function soundOf(stem: number, { stems, summit, elsewhere }: LoudSection): StereoSignal | undefined {
  const soundIn = (of: Pick<LoudSection, 'stems'>): StereoSignal[] =>
    of.stems.flatMap(({ index, signal }) => (index === stem ? [signal] : []));
  const [loudest] = soundIn({ stems });
  if (loudest !== undefined) return loudest;
  const others = [...elsewhere, ...(summit === undefined ? [] : [summit])].flatMap(soundIn);
  const peakOf = ({ left, right }: StereoSignal): number => samplePeak(left, right);
  return others.sort((a, b) => peakOf(b) - peakOf(a)).at(0);
}

function remedy({ track }: StemContext): string {
  const [standing] = [COMPRESSOR, GLUE_COMPRESSOR]
    .flatMap((model) => usableDevices(track, model).map((device) => ({ model, standing: device })))
    .filter((device) => shownIn(device, 'S/C On') !== 'On');
  return standing === undefined
    ? 'raise the threshold or lower the ratio of what compresses it, and bounce it again'
    : `raise the threshold of its ${standing.standing.name} or lower its ratio`;
}
