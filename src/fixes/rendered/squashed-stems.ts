import { COMPRESSOR } from '../../devices/compressor.ts';
import { GLUE_COMPRESSOR } from '../../devices/glue-compressor.ts';
import type { StemRole } from '../../store/stem-map-document.ts';
import type { CausedAdvice } from '../advice.ts';
import { shownIn, usableDevices } from '../kinds/device-change.ts';
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
      const sound = section.stems.find(({ index }) => index === stem.index);
      const evidence = sound && tooHigh(stem, 'spikeDb', () => readings.dynamicsOf(sound.signal));
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

function remedy({ track }: StemContext): string {
  const [standing] = [COMPRESSOR, GLUE_COMPRESSOR]
    .flatMap((model) => usableDevices(track, model).map((device) => ({ model, standing: device })))
    .filter((device) => shownIn(device, 'S/C On') !== 'On');
  return standing === undefined
    ? 'raise the threshold or lower the ratio of what compresses it, and bounce it again'
    : `raise the threshold of its ${standing.standing.name} or lower its ratio`;
}
