import type { StereoSignal } from '../../audio/audio-source.ts';
import { ComplexFft } from '../../dsp/fft.ts';
import { quantile } from '../../dsp/statistics.ts';
import type { Frames, Hertz, Normal, Power } from '../../dsp/units.ts';
import { hannWindow } from '../../dsp/window.ts';
import { RESONANCE_HOP_SECONDS, type ResonanceMoment } from './resonance-track.ts';

/** What a single line plays, as far as slides and accents go. */
export interface AcidNotes {
  notesPerSecond: number;
  /** Share of the notes that glide into the next without a gap. */
  slides: Normal;
  /** Share of the notes that are louder and open the filter further than the others do. */
  accents: Normal;
}

/**
 * Reads the notes of a line of single notes: where the pitch (autocorrelation of each moment's spectrum, 45–500 Hz)
 * stays within a quarter tone for 35 ms there is a note. A slide reaches the next note's pitch by way of others while
 * the level holds; an accent is 2 dB louder than the median note *and* its resonance a quarter of an octave higher.
 *
 * @param tracks the moments of each stretch, as `resonanceTrack` gives them
 * @param floor moments below this power are gaps
 */
export function acidNotes(
  stretches: readonly StereoSignal[],
  tracks: readonly (readonly ResonanceMoment[])[],
  floor: Power,
): AcidNotes {
  const notes: Note[] = [];
  let moments = 0;
  let slides = 0;
  stretches.forEach((stretch, index) => {
    const track = tracks[index];
    const pitches = pitchTrack(stretch, track.length);
    const runs = stableRuns(pitches, track, floor);
    moments += track.length;
    runs.forEach((run, i) => {
      const before = runs[i - 1];
      if (before !== undefined && glides(pitches, track, before, run)) slides++;
      notes.push(noteOf(track, run));
    });
  });
  if (notes.length === 0) return { notesPerSecond: 0, slides: 0, accents: 0 };
  const accents = notes.filter((note, i) => {
    // The knob turns meanwhile, so a note is compared with those around it.
    const around = notes.slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1);
    const plain = (of: (other: Note) => number): number => quantile(around.map(of), PLAIN_QUANTILE);
    return (
      note.power > plain(({ power }) => power) * ACCENT_POWER &&
      note.peakHz > plain(({ peakHz }) => peakHz) * ACCENT_RATIO
    );
  });
  return {
    notesPerSecond: notes.length / (moments * RESONANCE_HOP_SECONDS),
    slides: slides / notes.length,
    accents: accents.length / notes.length,
  };
}

/** A bar of sixteenths. */
const NEIGHBOURS = 8;
/** Up to half of the notes may be accents; this one is not. */
const PLAIN_QUANTILE: Normal = 0.35;
/** 1.5 dB, and 0.3 octaves: less than any accent circuit does, more than notes differ by themselves. */
const ACCENT_POWER = 10 ** 0.15;
const ACCENT_RATIO = 2 ** 0.3;

interface Run {
  from: number;
  to: number;
  semitones: number;
}

interface Note {
  power: Power;
  peakHz: Hertz;
}

function noteOf(track: readonly ResonanceMoment[], { from, to }: Run): Note {
  let note: Note = { power: 0, peakHz: 0 };
  // The attack lies before the pitch is settled.
  for (let i = Math.max(0, from - SETTLING); i <= to; i++) {
    note = { power: Math.max(note.power, track[i].power), peakHz: Math.max(note.peakHz, track[i].peakHz) };
  }
  return note;
}

/** A window needs two moments to leave the note before. */
const SETTLING = 2;
/** 35 ms. */
const SHORTEST_RUN = 3;
/** In semitones: a quarter tone is one note; anything over a semitone less a quarter tone is another. */
const SAME_NOTE = 0.5;
const OTHER_NOTE = 0.75;

function stableRuns(pitches: Float64Array, track: readonly ResonanceMoment[], floor: Power): Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < pitches.length;) {
    let to = from;
    const sounds = track[from].power > floor && pitches[from] > 0;
    while (sounds && to + 1 < pitches.length && track[to + 1].power > floor && near(pitches[to + 1], pitches[from]))
      to++;
    if (sounds && to - from + 1 >= SHORTEST_RUN) runs.push({ from, to, semitones: pitches[(from + to) >> 1] });
    from = to + 1;
  }
  return runs;
}

function near(one: number, other: number): boolean {
  return Math.abs(one - other) < SAME_NOTE;
}

/** The longest slide: the step of a sixteenth at 120 BPM. */
const LONGEST_SLIDE = Math.round(0.125 / RESONANCE_HOP_SECONDS);
/** A note that is struck anew after a gap dips by more: 6 dB. */
const HOLDS = 0.25;
/** Slides shorter than an octave pass by at least so many moments in between. */
const PASSED_BY = 2;

function glides(pitches: Float64Array, track: readonly ResonanceMoment[], before: Run, run: Run): boolean {
  const [low, high] = [before.semitones, run.semitones].sort((a, b) => a - b);
  if (high - low < OTHER_NOTE || high - low > MOST_SEMITONES || run.from - before.to > LONGEST_SLIDE) return false;
  const ends = Math.min(track[before.to].power, track[run.from].power);
  let between = 0;
  for (let i = before.to + 1; i < run.from; i++) {
    if (track[i].power < ends * HOLDS) return false;
    if (pitches[i] > low - SAME_NOTE && pitches[i] < high + SAME_NOTE) between++;
  }
  return between >= PASSED_BY;
}

/** Beyond a fifth over an octave it is an error of an octave, not a slide. */
const MOST_SEMITONES = 19;
const LOWEST_HZ: Hertz = 45;
const HIGHEST_HZ: Hertz = 500;
/** As good a peak at half the lag is the better one, or every pitch would be read an octave too low. */
const AS_GOOD: Normal = 0.9;
/** Below this there is no pitch. */
const LEAST_PERIODICITY: Normal = 0.6;

/** Pitch of each moment in semitones above 10 Hz; 0 where there is none. */
function pitchTrack({ sampleRateHz, left, right }: StereoSignal, moments: number): Float64Array {
  const hop: Frames = Math.round(RESONANCE_HOP_SECONDS * sampleRateHz);
  const size = 2 ** Math.ceil(Math.log2(4 * hop));
  const fft = new ComplexFft(2 * size);
  const window = hannWindow(size);
  const [re, im] = [new Float64Array(2 * size), new Float64Array(2 * size)];
  const correlate = (at: (i: number) => number): Float64Array => {
    im.fill(0);
    re.fill(0, size);
    for (let i = 0; i < size; i++) re[i] = window[i] * at(i);
    fft.forward(re, im);
    for (let k = 0; k < 2 * size; k++) [re[k], im[k]] = [re[k] * re[k] + im[k] * im[k], 0];
    fft.inverse(re, im);
    return re;
  };
  // Divided by the window's own autocorrelation, a periodic sound is 1 at its period (P. Boersma, 1993).
  const windowed = correlate(() => 1).map((value, _, all) => value / all[0]);
  const [first, last] = [Math.floor(sampleRateHz / HIGHEST_HZ), Math.ceil(sampleRateHz / LOWEST_HZ)];
  return Float64Array.from({ length: moments }, (_, moment) => {
    const start = moment * hop;
    if (start + size > left.length) return 0;
    const sound = correlate((i) => left[start + i] + right[start + i]);
    const at = (lag: number): number => sound[lag] / (sound[0] * windowed[lag]);
    let best = 0;
    for (let lag = first; lag <= last; lag++) if (at(lag) > best) best = at(lag);
    if (sound[0] <= 0 || best < LEAST_PERIODICITY) return 0;
    for (let lag = first; lag <= last; lag++) {
      const here = at(lag);
      if (here < AS_GOOD * best || here < at(lag - 1) || here < at(lag + 1)) continue;
      const bend = at(lag - 1) - 2 * here + at(lag + 1);
      const exact = bend < 0 ? lag + (0.5 * (at(lag - 1) - at(lag + 1))) / bend : lag;
      return 12 * Math.log2(sampleRateHz / exact / 10);
    }
    return 0;
  });
}
