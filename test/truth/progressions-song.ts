import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { chordOf, SCALES, type Chord } from './chords.ts';
import { Draw } from './draw.ts';
import type { Progression } from './progressions.ts';
import { SongBus, type Shot } from './song-bus.ts';
import { clap, drawKick, hat, kick, synth, type SynthSound } from './song-voices.ts';

/** What is asked of a song; everything left out is drawn from the seed. */
export interface ProgressionsSongRecipe {
  seed: number;
  /** 0 is C. */
  tonic: number;
  progression: Progression;
  /** Of the whole song against A = 440 Hz. */
  detuneCents?: number;
  sampleRateHz?: number;
  /** A lift: from the second drop on, everything is so many semitones higher. */
  liftSemitones?: number;
}

export interface ProgressionsSong {
  signal: StereoSignal;
  truth: {
    /** 0 is C. */
    tonic: number;
    mode: Progression['mode'];
    detuneCents: number;
    tempoBpm: number;
    firstDownbeatSeconds: number;
    /** Where the lift begins; absent without one. */
    lift?: { seconds: number; tonic: number };
  };
}

/**
 * A short trance track over one loop of chords: groove, breakdown, drop, a second breakdown and drop, outro; about two
 * minutes. Chords, bass, an eight-bar melody, an arpeggio and drums go through ducking and a soft clipper.
 *
 * The melody moves over chord tones with passing notes of the scale and comes to rest on a chord tone at the end of the
 * phrase; the bass plays roots, at times with octaves, fifths or a run-up. Half of the songs end on a held tonic, the
 * others on drums.
 */
export function progressionsSong(recipe: ProgressionsSongRecipe): ProgressionsSong {
  return new Score(recipe).render();
}

interface Passage {
  bars: number;
  parts: ReadonlySet<'kick' | 'hats' | 'bass' | 'pad' | 'lead' | 'pluck'>;
}

const FORM: readonly Passage[] = [
  { bars: 8, parts: new Set(['kick', 'hats', 'bass'] as const) },
  { bars: 8, parts: new Set(['pad', 'pluck'] as const) },
  { bars: 8, parts: new Set(['pad', 'lead'] as const) },
  { bars: 16, parts: new Set(['kick', 'hats', 'bass', 'pad', 'lead', 'pluck'] as const) },
  { bars: 8, parts: new Set(['pad', 'lead', 'pluck'] as const) },
  { bars: 16, parts: new Set(['kick', 'hats', 'bass', 'lead', 'pluck'] as const) },
  { bars: 8, parts: new Set(['kick', 'hats', 'bass'] as const) },
];
/** The second breakdown, after which a lift sets in. */
const LIFT_PASSAGE = 4;
const STEPS = 16;
const PHRASE_BARS = 8;

class Score {
  readonly #recipe: ProgressionsSongRecipe;
  readonly #rate: number;
  readonly #tempoBpm: number;
  readonly #startSeconds: number;
  readonly #stepSeconds: number;
  readonly #detuneCents: number;
  readonly #chords: readonly Chord[];
  readonly #barsPerChord: number;
  readonly #melody: readonly MelodyNote[];
  readonly #bassSteps: readonly number[];
  readonly #arpeggio: readonly number[];
  readonly #endsOnTonic: boolean;
  readonly #sounds: ReturnType<typeof drawSounds>;
  readonly #levels: Readonly<Record<'bass' | 'pad' | 'lead' | 'pluck', number>>;
  readonly #bassOrnament: 'none' | 'octaves' | 'fifths' | 'run-up';
  readonly #inversion: number;
  readonly #duckDb: number;
  readonly #driveDb: number;
  readonly #cache = new Map<string, Shot>();

  constructor(recipe: ProgressionsSongRecipe) {
    const draw = new Draw(recipe.seed, 'progressions');
    const { mode, numerals, bass } = recipe.progression;
    this.#recipe = recipe;
    this.#rate = recipe.sampleRateHz ?? 44100;
    this.#tempoBpm = draw.whole(126, 148);
    this.#startSeconds = draw.chance(0.5) ? 0 : draw.between(0, 1);
    this.#stepSeconds = 15 / this.#tempoBpm;
    this.#detuneCents = recipe.detuneCents ?? (draw.chance(0.5) ? 0 : draw.between(-40, 40));
    this.#chords = numerals.map((numeral) => chordOf(numeral, mode));
    this.#barsPerChord = numerals.length > 1 ? draw.pick([1, 2, 2]) : 1;
    this.#melody = writeMelody(this.#chords, this.#barsPerChord, mode, draw);
    this.#bassSteps = draw.pick([
      [2, 6, 10, 14],
      [2, 3, 6, 7, 10, 11, 14, 15],
      [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15],
    ]);
    this.#bassOrnament =
      bass === 'pedal' ? 'none' : draw.pick(['none', 'none', 'octaves', 'fifths', 'run-up'] as const);
    this.#arpeggio = Array.from({ length: 16 }, () => draw.whole(0, 5));
    this.#inversion = draw.whole(0, 2);
    this.#endsOnTonic = draw.chance(0.5);
    this.#sounds = drawSounds(draw);
    this.#levels = {
      bass: draw.between(0.3, 0.5),
      pad: draw.between(0.12, 0.3),
      lead: draw.between(0.12, 0.3),
      pluck: draw.between(0.08, 0.2),
    };
    this.#duckDb = draw.pick([0, 6, 10]);
    this.#driveDb = draw.between(-3, 5);
  }

  render(): ProgressionsSong {
    const bars = FORM.reduce((sum, passage) => sum + passage.bars, 0) + 1;
    const frames = Math.ceil((this.#startSeconds + (bars + 1) * STEPS * this.#stepSeconds) * this.#rate);
    const [drums, music] = [new SongBus(frames, this.#rate), new SongBus(frames, this.#rate)];
    const kicks: number[] = [];
    let bar = 0;
    let lift: ProgressionsSong['truth']['lift'];
    let lifted = 0;
    for (const [index, { bars: length, parts }] of FORM.entries()) {
      if (index === LIFT_PASSAGE && this.#recipe.liftSemitones !== undefined) {
        lifted = this.#recipe.liftSemitones;
        lift = { seconds: this.#seconds(bar, 0), tonic: (this.#recipe.tonic + lifted + 12) % 12 };
      }
      for (let end = bar + length; bar < end; bar++) {
        const base = this.#recipe.tonic + lifted;
        if (parts.has('kick')) kicks.push(...this.#playKicks(drums, bar));
        if (parts.has('hats')) this.#playHats(drums, bar);
        if (parts.has('bass')) this.#playBass(music, bar, base);
        if (parts.has('pad')) this.#playPad(music, bar, base);
        if (parts.has('lead')) this.#playLead(music, bar, base);
        if (parts.has('pluck')) this.#playPluck(music, bar, base);
      }
    }
    if (this.#endsOnTonic) this.#playEnd(music, bar, this.#recipe.tonic + lifted);
    music.duck(kicks, this.#duckDb, 0.12);
    drums.mixIn(music);
    drums.softClip(this.#driveDb);
    return {
      signal: drums.signal(),
      truth: {
        tonic: this.#recipe.tonic,
        mode: this.#recipe.progression.mode,
        detuneCents: this.#detuneCents,
        tempoBpm: this.#tempoBpm,
        firstDownbeatSeconds: this.#startSeconds,
        ...(lift === undefined ? {} : { lift }),
      },
    };
  }

  #seconds(bar: number, step: number): number {
    return this.#startSeconds + (bar * STEPS + step) * this.#stepSeconds;
  }

  #chordAt(bar: number): Chord {
    return this.#chords[Math.floor(bar / this.#barsPerChord) % this.#chords.length];
  }

  #note(sound: SynthSound, name: string, notes: readonly number[], steps: number): Shot {
    const key = `${name} ${notes.join(' ')} ${steps}`;
    let shot = this.#cache.get(key);
    if (shot === undefined) {
      const frequencies = notes.map((midi) => 440 * 2 ** ((midi - 69 + this.#detuneCents / 100) / 12));
      const seconds = steps * this.#stepSeconds;
      shot = synth(this.#rate, frequencies, seconds, sound, new Draw(this.#recipe.seed, key));
      this.#cache.set(key, shot);
    }
    return shot;
  }

  #playKicks(bus: SongBus, bar: number): number[] {
    return [0, 4, 8, 12].map((step) => {
      bus.add(this.#sounds.kick(this.#rate), this.#seconds(bar, step), 0.8);
      return this.#seconds(bar, step);
    });
  }

  #playHats(bus: SongBus, bar: number): void {
    for (let step = 0; step < STEPS; step++) {
      if (step % 4 === 2) bus.add(this.#sounds.openHat(this.#rate), this.#seconds(bar, step), 0.25);
      else bus.add(this.#sounds.closedHat(this.#rate), this.#seconds(bar, step), 0.1);
    }
    for (const step of [4, 12]) bus.add(this.#sounds.clap(this.#rate), this.#seconds(bar, step), 0.25);
  }

  #playBass(bus: SongBus, bar: number, base: number): void {
    const root = this.#recipe.progression.bass === 'pedal' ? 0 : this.#chordAt(bar).root;
    const next = this.#recipe.progression.bass === 'pedal' ? 0 : this.#chordAt(bar + 1).root;
    const ornament = this.#bassOrnament;
    for (const step of this.#bassSteps) {
      let midi = within(base + root, LOWEST_BASS);
      if (ornament === 'octaves' && step % 8 === 7) midi += 12;
      if (ornament === 'fifths' && step === 14) midi += 7;
      if (ornament === 'run-up' && step === 15 && next !== root) midi = within(base + next, LOWEST_BASS) - 2;
      const length = this.#bassSteps.length === 4 ? 2 : 1;
      bus.add(this.#note(this.#sounds.bass, 'bass', [midi], length), this.#seconds(bar, step), this.#levels.bass);
    }
  }

  #playPad(bus: SongBus, bar: number, base: number): void {
    if (bar % this.#barsPerChord !== 0) return;
    const { root, tones } = this.#chordAt(bar);
    const notes = tones.map((tone) => within(base + root + tone, PAD_FLOOR + this.#inversion * 3));
    const shot = this.#note(this.#sounds.pad, 'pad', [within(base + root, 41), ...notes], STEPS * this.#barsPerChord);
    bus.add(shot, this.#seconds(bar, 0), this.#levels.pad);
  }

  #playLead(bus: SongBus, bar: number, base: number): void {
    for (const { step, steps, degree } of this.#melody) {
      if (Math.floor(step / STEPS) !== bar % PHRASE_BARS) continue;
      const midi = LEAD_FLOOR + (((base % 12) + 12) % 12) + degree - 12;
      bus.add(
        this.#note(this.#sounds.lead, 'lead', [midi], steps),
        this.#seconds(bar, step % STEPS),
        this.#levels.lead,
      );
    }
  }

  #playPluck(bus: SongBus, bar: number, base: number): void {
    const { root, tones } = this.#chordAt(bar);
    for (const [step, order] of this.#arpeggio.entries()) {
      const tone = tones[order % tones.length] + (order >= tones.length ? 12 : 0);
      const midi = within(base + root, 57) + tone;
      bus.add(this.#note(this.#sounds.pluck, 'pluck', [midi], 1), this.#seconds(bar, step), this.#levels.pluck);
    }
  }

  #playEnd(bus: SongBus, bar: number, base: number): void {
    const third = this.#recipe.progression.mode === 'minor' ? 3 : 4;
    const notes = [0, third, 7].map((tone) => within(base + tone, PAD_FLOOR));
    bus.add(
      this.#note(this.#sounds.pad, 'end', [within(base, 41), ...notes], STEPS),
      this.#seconds(bar, 0),
      this.#levels.pad,
    );
  }
}

/** F1, the lowest note of the bass. */
const LOWEST_BASS = 28;
const PAD_FLOOR = 53;
const LEAD_FLOOR = 72;

/** The note of a pitch class at or above a floor, within an octave. */
function within(note: number, floor: number): number {
  return floor + ((((note - floor) % 12) + 12) % 12);
}

interface MelodyNote {
  /** From the start of the phrase. */
  step: number;
  steps: number;
  /** Semitones above the tonic. */
  degree: number;
}

/** One-bar rhythms: lengths in sixteenths. */
const RHYTHMS: readonly (readonly number[])[] = [
  [3, 3, 2, 3, 3, 2],
  [3, 3, 4, 6],
  [4, 4, 4, 4],
  [6, 2, 4, 4],
  [8, 4, 4],
  [2, 2, 4, 2, 2, 4],
];

/**
 * Eight bars over one or two rhythms. A note on the beat is a chord tone near the one before; between beats it may be a
 * neighbour in the scale. The last bar holds one note: the tonic where the chord has it, else the nearest chord tone.
 */
function writeMelody(
  chords: readonly Chord[],
  barsPerChord: number,
  mode: Progression['mode'],
  draw: Draw,
): MelodyNote[] {
  const rhythms = [draw.pick(RHYTHMS), draw.pick(RHYTHMS)];
  const notes: MelodyNote[] = [];
  let last = draw.pick([0, 3, 7, 12]);
  for (let bar = 0; bar < PHRASE_BARS; bar++) {
    const { root, tones } = chords[Math.floor(bar / barsPerChord) % chords.length];
    const chord = tones.map((tone) => (root + tone) % 12);
    const scale = SCALES[mode].filter(
      (note) => !chord.some((tone) => (tone - note + 13) % 12 === 0 || (tone - note + 11) % 12 === 0),
    );
    let step = bar * STEPS;
    for (const steps of bar === PHRASE_BARS - 1 ? [16] : rhythms[bar % 2]) {
      const onBeat = step % 4 === 0;
      const rest = steps === STEPS && chord.includes(0) ? [0] : chord;
      const choice = onBeat || draw.chance(0.6) ? rest : [...chord, ...scale];
      last = nearest(choice, last + draw.whole(-3, 3));
      notes.push({ step, steps, degree: last });
      step += steps;
    }
  }
  return notes;
}

/** The note of some classes nearest to a pitch, kept within an octave and a half above the tonic. */
function nearest(classes: readonly number[], pitch: number): number {
  const candidates = classes.flatMap((note) => [note - 12, note, note + 12]).filter((note) => note >= -5 && note <= 16);
  return candidates.reduce((best, note) => (Math.abs(note - pitch) < Math.abs(best - pitch) ? note : best));
}

function drawSounds(draw: Draw): {
  bass: SynthSound;
  pad: SynthSound;
  lead: SynthSound;
  pluck: SynthSound;
  kick: (rate: number) => Shot;
  openHat: (rate: number) => Shot;
  closedHat: (rate: number) => Shot;
  clap: (rate: number) => Shot;
} {
  const kickSound = drawKick(draw);
  const seed = draw.whole(0, 1e6);
  const once = (make: (rate: number, draw: Draw) => Shot, name: string): ((rate: number) => Shot) => {
    let shot: Shot | undefined;
    return (rate) => (shot ??= make(rate, new Draw(seed, name)));
  };
  const plain = { attackSeconds: 0.005, decaySeconds: 0.1, sustain: 0.5, releaseSeconds: 0.02 };
  return {
    bass: {
      ...plain,
      voices: 1,
      detuneCents: 0,
      cutoffHz: draw.between(300, 1500),
      floorHz: draw.between(100, 250),
      width: 0,
    },
    pad: {
      voices: draw.pick([3, 5, 7]),
      detuneCents: draw.between(5, 25),
      attackSeconds: draw.between(0.01, 0.2),
      decaySeconds: 1,
      sustain: 0.9,
      releaseSeconds: 0.3,
      cutoffHz: draw.between(1500, 6000),
      floorHz: 1000,
      width: 0.8,
    },
    lead: {
      voices: draw.pick([1, 5, 7]),
      detuneCents: draw.between(10, 35),
      attackSeconds: 0.005,
      decaySeconds: 0.3,
      sustain: 0.7,
      releaseSeconds: 0.15,
      cutoffHz: draw.between(3000, 9000),
      floorHz: 2000,
      width: 0.6,
    },
    pluck: {
      ...plain,
      voices: 1,
      detuneCents: 0,
      sustain: 0.1,
      cutoffHz: draw.between(1500, 6000),
      floorHz: 300,
      width: 0,
    },
    kick: once((rate, shotDraw) => kick(rate, kickSound, shotDraw), 'kick'),
    openHat: once((rate, shotDraw) => hat(rate, 0.08, shotDraw), 'open hat'),
    closedHat: once((rate, shotDraw) => hat(rate, 0.02, shotDraw), 'closed hat'),
    clap: once(clap, 'clap'),
  };
}
