import type { Random } from '../random.ts';
import { STEPS_PER_BAR, type Note, type SongSection } from '../song.ts';
import type { StyleSheet } from '../style-sheet.ts';
import { firstHalf, secondHalf, steps } from './drums.ts';
import type { Harmony } from './harmony.ts';

/** The lowest bass root: D♯1, 39 Hz, below which small speakers and most clubs give nothing. */
const LOWEST_BASS = 27;

/**
 * The bass line, which never sounds on the kick's own sixteenth: off-beat eighths, rolling sixteenths with a louder
 * off-beat, or the even gallop of psytrance. It enters half-way through the intro and leaves half-way through the
 * outro.
 */
export function writeBass(
  sections: readonly SongSection[],
  harmony: Harmony,
  kind: StyleSheet['bass'],
  random: Random,
): Note[] {
  const lift = kind === 'rolling' && random.chance(0.4);
  return sections
    .flatMap((section) => {
      if (section.kind === 'drop') return steps(section, 1);
      if (section.kind === 'intro') return steps(secondHalf(section), 1);
      return section.kind === 'outro' ? steps(firstHalf(section), 1) : [];
    })
    .filter((step) => (kind === 'off-beat' ? step % 4 === 2 : step % 4 !== 0))
    .map((step) => {
      const bar = Math.floor(step / STEPS_PER_BAR);
      const root = harmony.noteFrom(harmony.degreeAt(bar), LOWEST_BASS);
      // A rolling line may answer its roots with the octave on the last sixteenth of the bar's second half.
      const octave = lift && step % STEPS_PER_BAR === 15 ? 12 : 0;
      return {
        step,
        steps: kind === 'off-beat' ? 2 : 1,
        midi: root + octave,
        velocity: kind === 'rolling' && step % 4 !== 2 ? 0.8 : 1,
      };
    });
}

/**
 * A one-bar 303 pattern over the tonic: octave jumps, a minor second and the fifth, slides and accents; every fourth
 * bar turns.
 */
export function writeAcid(sections: readonly SongSection[], harmony: Harmony, random: Random): Note[] {
  const floor = 40 + random.integer(0, 4);
  const patterns = [writePattern(random.fork('main')), writePattern(random.fork('turn'))];
  const played = sections.flatMap((section) => {
    if (section.kind === 'drop' || section.kind === 'build') return [section];
    if (section.kind === 'intro') return [secondHalf(section)];
    return section.kind === 'outro' ? [firstHalf(section)] : [];
  });
  return played.flatMap((section) => {
    const notes: Note[] = [];
    for (let bar = section.startBar; bar < section.startBar + section.bars; bar += 1) {
      for (const note of patterns[bar % 4 === 3 ? 1 : 0]) {
        const midi = harmony.noteFrom(0, floor) + note.midi;
        notes.push({ ...note, step: bar * STEPS_PER_BAR + note.step, midi });
      }
    }
    return notes;
  });
}

/** One bar; `midi` holds semitones above the tonic. */
function writePattern(random: Random): Note[] {
  const notes: Note[] = [];
  for (let step = 0; step < STEPS_PER_BAR; step += 1) {
    if (!random.chance(0.8)) continue;
    const midi = random.pick([0, 0, 0, 0, 12, 12, 7, 3, -2]);
    const slide = random.chance(0.25);
    notes.push({ step, steps: 1, midi, velocity: 0.8, slide, accent: random.chance(0.3) });
  }
  return notes;
}
