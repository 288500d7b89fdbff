import type { Draw } from './draw.ts';
import type { StemRecipe } from './stems-recipe.ts';
import {
  clockOf,
  echoed,
  falling,
  filtered,
  gated,
  harmonyOf,
  midiHz,
  noise,
  pulse,
  saw,
  shaped,
  sine,
  StemTape,
  STEM_RATE_HZ,
  together,
  triangle,
  type Wave,
} from './stems-synth.ts';

const { exp, floor, max, min, round, sin, PI } = Math;

/** Formants of sung vowels in hertz (G. Peterson and H. Barney, 1952, rounded). */
const VOWELS = {
  a: [730, 1090, 2440],
  e: [530, 1840, 2480],
  i: [270, 2290, 3010],
  o: [570, 840, 2410],
  u: [300, 870, 2240],
} as const;
type Vowel = keyof typeof VOWELS;
const VOWEL_NAMES = Object.keys(VOWELS) as Vowel[];

type Syllable = (draw: Draw, hz: (t: number) => number, seconds: number, vowel: Vowel, size: number) => Wave;

/** A source of pulses, tilted, through three formants side by side, with a consonant of noise before. */
const throughFormants: Syllable = (draw, hz, seconds, vowel, size) => {
  const source = together([1, filtered(saw(hz, seconds), 'low', 1500)], [0.05, noise(draw, seconds)]);
  const voiced = together(
    ...VOWELS[vowel].map((f, i) => [[1, 0.6, 0.35][i], filtered(source, 'band', f * size, 8)] as const),
  );
  const consonant = shaped(filtered(noise(draw, 0.07), 'high', draw.between(2500, 6000)), gated(0.07, 0.01, 0.04));
  return together(
    [1, shaped(voiced, gated(seconds, 0.04, 0.06))],
    [draw.chance(0.4) ? 0 : draw.between(0, 0.4), consonant],
  );
};

/** Each period of the voice sets off a damped sine a formant (X. Rodet, 1984). */
const ofGrains: Syllable = (draw, hz, seconds, vowel, size) => {
  const wave = new Float32Array(round(seconds * STEM_RATE_HZ) + 900);
  const grain = new Float32Array(900);
  VOWELS[vowel].forEach((f, i) => {
    const w = (2 * PI * f * size) / STEM_RATE_HZ;
    for (let n = 0; n < grain.length; n++) {
      grain[n] += [1, 0.5, 0.3][i] * sin(w * n) * exp((-n * PI * (70 + 30 * i)) / STEM_RATE_HZ) * min(1, n / 60);
    }
  });
  for (let t = 0; t < seconds; t += 1 / hz(t)) {
    const from = round(t * STEM_RATE_HZ);
    for (let n = 0; n < grain.length && from + n < wave.length; n++) wave[from + n] += grain[n];
  }
  const hiss = shaped(filtered(noise(draw, 0.1), 'high', draw.between(3000, 7000)), gated(0.1, 0.03, 0.05));
  return together([1, shaped(wave, gated(seconds, 0.03, 0.07))], [draw.chance(0.4) ? 0 : draw.between(0, 0.6), hiss]);
};

/** Every harmonic as loud as the formants make it: no filter anywhere. */
const ofPartials: Syllable = (draw, hz, seconds, vowel, size) => {
  const wave = new Float32Array(round(seconds * STEM_RATE_HZ));
  const middle = hz(seconds / 2);
  let phase = draw.next();
  const weights = Array.from({ length: min(40, floor(5000 / middle)) }, (_, n) => {
    const f = (n + 1) * middle;
    return VOWELS[vowel].reduce(
      (sum, formant, i) => sum + [1, 0.5, 0.25][i] / (1 + ((f - formant * size) / 90) ** 2),
      0.02,
    );
  });
  for (let i = 0; i < wave.length; i++) {
    phase += hz(i / STEM_RATE_HZ) / STEM_RATE_HZ;
    // Chebyshev's recurrence: sin((n+1)x) from the two before.
    const x = 2 * PI * phase;
    const twice = 2 * Math.cos(x);
    let [before, now] = [0, sin(x)];
    for (const weight of weights) {
      wave[i] += weight * now;
      [before, now] = [now, twice * now - before];
    }
  }
  const breath = shaped(filtered(noise(draw, 0.09), 'band', 5000, 0.8), gated(0.09, 0.02, 0.05));
  return together([1, shaped(wave, gated(seconds, 0.05, 0.08))], [draw.between(0, 0.5), breath]);
};

/** Notes as a throat makes them: they glide in, waver, and never are quite in tune. */
function sungPitch(draw: Draw, hz: number): (t: number) => number {
  const [scoop, off, depth, rate] = [
    draw.between(-0.12, 0.03),
    draw.between(-0.018, 0.018),
    draw.between(0.003, 0.015),
    draw.between(4.5, 6.5),
  ];
  return (t) => hz * (1 + off + scoop * exp(-t / 0.06) + depth * min(1, t / 0.3) * sin(2 * PI * rate * t));
}

function singer(name: string, isHeldOut: boolean, sing: Syllable, voices: number): StemRecipe {
  return {
    role: 'vocal',
    name,
    isHeldOut,
    loop: (draw, seconds) => {
      const { beat } = clockOf(draw, seconds);
      const { degree } = harmonyOf(draw);
      const tape = new StemTape(seconds);
      const octave = draw.whole(3, 4);
      const size = octave === 4 ? draw.between(1.05, 1.2) : draw.between(0.92, 1.05);
      for (let t = draw.between(0, 0.5); t < seconds - 0.3;) {
        const phraseEnd = t + draw.between(1, 3);
        while (t < min(phraseEnd, seconds - 0.3)) {
          const length = min(draw.pick([0.5, 0.5, 1, 1, 2]) * beat * draw.between(0.85, 1.1), seconds - t);
          const note = degree(draw.whole(0, 6), octave);
          for (let v = 0; v < voices; v++) {
            const pitch = sungPitch(draw, midiHz(note) * (v === 2 ? 1.26 : 1));
            tape.add(
              sing(draw, pitch, length * 0.95, draw.pick(VOWEL_NAMES), size),
              t + (v > 0 ? draw.between(0, 0.03) : 0),
              draw.between(0.6, 1),
              voices === 1 ? 0 : draw.between(-0.8, 0.8),
            );
          }
          t += length;
        }
        t += draw.between(0.2, 1.5);
      }
      return tape.finish(draw, [draw.between(0, 0.4), draw.between(0.6, 2.5)]);
    },
  };
}

const vocals: StemRecipe[] = [
  singer('singer through formants', false, throughFormants, 1),
  singer('choir through formants', false, throughFormants, 3),
  singer('singer of grains', false, ofGrains, 1),
  {
    role: 'vocal',
    name: 'chopped voice',
    isHeldOut: false,
    loop: (draw, seconds) => {
      const { times, step } = clockOf(draw, seconds);
      const { degree } = harmonyOf(draw);
      const words = Array.from({ length: 4 }, () =>
        throughFormants(
          draw,
          sungPitch(draw, midiHz(degree(draw.whole(0, 5), 4))),
          draw.between(1, 3) * step,
          draw.pick(VOWEL_NAMES),
          1.1,
        ),
      );
      const tape = new StemTape(seconds);
      const on = Array.from({ length: 16 }, () => draw.chance(0.3));
      for (const time of times((s) => on[s])) tape.add(draw.pick(words), time, draw.between(0.5, 1));
      return echoed(tape, 3 * step, draw.between(0, 0.4)).finish(draw, [draw.between(0, 0.3), 1.2]);
    },
  },
  {
    role: 'vocal',
    name: 'speech',
    isHeldOut: false,
    loop: (draw, seconds) => {
      const tape = new StemTape(seconds);
      const base = draw.between(95, 230);
      for (let t = 0.1; t < seconds - 0.4; t += draw.chance(0.15) ? draw.between(0.4, 1) : draw.between(0.12, 0.28)) {
        const [from, to] = [base * draw.between(0.85, 1.4), base * draw.between(0.8, 1.3)];
        const length = draw.between(0.09, 0.3);
        tape.add(
          throughFormants(
            draw,
            (u) => from + ((to - from) * u) / length,
            length,
            draw.pick(VOWEL_NAMES),
            draw.between(0.95, 1.15),
          ),
          t,
          draw.between(0.4, 1),
        );
      }
      return tape.finish(draw, [draw.between(0, 0.2), 0.8]);
    },
  },
  singer('singer of partials', true, ofPartials, 1),
  singer('choir of partials', true, ofPartials, 3),
];

/** A sound that lasts, alone in its stem or again and again. */
function effect(
  name: string,
  isHeldOut: boolean,
  seconds: readonly [number, number],
  make: (draw: Draw, length: number) => readonly [Wave, Wave],
  room: (draw: Draw) => readonly [number, number] = (draw) => [draw.between(0, 0.4), draw.between(1, 3)],
): StemRecipe {
  return {
    role: 'fx',
    name,
    isHeldOut,
    loop: (draw, total) => {
      const tape = new StemTape(total);
      for (let t = draw.between(0, 0.2); t < total - 0.5;) {
        const length = min(draw.between(...seconds), total - t);
        tape.addBoth(...make(draw, length), t, draw.between(0.7, 1));
        t += length + draw.between(0.2, 2);
      }
      return tape.finish(draw, room(draw));
    },
    shot: (draw) => {
      const length = draw.between(...seconds);
      return new StemTape(length + 0.3).addBoth(...make(draw, length), 0).finish(draw, room(draw));
    },
  };
}

const twice = (make: () => Wave): readonly [Wave, Wave] => [make(), make()];

const effects: StemRecipe[] = [
  effect('noise that rises', false, [3, 8], (draw, length) => {
    const [low, octaves, kind] = [
      draw.between(150, 600),
      draw.between(3.5, 6),
      draw.pick(['band', 'low', 'high'] as const),
    ];
    return twice(() =>
      shaped(
        filtered(noise(draw, length), kind, (t) => low * 2 ** ((octaves * t) / length), draw.between(0.7, 3)),
        (t) => (t / length) ** 1.3 * gated(length, 0.1, 0.02)(t),
      ),
    );
  }),
  effect('noise that falls', false, [2, 6], (draw, length) => {
    const [top, octaves] = [draw.between(5000, 14_000), draw.between(3, 6)];
    return twice(() =>
      shaped(
        filtered(
          noise(draw, length),
          draw.chance(0.5) ? 'low' : 'band',
          (t) => top * 2 ** ((-octaves * t) / length),
          1.2,
        ),
        (t) => exp((-2.5 * t) / length),
      ),
    );
  }),
  effect(
    'impact',
    false,
    [2, 5],
    (draw, length) => {
      const [hz, decay] = [draw.between(35, 70), draw.between(0.4, 1.2)];
      const boom = shaped(
        sine((t) => hz * (1 + 2 * exp(-t / 0.08)), length),
        falling(decay),
      );
      return twice(() =>
        together(
          [draw.between(0.3, 1), boom],
          [
            draw.between(0.3, 0.8),
            shaped(
              filtered(noise(draw, length), 'low', (t) => 300 + 7000 * exp(-t / 0.3)),
              falling(decay * 0.7),
            ),
          ],
        ),
      );
    },
    (draw) => [draw.between(0.2, 0.6), draw.between(2, 4)],
  ),
  effect('pitch that rises', false, [3, 8], (draw, length) => {
    const [low, octaves, detune] = [draw.between(80, 200), draw.between(2, 4), draw.between(1.003, 1.02)];
    const side = (): Wave => {
      const hz = (t: number): number => low * 2 ** ((octaves * t) / length);
      return shaped(
        filtered(
          together([0.5, saw(hz, length, draw.next())], [0.5, saw((t) => detune * hz(t), length, draw.next())]),
          'low',
          9000,
        ),
        (t) => (0.15 + (0.85 * t) / length) * gated(length, 0.2, 0.02)(t),
      );
    };
    return twice(side);
  }),
  effect('reversed crash', false, [1.5, 4], (draw, length) =>
    twice(() =>
      shaped(
        filtered(noise(draw, length), 'high', draw.between(1500, 5000)),
        (t) => exp((4 * (t - length)) / length) * gated(length, 0.01, 0.01)(t),
      ),
    ),
  ),
  effect('pitch that falls', false, [1.5, 5], (draw, length) => {
    const [top, octaves] = [draw.between(200, 2000), draw.between(2, 4)];
    const drop = shaped(
      triangle((t) => top * 2 ** ((-octaves * t) / length), length),
      (t) => exp((-1.5 * t) / length) * gated(length, 0.01, 0.1)(t),
    );
    return [drop, drop];
  }),
  effect('gated sweep', false, [3, 7], (draw, length) => {
    const [rate, low] = [draw.between(4, 10), draw.between(300, 900)];
    return twice(() =>
      shaped(
        filtered(noise(draw, length), 'band', (t) => low * (1 + (8 * t) / length), 2),
        (t) => (0.6 + 0.4 * sin(2 * PI * rate * t)) * (0.2 + (0.8 * t) / length),
      ),
    );
  }),
  effect('whoosh from side to side', true, [1.5, 4], (draw, length) => {
    const wind = filtered(noise(draw, length), 'band', (t) => 400 + 4000 * sin((PI * t) / length) ** 2, 1.5);
    const level = (t: number): number => sin((PI * t) / length) ** 2;
    return [shaped(wind, (t) => level(t) * (1 - t / length)), shaped(wind, (t) => level(t) * (t / length))];
  }),
  effect(
    'falling sub',
    true,
    [1.5, 4],
    (draw, length) => {
      const top = draw.between(120, 300);
      const drop = shaped(
        sine((t) => max(25, top * 2 ** ((-3 * t) / length)), length),
        (t) => gated(length, 0.01, 0.3)(t),
      );
      return [drop, drop];
    },
    () => [0, 1],
  ),
  effect('siren over noise', true, [3, 7], (draw, length) => {
    const rate = draw.between(0.4, 1.5);
    return twice(() =>
      together(
        [
          0.4,
          filtered(
            pulse((t) => (400 + (600 * t) / length) * (1 + 0.3 * sin(2 * PI * rate * t)), length),
            'low',
            4000,
          ),
        ],
        [0.6, shaped(filtered(noise(draw, length), 'high', 2500), (t) => t / length)],
      ),
    );
  }),
];

/** Voices, and risers, impacts and sweeps. */
export const VOICE_AND_EFFECT_RECIPES: readonly StemRecipe[] = [...vocals, ...effects];
