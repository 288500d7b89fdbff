import { Draw } from './draw.ts';
import type { Shot, SongBus } from './song-bus.ts';
import { STEPS_PER_BAR, type SongClock } from './song-clock.ts';
import type { Stretch } from './song-layers.ts';
import { TONIC_NAMES, type BassPattern, type SongRecipe } from './song-recipe.ts';
import { synth, type SynthSound } from './song-voices.ts';

/** Adds bass, pads, plucks and leads to a bus. */
export function playMusic(bus: SongBus, recipe: SongRecipe, clock: SongClock, stretches: readonly Stretch[]): void {
  const player = new Player(bus, recipe, clock);
  for (const stretch of stretches) {
    if (stretch.layers.has('bass')) player.bass(stretch);
    if (stretch.layers.has('pad')) player.pad(stretch);
    if (stretch.layers.has('pluck')) player.pluck(stretch);
    if (stretch.layers.has('lead')) player.lead(stretch);
  }
}

/** Semitones above the tonic of each scale degree. */
const SCALES = { minor: [0, 2, 3, 5, 7, 8, 10], major: [0, 2, 4, 5, 7, 9, 11] } as const;

/** The note of a scale degree (0 = tonic; may be beyond an octave) above a MIDI number, in Hz. */
export function degreeHz(recipe: SongRecipe, degree: number, lowestMidi: number): number {
  const tonic = TONIC_NAMES.indexOf(recipe.key.tonic);
  const lowestTonic = lowestMidi + ((((tonic - lowestMidi) % 12) + 12) % 12);
  const midi = lowestTonic + 12 * Math.floor(degree / 7) + SCALES[recipe.key.mode][((degree % 7) + 7) % 7];
  return 440 * 2 ** ((midi - 69) / 12 + recipe.detuneCents / 1200);
}

/** Steps of a bar on which each pattern plays, and how many sixteenths a note lasts. */
const BASS: Readonly<Record<BassPattern, { steps: readonly number[]; length: number }>> = {
  'off-beat': { steps: [2, 6, 10, 14], length: 1.8 },
  rolling: { steps: [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15], length: 0.9 },
  gallop: { steps: [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15], length: 0.6 },
  pumped: { steps: [0, 2, 4, 6, 8, 10, 12, 14], length: 1.9 },
  held: { steps: [0], length: 15.5 },
  syncopated: { steps: [0, 3, 6, 10, 13], length: 2 },
};

type MusicPart = 'bass' | 'pad' | 'pluck' | 'lead';

class Player {
  readonly #bus: SongBus;
  readonly #recipe: SongRecipe;
  readonly #clock: SongClock;
  readonly #draw: Draw;
  readonly #shots = new Map<string, Shot>();
  readonly #sounds: Record<MusicPart, SynthSound>;
  readonly #gains: Record<MusicPart, number>;
  readonly #pluckRhythm: readonly number[];
  readonly #leadNotes: readonly { step: number; steps: number; degree: number }[];

  constructor(bus: SongBus, recipe: SongRecipe, clock: SongClock) {
    this.#bus = bus;
    this.#recipe = recipe;
    this.#clock = clock;
    const draw = new Draw(recipe.seed, 'music');
    this.#draw = draw;
    this.#sounds = {
      bass: {
        voices: 1,
        detuneCents: 0,
        attackSeconds: draw.pick([0.002, 0.01]),
        decaySeconds: draw.between(0.06, 0.3),
        sustain: 0.6,
        releaseSeconds: 0.02,
        cutoffHz: draw.between(300, 1500),
        floorHz: 150,
        width: 0,
      },
      pad: {
        voices: 5,
        detuneCents: draw.between(8, 25),
        attackSeconds: draw.between(0.05, 0.6),
        decaySeconds: 1,
        sustain: 1,
        releaseSeconds: draw.between(0.1, 0.6),
        cutoffHz: draw.between(1200, 4000),
        floorHz: 900,
        width: 0.7,
      },
      pluck: {
        voices: 2,
        detuneCents: 8,
        attackSeconds: 0.002,
        decaySeconds: draw.between(0.05, 0.2),
        sustain: 0,
        releaseSeconds: 0.05,
        cutoffHz: draw.between(4000, 9000),
        floorHz: 200,
        width: 0.4,
      },
      lead: {
        voices: 7,
        detuneCents: draw.between(15, 40),
        attackSeconds: draw.pick([0.003, 0.02]),
        decaySeconds: 0.5,
        sustain: 0.8,
        releaseSeconds: 0.08,
        cutoffHz: draw.between(5000, 10000),
        floorHz: 600,
        width: 0.8,
      },
    };
    this.#gains = {
      bass: draw.between(0.25, 0.5),
      pad: draw.between(0.15, 0.35),
      pluck: draw.between(0.12, 0.35),
      lead: draw.between(0.2, 0.4),
    };
    this.#pluckRhythm = draw.pick([
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
      [0, 3, 6, 9, 12, 14],
      [0, 3, 6, 8, 11, 14],
      [2, 6, 10, 14],
    ]);
    this.#leadNotes = drawMelody(draw);
  }

  bass(stretch: Stretch): void {
    const { steps, length } = BASS[this.#recipe.bassPattern];
    this.#eachBar(stretch, (bar, chord) => {
      const hz = degreeHz(this.#recipe, chord, LOWEST.bass);
      for (const step of steps) this.#note('bass', [hz], bar, step, length, 1, this.#gains.bass);
    });
  }

  pad(stretch: Stretch): void {
    this.#eachBar(stretch, (bar, chord) => {
      const hz = [0, 2, 4].map((third) => degreeHz(this.#recipe, chord + third, LOWEST.pad));
      this.#note('pad', hz, bar, 0, STEPS_PER_BAR, 1, this.#gains.pad * stretch.level);
    });
  }

  pluck(stretch: Stretch): void {
    const { echoSteps } = this.#recipe;
    this.#eachBar(stretch, (bar, chord) => {
      for (const [i, step] of this.#pluckRhythm.entries()) {
        const degree = chord + [0, 2, 4, 7][(i * 3 + (bar % 2)) % 4];
        const hz = degreeHz(this.#recipe, degree, LOWEST.pluck);
        const open = opennessAt(stretch, bar);
        for (let echo = 0; echo < (echoSteps > 0 ? 3 : 1); echo++) {
          const gain = this.#gains.pluck * stretch.level * (0.4 + 0.6 * open) * 0.45 ** echo;
          this.#note('pluck', [hz], bar, step + echo * echoSteps, 1, open, gain);
        }
      }
    });
  }

  lead(stretch: Stretch): void {
    this.#eachBar(stretch, (bar, chord) => {
      for (const { step, steps, degree } of this.#leadNotes) {
        if (Math.floor(step / STEPS_PER_BAR) !== bar % 2) continue;
        const hz = degreeHz(this.#recipe, chord + degree, LOWEST.lead);
        this.#note(
          'lead',
          [hz],
          bar,
          step % STEPS_PER_BAR,
          steps,
          opennessAt(stretch, bar),
          this.#gains.lead * stretch.level,
        );
      }
    });
  }

  #eachBar(stretch: Stretch, play: (bar: number, chord: number) => void): void {
    const { progression, barsPerChord } = this.#recipe;
    for (let bar = stretch.startBar; bar < stretch.startBar + stretch.bars; bar++) {
      play(bar, progression[Math.floor(bar / barsPerChord) % progression.length]);
    }
  }

  /** Renders a note once and adds it; the filter's openness has eight degrees, and the length is of the first tempo. */
  #note(
    part: MusicPart,
    hz: readonly number[],
    bar: number,
    step: number,
    steps: number,
    open: number,
    gain: number,
  ): void {
    const degree = Math.round(open * 8) / 8;
    const key = `${part} ${hz.join(' ')} ${steps} ${degree}`;
    let shot = this.#shots.get(key);
    if (shot === undefined) {
      const sound = this.#sounds[part];
      const cutoffHz = part === 'bass' ? sound.cutoffHz : sound.cutoffHz * 8 ** (degree - 1);
      const seconds = (steps * 15) / this.#recipe.tempoBpm;
      const floorHz = Math.min(sound.floorHz, cutoffHz);
      shot = synth(this.#recipe.sampleRateHz, hz, seconds, { ...sound, cutoffHz, floorHz }, this.#draw);
      this.#shots.set(key, shot);
    }
    this.#bus.add(shot, this.#clock.stepSeconds(bar * STEPS_PER_BAR + step), gain);
  }
}

/** MIDI numbers at or above which each part's tonic lies. */
const LOWEST = { bass: 28, pad: 52, pluck: 64, lead: 64 } as const;

function opennessAt({ openness: [from, to], startBar, bars }: Stretch, bar: number): number {
  return from + ((to - from) * (bar - startBar)) / bars;
}

/** Two bars of melody from chord tones and their neighbours; a note lasts one to six sixteenths. */
function drawMelody(draw: Draw): { step: number; steps: number; degree: number }[] {
  const notes: { step: number; steps: number; degree: number }[] = [];
  let degree = 4;
  for (let step = 0; step < 2 * STEPS_PER_BAR;) {
    const steps = Math.min(2 * STEPS_PER_BAR - step, draw.pick([1, 2, 2, 3, 3, 4, 6]));
    degree = Math.max(0, Math.min(9, degree + draw.pick([-2, -1, 1, 2, 2, -2, 0])));
    if (draw.chance(0.85)) notes.push({ step, steps: 0.9 * steps, degree });
    step += steps;
  }
  return notes;
}
