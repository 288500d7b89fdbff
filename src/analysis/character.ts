import type { Normal } from '../dsp/units.ts';
import type { Section } from '../store/analysis-document.ts';
import { measureAcid } from './character/acid.ts';
import { resonanceTrack } from './character/resonance-track.ts';
import { measureSupersaw } from './character/supersaw.ts';
import type { Measurement } from './feature-catalogue.ts';
import { meanBandPowers } from './mean-band-powers.ts';
import { scopesOf } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The sounds the genre is known by, as far as a mix shows them.
 *
 * `character.supersawDetune` (cents, of the outermost voices from the middle) and `character.supersawVoices` come from
 * the stretches in which leads and pads stand most alone (`measureSupersaw`); both are missing where no unison of
 * detuned voices is found, which in a mix may also mean that other sounds cover it.
 *
 * `character.supersawWidth` is 2·S/(M+S) of the mean power at 500 Hz–4 kHz of drops and breakdowns (of the whole where
 * there are none), at most 1: 0 is mono, 1 as much side as mid. It is missing where that register is silent.
 *
 * `character.acid` is how much the same stretches sound like an acid line (`measureAcid`): of a mix "acid-like" is all
 * that can be said, and a line that leads and pads cover scores 0 like none at all.
 *
 * A file shorter than one stretch (0.4 s) has neither.
 */
export function measureCharacter(frames: TrackFrames, sections: readonly Section[]): Measurement {
  const measurement: Measurement = { features: [], missing: [] };
  const stretches = frames.tones.map(({ signal }) => signal);
  if (stretches.length > 0) {
    const { score } = measureAcid(stretches.map(resonanceTrack));
    measurement.features.push({ id: 'character.acid', scope: 'whole', value: score });
  } else {
    measurement.missing.push({ id: 'character.acid', why: 'Too little sounds to hear a filter move.' });
  }
  const supersaw = measureSupersaw(stretches);
  if (supersaw === undefined) {
    const why = 'No supersaw was found in the moments where leads and pads stand alone.';
    for (const id of ['character.supersawDetune', 'character.supersawVoices']) measurement.missing.push({ id, why });
  } else {
    measurement.features.push(
      { id: 'character.supersawDetune', scope: 'whole', value: supersaw.detuneCents },
      { id: 'character.supersawVoices', scope: 'whole', value: VOICES[supersaw.voices] },
    );
  }
  const width = registerWidth(frames, sections);
  if (width !== undefined) measurement.features.push({ id: 'character.supersawWidth', scope: 'whole', value: width });
  else measurement.missing.push({ id: 'character.supersawWidth', why: 'Nothing sounds at 500 Hz–4 kHz.' });
  return measurement;
}

/** The number that stands for each coarse count. */
const VOICES = { '2–3': 3, '4–6': 5, '7+': 7 } as const;

const SUPERSAW_HZ: readonly [number, number] = [490, 4100];
/** Mean power below this is silence: −90 dBFS. */
const SILENCE = 1e-9;

function registerWidth(frames: TrackFrames, sections: readonly Section[]): Normal | undefined {
  const { spectra } = frames;
  const scopes = scopesOf(frames.durationSeconds, sections);
  const chosen = scopes.filter(({ scope }) => scope === 'drop' || scope === 'breakdown');
  const powers = meanBandPowers(
    frames,
    (chosen.length > 0 ? chosen : scopes.slice(0, 1)).flatMap(({ spans }) => spans),
  );
  let mid = 0;
  let side = 0;
  spectra.bandCentreHz.forEach((hz, band) => {
    if (powers === undefined || hz < SUPERSAW_HZ[0] || hz > SUPERSAW_HZ[1]) return;
    mid += powers.mid[band];
    side += powers.side[band];
  });
  return mid + side > SILENCE ? Math.min(1, (2 * side) / (mid + side)) : undefined;
}
