import { spokenHertz, spokenNumber, withUnit } from '../dsp/spoken-units.ts';
import type { Milliseconds } from '../dsp/units.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { CausedAdvice } from './advice.ts';
import type { StemContext } from './stem-context.ts';

/** Cents. Between two notes there are fifty; what can be told of a kick is twenty. */
const BETWEEN_NOTES_CENTS = 35;
/** A chord's note that is further than a semitone and a half is another one's: then the nearest of all is meant. */
const NEAREST_OF_CHORD_CENTS = 150;
/** A kick that ends sooner is a thud without a pitch. */
const SHORTEST_TONE_MS: Milliseconds = 120;

/**
 * Advice to tune a kick that stands between the notes of a track whose key is sure: no equaliser and no ducking parts
 * it from a bass that plays notes. The kicks of eight songs, one a real one, stand within ten cents of the chord.
 *
 * @returns none where the kick or the key has no sure pitch, or not exactly one stem is the kick
 */
export function kickTuningAdvice({ features }: AnalysisDocument, contexts: readonly StemContext[]): CausedAdvice[] {
  const valueOf = (id: string): number =>
    features.find((feature) => feature.id === id && feature.scope === 'whole')?.value ?? NaN;
  const kicks = contexts.filter(({ role }) => role === 'kick');
  const [kickHz, toneMs] = [valueOf('lowEnd.kickFundamental'), valueOf('lowEnd.kickDecay')];
  const toChord = valueOf('harmony.kickToKey');
  const toNote = withinHalfSemitone(valueOf('lowEnd.kickTuning') - valueOf('harmony.tuning'));
  // NaN where anything of it was not measured.
  if (kicks.length !== 1 || !(Math.abs(toNote) >= BETWEEN_NOTES_CENTS) || !(toneMs >= SHORTEST_TONE_MS)) return [];
  if (Number.isNaN(toChord)) return [];
  const isOfChord = Math.abs(toChord) <= NEAREST_OF_CHORD_CENTS;
  const cents = isOfChord ? toChord : toNote;
  const [{ track, file }] = kicks;
  const note = isOfChord ? 'note of the chord the track rests on' : 'note';
  return [
    {
      track: track.name,
      stem: file,
      sentence: `${track.name}: it stands between the notes. Tune its sample or oscillator ${cents > 0 ? 'down' : 'up'} by ${spokenNumber(Math.abs(cents), 0)} cents, to ${spokenHertz(Number((kickHz * 2 ** (-cents / 1200)).toPrecision(3)))}.`,
      why: `It settles on ${spokenHertz(Number(kickHz.toPrecision(3)))}, ${spokenNumber(Math.abs(cents), 0)} cents ${cents > 0 ? 'above' : 'below'} the nearest ${note}, and sounds for ${withUnit(toneMs, 'ms', 0)}: long enough to beat with a bass that no equaliser and no ducking parts from it.`,
      answers: [],
    },
  ];
}

/** The same distance from the next note of the track's own tuning, −50 to 50 cents. */
function withinHalfSemitone(cents: number): number {
  return cents - 100 * Math.round(cents / 100);
}
