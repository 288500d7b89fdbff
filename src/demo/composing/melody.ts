import type { Random } from '../random.ts';
import { STEPS_PER_BAR, type Note, type SongSection } from '../song.ts';
import { secondHalf, steps } from './drums.ts';
import { BARS_PER_CHORD, type Harmony } from './harmony.ts';

/**
 * The lead theme: an eight-bar melody on chord tones with its chord below; from the breakdown's second half to the
 * drop's end.
 */
export function writeLead(sections: readonly SongSection[], harmony: Harmony, random: Random): Note[] {
  const theme = writeTheme(harmony, random);
  return sections
    .flatMap((section) => {
      if (section.kind === 'breakdown') return [secondHalf(section)];
      return section.kind === 'build' || section.kind === 'drop' ? [section] : [];
    })
    .flatMap((section) => repeatTheme(theme, section));
}

/** Broken chords in sixteenths over two octaves, in the breakdown and the drop. */
export function writePluck(sections: readonly SongSection[], harmony: Harmony, random: Random): Note[] {
  const order = Array.from({ length: 8 }, () => random.integer(0, 5));
  const rests = Array.from({ length: STEPS_PER_BAR }, (_, step) => step % 4 !== 0 && random.chance(0.3));
  return sections
    .filter((section) => section.kind === 'breakdown' || section.kind === 'build' || section.kind === 'drop')
    .flatMap((section) => steps(section, 1))
    .filter((step) => !rests[step % STEPS_PER_BAR])
    .map((step) => {
      const triad = harmony.triadAt(Math.floor(step / STEPS_PER_BAR), PLUCK_FLOOR);
      const tone = order[step % order.length];
      const midi = triad[tone % 3] + (tone >= 3 ? 12 : 0);
      return { step, steps: 1, midi, velocity: step % 4 === 0 ? 1 : 0.75 };
    });
}

/** Held chords, one a change of harmony, with the root doubled below; everywhere but in intro and outro. */
export function writePad(sections: readonly SongSection[], harmony: Harmony): Note[] {
  return sections
    .filter((section) => section.kind !== 'intro' && section.kind !== 'outro')
    .flatMap((section) => {
      const notes: Note[] = [];
      for (let bar = section.startBar; bar < section.startBar + section.bars; bar += BARS_PER_CHORD) {
        const root = harmony.noteFrom(harmony.degreeAt(bar), PAD_ROOT_FLOOR);
        for (const midi of [root, ...harmony.triadAt(bar, PAD_FLOOR)]) {
          notes.push({ step: bar * STEPS_PER_BAR, steps: BARS_PER_CHORD * STEPS_PER_BAR, midi, velocity: 1 });
        }
      }
      return notes;
    });
}

/** Quieter in the breakdown and a little in the build: nothing is ducked there, and the drop must feel louder. */
export function shade(notes: readonly Note[], sections: readonly SongSection[]): Note[] {
  return notes.map((note) => {
    const bar = note.step / STEPS_PER_BAR;
    const kind = sections.find(({ startBar, bars }) => bar >= startBar && bar < startBar + bars)?.kind;
    const share = kind === 'breakdown' ? BREAKDOWN_VELOCITY : kind === 'build' ? BUILD_VELOCITY : 1;
    return { ...note, velocity: share * note.velocity };
  });
}

/** −4.4 and −2.5 dB. */
const BREAKDOWN_VELOCITY = 0.6;
const BUILD_VELOCITY = 0.75;

/** A sung chop that answers every second bar in the breakdown and every fourth in the drop. */
export function writeVocal(sections: readonly SongSection[], harmony: Harmony, random: Random): Note[] {
  const rhythm = random.pick(VOCAL_RHYTHMS);
  const tones = rhythm.map(() => random.integer(0, 2));
  return sections
    .filter((section) => section.kind === 'breakdown' || section.kind === 'drop')
    .flatMap((section) => {
      const every = section.kind === 'breakdown' ? 2 : 4;
      const notes: Note[] = [];
      for (let bar = section.startBar + every - 1; bar < section.startBar + section.bars; bar += every) {
        const triad = harmony.triadAt(bar, VOCAL_FLOOR);
        rhythm.forEach(([step, length], index) =>
          notes.push({
            step: bar * STEPS_PER_BAR + step,
            steps: length,
            midi: triad[tones[index]],
            velocity: 1,
          }),
        );
      }
      return notes;
    });
}

/** The lowest MIDI notes that a part goes to: its register in the arrangement. */
const PLUCK_FLOOR = 60;
const PAD_FLOOR = 57;
const PAD_ROOT_FLOOR = 43;
const VOCAL_FLOOR = 60;
/** Melody notes lie within about an octave above this one. */
const LEAD_FLOOR = 68;
const CHORD_FLOOR = 56;

type Rhythm = readonly (readonly [step: number, steps: number])[];

/** One-bar rhythms of trance leads; syncopated threes against the four. */
const LEAD_RHYTHMS: readonly Rhythm[] = [
  [[0, 3], [3, 3], [6, 2], [8, 3], [11, 3], [14, 2]],
  [[0, 3], [3, 3], [6, 4], [10, 2], [12, 4]],
  [[0, 2], [3, 2], [6, 2], [8, 2], [10, 2], [12, 2], [14, 2]],
  [[0, 4], [4, 2], [6, 3], [9, 3], [12, 4]],
]; // prettier-ignore

const VOCAL_RHYTHMS: readonly Rhythm[] = [
  [[0, 3], [3, 3], [6, 6]],
  [[2, 2], [6, 2], [10, 4]],
  [[0, 8], [8, 2], [12, 4]],
]; // prettier-ignore

/** Eight bars: one rhythm, its melody walking by small steps over chord tones; the last bar holds a long note. */
function writeTheme(harmony: Harmony, random: Random): Note[] {
  const rhythm = random.pick(LEAD_RHYTHMS);
  const contour = rhythm.map(() => random.integer(0, 4));
  const notes: Note[] = [];
  for (let bar = 0; bar < THEME_BARS; bar += 1) {
    const melody = harmony.triadAt(bar, LEAD_FLOOR);
    const chord = harmony.triadAt(bar, CHORD_FLOOR);
    const last = bar === THEME_BARS - 1;
    rhythm.forEach(([step, length], index) => {
      if (last && step > 8) return;
      const tone = (contour[index] + (bar % 4 === 3 ? 1 : 0)) % 5;
      const top = melody[tone % 3] + (tone >= 3 ? 12 : 0);
      const steps = last && step + length > 8 ? STEPS_PER_BAR - step : length;
      notes.push({ step: bar * STEPS_PER_BAR + step, steps, midi: top, velocity: 1 });
      for (const midi of chord) {
        if (midi !== top) notes.push({ step: bar * STEPS_PER_BAR + step, steps, midi, velocity: CHORD_VELOCITY });
      }
    });
  }
  return notes;
}

/** A theme lasts one phrase. */
const THEME_BARS = 8;
/** The chord under the melody, about 5 dB below it. */
const CHORD_VELOCITY = 0.55;

/** The theme laid over a section; its bars keep the phase of the song, so chords agree with the bass. */
function repeatTheme(theme: readonly Note[], section: SongSection): Note[] {
  const first = section.startBar * STEPS_PER_BAR;
  const last = first + section.bars * STEPS_PER_BAR;
  const themeSteps = THEME_BARS * STEPS_PER_BAR;
  const notes: Note[] = [];
  for (let start = Math.floor(first / themeSteps) * themeSteps; start < last; start += themeSteps) {
    for (const note of theme) {
      const step = start + note.step;
      if (step >= first && step < last) notes.push({ ...note, step, steps: Math.min(note.steps, last - step) });
    }
  }
  return notes;
}
