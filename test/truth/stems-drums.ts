import type { Draw } from './draw.ts';
import { drum, type Hit, type Pattern, type StemRecipe } from './stems-recipe.ts';
import {
  driven,
  falling,
  filtered,
  fm,
  gated,
  noise,
  pulse,
  shaped,
  sine,
  together,
  triangle,
  type Clock,
  type Wave,
} from './stems-synth.ts';

const { exp, max } = Math;

const steps =
  (marks: (step: number, bar: number) => boolean, gain: (draw: Draw) => number = () => 1): Pattern =>
  (draw, { times }) =>
    times(marks).map((seconds) => ({ seconds, gain: gain(draw) }));

const fourFloor = steps((s) => s % 4 === 0);
const fourFloorWithFill = steps((s, bar) => s % 4 === 0 || (s >= 14 && bar % 4 === 3));
const fourFloorWithBreak = steps((s, bar) => s % 4 === 0 && bar % 4 !== 3);
const backbeat = steps((s) => s % 8 === 4);
const backbeatWithGhosts: Pattern = (draw, { times }) => [
  ...times((s) => s % 8 === 4).map((seconds) => ({ seconds, gain: 1 })),
  ...times((s) => s === 7 || s === 15).map((seconds) => ({ seconds, gain: draw.between(0.1, 0.4) })),
];
const roll: Pattern = (_, { times, seconds: length }) =>
  times((s, bar) => s % (bar % 4 < 2 ? 4 : bar % 4 === 2 ? 2 : 1) === 0).map((seconds) => ({
    seconds,
    gain: 0.3 + (0.7 * seconds) / length,
  }));
const swelling =
  (every: number): Pattern =>
  (_, { times, seconds: length }) =>
    times((s) => s % every === 0).map((seconds) => ({ seconds, gain: 0.2 + (0.8 * seconds) / length }));
const swellingSixteenths = swelling(1);
const swellingEighths = swelling(2);
const offbeats = steps((s) => s % 4 === 2);
const sixteenths = steps(
  () => true,
  (draw) => draw.between(0.4, 1),
);
const eighths = steps(
  (s) => s % 2 === 0,
  (draw) => draw.between(0.6, 1),
);
const openAndClosed: Pattern = (draw, { times }) =>
  times(() => true).map((seconds, n) => ({
    seconds,
    gain: n % 4 === 2 ? 1 : draw.between(0.15, 0.5),
    hit: n % 4 === 2 ? 1 : 0,
  }));
const onceABar = steps((s) => s === 0);
/** A figure of a bar, drawn once and repeated; every hit of a sort of its own. */
const figure =
  (density: number): Pattern =>
  (draw, { times }) => {
    const bar = Array.from({ length: 16 }, () => ({
      on: draw.chance(density),
      gain: draw.between(0.4, 1),
      hit: draw.whole(0, 7),
      pan: draw.between(-0.4, 0.4),
    }));
    if (!bar.some(({ on }) => on)) bar[3].on = true;
    return times(() => true).flatMap((seconds, n) => {
      const { on, ...hit } = bar[n % 16];
      return on ? [{ seconds, ...hit }] : [];
    });
  };
const tomFill: Pattern = (_, { times }) =>
  times((s, bar) => (bar % 2 === 1 ? s >= 8 : s % 8 === 6)).map((seconds, n) => ({ seconds, gain: 1, hit: n >> 1 }));

const mono = (left: Wave): Hit[] => [{ left }];
const click = (draw: Draw, seconds: number): Wave => shaped(noise(draw, seconds * 6), falling(seconds));

function sweptSine(draw: Draw, lowHz: number, highHz: number, decaySeconds: number): Wave {
  const hz = draw.between(lowHz, highHz);
  const ratio = draw.between(2, 10);
  const sweep = draw.between(0.006, 0.04);
  const length = 5 * decaySeconds;
  return shaped(
    sine((t) => hz * (1 + ratio * exp(-t / sweep)), length),
    (t) => exp(-t / decaySeconds) * gated(length, 0.0005, 0.02)(t),
  );
}

/** Six squares that have nothing to do with each other, as in the drum machines of 1980. */
function metal(draw: Draw, seconds: number): Wave {
  const base = draw.between(0.8, 1.4);
  return together(
    ...[263, 400, 421, 474, 587, 845].map((hz) => [0.3, pulse(hz * base, seconds, 0.5, draw.next())] as const),
  );
}

/** A tone whose phase is thrown about by noise: a band of noise around it. */
function scattered(draw: Draw, hz: number, seconds: number): Wave {
  const restless = filtered(noise(draw, seconds), 'low', 3000);
  return restless.map((value, i) => Math.sin((2 * Math.PI * hz * i) / 44_100 + 6 * value));
}

function clapNoise(draw: Draw, centreHz: number, q: number, tail: number): Wave {
  const gaps = [0, draw.between(0.008, 0.012), draw.between(0.018, 0.024)];
  const burst = shaped(noise(draw, 6 * tail), (t) =>
    max(...gaps.map((gap, i) => (t < gap ? 0 : exp(-(t - gap) / (i === 2 ? tail : 0.004))))),
  );
  return filtered(burst, 'band', centreHz, q);
}

const kicks: StemRecipe[] = [
  drum(
    { role: 'kick', name: 'swept sine with click', isHeldOut: false },
    (draw) =>
      mono(
        driven(
          together([1, sweptSine(draw, 40, 62, draw.between(0.05, 0.18))], [draw.between(0, 0.4), click(draw, 0.003)]),
          draw.between(0.2, 3),
        ),
      ),
    [fourFloor, fourFloorWithFill, fourFloorWithBreak],
  ),
  drum(
    { role: 'kick', name: 'hard layered', isHeldOut: false },
    (draw) => {
      const body = shaped(
        triangle((t) => draw0(t), 0.5),
        falling(draw.between(0.06, 0.14)),
      );
      function draw0(t: number): number {
        return 48 * (1 + 7 * exp(-t / 0.012));
      }
      return mono(
        filtered(
          driven(
            together([2, body], [0.5, filtered(click(draw, 0.008), 'band', draw.between(2500, 5000), 1)]),
            draw.between(2, 6),
          ),
          'low',
          draw.between(5000, 14_000),
        ),
      );
    },
    [fourFloor, fourFloorWithBreak],
  ),
  drum(
    { role: 'kick', name: 'long low drum', isHeldOut: false },
    (draw) =>
      mono(
        together([1, sweptSine(draw, 42, 58, draw.between(0.18, 0.32))], [draw.between(0.02, 0.2), click(draw, 0.001)]),
      ),
    [fourFloor, fourFloorWithFill, figure(0.25)],
  ),
  drum(
    { role: 'kick', name: 'short and dry', isHeldOut: false },
    (draw) => {
      const hz = draw.between(48, 75);
      const tone = shaped(
        sine((t) => hz + 180 / (1 + 120 * t), 0.3),
        falling(draw.between(0.03, 0.07)),
      );
      return mono(together([1, tone], [draw.between(0.1, 0.5), filtered(click(draw, 0.005), 'high', 1500)]));
    },
    [fourFloor, fourFloorWithFill],
    (draw) => [draw.chance(0.5) ? draw.between(0, 0.1) : 0, 0.4],
  ),
  drum(
    { role: 'kick', name: 'ringing filter', isHeldOut: true },
    (draw) => {
      const spike = shaped(noise(draw, 0.5), falling(0.002));
      const hz = draw.between(45, 60);
      return mono(
        driven(
          filtered(spike, 'band', (t) => hz * (1 + 4 * exp(-t / 0.02)), draw.between(12, 30)).map((v) => 20 * v),
          1.5,
        ),
      );
    },
    [fourFloor, fourFloorWithFill],
  ),
  drum(
    { role: 'kick', name: 'frequency modulation', isHeldOut: true },
    (draw) => {
      const length = 0.45;
      const modulated = shaped(
        fm(draw.between(45, 58), draw.between(0.5, 1.5), (t) => 9 * exp(-t / 0.025), length),
        falling(draw.between(0.08, 0.15)),
      );
      return mono(together([1, shaped(modulated, gated(length, 0.001, 0.03))], [0.15, click(draw, 0.002)]));
    },
    [fourFloor, fourFloorWithBreak],
    (draw) => [draw.between(0, 0.06), 0.3],
  ),
];

const snares: StemRecipe[] = [
  drum(
    { role: 'snare', name: 'clap of bursts', isHeldOut: false },
    (draw) => mono(clapNoise(draw, draw.between(900, 2200), draw.between(0.8, 2), draw.between(0.03, 0.12))),
    [backbeat, backbeatWithGhosts],
    (draw) => [draw.between(0, 0.3), draw.between(0.4, 1.5)],
  ),
  drum(
    { role: 'snare', name: 'two tones and noise', isHeldOut: false },
    (draw) => {
      const hz = draw.between(160, 230);
      const tone = together(
        [0.7, sweptSine(draw, hz, hz + 1, 0.05)],
        [0.4, shaped(sine(1.8 * hz, 0.25), falling(0.04))],
      );
      const rattle = filtered(
        shaped(noise(draw, 0.5), falling(draw.between(0.05, 0.13))),
        'high',
        draw.between(1000, 3000),
      );
      return mono(together([draw.between(0.3, 0.9), tone], [1, rattle]));
    },
    [backbeat, roll, backbeatWithGhosts],
    (draw) => [draw.between(0, 0.25), draw.between(0.3, 1.2)],
  ),
  drum(
    { role: 'snare', name: 'clap over snare', isHeldOut: false },
    (draw) =>
      mono(
        together(
          [1, clapNoise(draw, draw.between(1100, 1800), 1, 0.08)],
          [0.6, shaped(filtered(noise(draw, 0.4), 'high', 2500), falling(0.09))],
          [0.5, shaped(sine(draw.between(180, 220), 0.2), falling(0.04))],
        ),
      ),
    [backbeat, roll],
    (draw) => [draw.between(0, 0.4), draw.between(0.5, 2)],
  ),
  drum(
    { role: 'snare', name: 'white noise snare', isHeldOut: false },
    (draw) => {
      const decay = draw.between(0.06, 0.16);
      return [
        {
          left: shaped(filtered(noise(draw, 0.6), 'high', draw.between(400, 1500)), falling(decay)),
          right: shaped(filtered(noise(draw, 0.6), 'high', 900), falling(decay)),
        },
      ];
    },
    [backbeat, roll],
    (draw) => [draw.between(0, 0.2), 0.8],
  ),
  drum(
    { role: 'snare', name: 'roll', isHeldOut: false },
    (draw) => {
      const hz = draw.between(170, 260);
      const tone = shaped(
        triangle((t) => hz * (1 + 0.5 * exp(-t / 0.01)), 0.2),
        falling(draw.between(0.03, 0.06)),
      );
      const rattle = filtered(
        shaped(noise(draw, 0.4), falling(draw.between(0.03, 0.1))),
        'band',
        draw.between(2500, 6000),
        0.5,
      );
      return mono(together([draw.between(0.4, 1), tone], [1, rattle]));
    },
    [roll, swellingSixteenths, swellingEighths],
    (draw) => [draw.between(0, 0.25), draw.between(0.3, 1.5)],
  ),
  drum(
    { role: 'snare', name: 'wild modulation', isHeldOut: true },
    (draw) => {
      const body = shaped(scattered(draw, draw.between(170, 240), 0.4), falling(draw.between(0.05, 0.1)));
      return mono(together([1, body], [0.4, filtered(click(draw, 0.05), 'high', 3000)]));
    },
    [backbeat, backbeatWithGhosts],
    (draw) => [draw.between(0, 0.2), 0.6],
  ),
  drum(
    { role: 'snare', name: 'clap in a gated room', isHeldOut: true },
    (draw) => {
      const length = draw.between(0.15, 0.3);
      const burst = clapNoise(draw, draw.between(1000, 1600), 1.2, 0.02);
      const room = (): Wave => shaped(filtered(noise(draw, length), 'band', 1500, 0.6), gated(length, 0.002, 0.03));
      return [{ left: together([1, burst], [0.4, room()]), right: together([1, burst], [0.4, room()]) }];
    },
    [backbeat, roll],
  ),
];

const hats: StemRecipe[] = [
  drum(
    { role: 'hats', name: 'bright noise', isHeldOut: false },
    (draw) => {
      const cut = draw.between(2500, 9500);
      return [draw.between(0.01, 0.03), draw.between(0.06, 0.2)].map((decay) => ({
        left: filtered(shaped(noise(draw, 6 * decay), falling(decay)), 'high', cut),
      }));
    },
    [openAndClosed, sixteenths, eighths],
  ),
  drum(
    { role: 'hats', name: 'open off the beat', isHeldOut: false },
    (draw) =>
      mono(
        filtered(
          shaped(noise(draw, 0.4), (t) => exp(-t / 0.15) * gated(0.22, 0.001, 0.02)(t)),
          'high',
          draw.between(2500, 9000),
        ),
      ),
    [offbeats],
    (draw) => [draw.between(0, 0.1), 0.5],
  ),
  drum(
    { role: 'hats', name: 'six squares', isHeldOut: false },
    (draw) =>
      [draw.between(0.015, 0.04), draw.between(0.1, 0.3)].map((decay) => ({
        left: filtered(shaped(filtered(metal(draw, 5 * decay), 'band', 9500, 1), falling(decay)), 'high', 7000, 1),
      })),
    [openAndClosed, sixteenths, offbeats],
  ),
  drum(
    { role: 'hats', name: 'crash and ride', isHeldOut: false },
    (draw) => {
      const long = draw.between(0.4, 1.2);
      const side = (): Wave =>
        shaped(
          filtered(
            together([0.6, noise(draw, 4 * long)], [0.7, metal(draw, 4 * long)]),
            'high',
            draw.between(1500, 6000),
          ),
          falling(long),
        );
      return [{ left: side(), right: side() }];
    },
    [onceABar, steps((s) => s % 4 === 0), eighths],
    (draw) => [draw.between(0, 0.15), 1],
  ),
  drum(
    { role: 'hats', name: 'shaker', isHeldOut: false },
    (draw) => {
      const attack = draw.between(0.01, 0.03);
      return mono(
        shaped(filtered(noise(draw, 0.12), 'band', draw.between(3500, 9000), draw.between(0.8, 1.5)), (t) =>
          t < attack ? t / attack : exp(-(t - attack) / 0.025),
        ),
      );
    },
    [sixteenths, eighths],
  ),
  drum(
    { role: 'hats', name: 'ring of two tones', isHeldOut: true },
    (draw) =>
      [0.03, draw.between(0.08, 0.2)].map((decay) => {
        const [a, b] = [sine(draw.between(3900, 5200), 5 * decay), pulse(draw.between(5400, 7300), 5 * decay)];
        return {
          left: filtered(
            shaped(together([1, a.map((v, i) => v * b[i])], [0.5, noise(draw, 5 * decay)]), falling(decay)),
            'high',
            6500,
          ),
        };
      }),
    [openAndClosed, sixteenths],
  ),
  drum(
    { role: 'hats', name: 'coarse samples', isHeldOut: true },
    (draw) => {
      const hold = draw.whole(2, 4);
      const decay = draw.between(0.02, 0.12);
      let value = 0;
      return mono(
        filtered(
          noise(draw, 6 * decay).map((v, i) => (value = i % hold === 0 ? v : value) * exp(-i / 44_100 / decay)),
          'high',
          draw.between(5500, 8000),
        ),
      );
    },
    [offbeats, eighths, sixteenths],
  ),
  drum(
    { role: 'hats', name: 'bell of a ride', isHeldOut: true },
    (draw) =>
      mono(
        shaped(
          filtered(together([0.5, fm(draw.between(3200, 4400), 2.76, 3, 1.2)], [0.6, noise(draw, 1.2)]), 'high', 5000),
          falling(draw.between(0.2, 0.4)),
        ),
      ),
    [steps((s) => s % 4 === 0), eighths],
  ),
];

const skin = (draw: Draw, hz: number, decay: number): Wave =>
  together(
    [
      1,
      shaped(
        sine((t) => hz * (1 + 0.25 * exp(-t / 0.03)), 5 * decay),
        falling(decay),
      ),
    ],
    [0.25, filtered(click(draw, 0.004), 'band', 3 * hz, 1)],
  );

/** A whole beat in one stem. */
function breakLoop(draw: Draw, kick: Wave, snare: Wave, hat: Wave): Hit[] {
  const tilt = draw.between(0.5, 1);
  return [kick, hat.map((v) => 0.5 * tilt * v), snare.map((v) => 0.8 * v), hat.map((v) => 0.3 * v)].map((left) => ({
    left,
  }));
}

const beat: Pattern = (draw, clock) => {
  const second = draw.pick([10, 7, 6, 11]);
  return [
    ...hitsAt(clock, (s) => s === 0 || s === second, 0),
    ...hitsAt(clock, (s) => s % 8 === 4, 2),
    ...hitsAt(clock, (s) => s % 2 === 0, 1),
    ...hitsAt(clock, (s) => s % 4 === 3, 3),
  ];
};

function hitsAt({ times }: Clock, marks: (step: number) => boolean, hit: number): ReturnType<Pattern> {
  return times(marks).map((seconds) => ({ seconds, gain: 1, hit }));
}

/** A beat has no single sound. */
function beatOnly({ role, name, isHeldOut, loop }: StemRecipe): StemRecipe {
  return { role, name, isHeldOut, loop };
}

const percussion: StemRecipe[] = [
  drum(
    { role: 'percussion', name: 'hand drums', isHeldOut: false },
    (draw) => {
      const hz = draw.between(170, 380);
      return [1, 1.33, 1.7].map((ratio) => ({ left: skin(draw, ratio * hz, draw.between(0.03, 0.09)) }));
    },
    [figure(0.45), figure(0.3)],
    (draw) => [draw.between(0, 0.2), 0.6],
  ),
  drum(
    { role: 'percussion', name: 'toms', isHeldOut: false },
    (draw) => {
      const hz = draw.between(80, 120);
      return [1.9, 1.6, 1.3, 1].map((ratio) => ({ left: skin(draw, ratio * hz, draw.between(0.1, 0.2)) }));
    },
    [tomFill, figure(0.25)],
    (draw) => [draw.between(0, 0.2), 0.8],
  ),
  drum(
    { role: 'percussion', name: 'wood and rim', isHeldOut: false },
    (draw) => {
      const hz = draw.between(700, 2200);
      return [1, 1.26].map((ratio) => ({
        left: filtered(shaped(noise(draw, 0.15), falling(0.004)), 'band', ratio * hz, draw.between(8, 25)),
      }));
    },
    [figure(0.35), figure(0.25)],
    (draw) => [draw.between(0, 0.2), 0.5],
  ),
  beatOnly(
    drum(
      { role: 'percussion', name: 'broken beat', isHeldOut: false },
      (draw) =>
        breakLoop(
          draw,
          sweptSine(draw, 50, 70, 0.09),
          together([1, clapNoise(draw, 1500, 0.8, 0.07)], [0.5, sweptSine(draw, 190, 210, 0.04)]),
          filtered(click(draw, 0.03), 'high', 7000),
        ),
      [beat],
      (draw) => [draw.between(0, 0.1), 0.4],
    ),
  ),
  drum(
    { role: 'percussion', name: 'drums and rattles', isHeldOut: false },
    (draw) => [
      { left: skin(draw, draw.between(180, 300), 0.06) },
      { left: filtered(shaped(noise(draw, 0.1), falling(0.03)), 'high', 5000) },
      { left: skin(draw, draw.between(300, 500), 0.04) },
    ],
    [figure(0.7), figure(0.5)],
  ),
  drum(
    { role: 'percussion', name: 'skins, rims and a shaker', isHeldOut: false },
    (draw) => [
      { left: skin(draw, draw.between(160, 420), draw.between(0.04, 0.1)) },
      {
        left: filtered(shaped(noise(draw, 0.12), falling(draw.between(0.01, 0.03))), 'high', draw.between(4000, 8000)),
      },
      {
        left: filtered(shaped(noise(draw, 0.15), falling(0.005)), 'band', draw.between(900, 2500), draw.between(4, 15)),
      },
      { left: skin(draw, draw.between(250, 600), draw.between(0.03, 0.08)) },
    ],
    [figure(0.8), figure(0.55), figure(0.4)],
    (draw) => [draw.between(0, 0.3), draw.between(0.4, 1.2)],
  ),
  drum(
    { role: 'percussion', name: 'tuned metal', isHeldOut: false },
    (draw) => {
      const hz = draw.between(600, 1800);
      const decay = draw.between(0.04, 0.15);
      return [1, 1.5].map((ratio) => ({
        left: together(
          ...[1, 1.48, 2.09, 3.7].map(
            (mode, i) => [1 / (i + 1), shaped(sine(hz * ratio * mode, 5 * decay), falling(decay))] as const,
          ),
          [0.3, filtered(click(draw, 0.002), 'high', 2000)],
        ),
      }));
    },
    [figure(0.35), figure(0.25), offbeats],
    (draw) => [draw.between(0, 0.2), 0.6],
  ),
  drum(
    { role: 'percussion', name: 'modes of a membrane', isHeldOut: true },
    (draw) => {
      const hz = draw.between(130, 320);
      return [1, 1.25, 1.5].map((pitch) => ({
        left: together(
          ...[1, 1.59, 2.14, 2.3, 2.65].map(
            (mode, i) => [0.8 / (i + 1), shaped(sine(hz * pitch * mode, 0.5), falling(0.09 / (1 + 0.6 * i)))] as const,
          ),
          [0.2, click(draw, 0.002)],
        ),
      }));
    },
    [figure(0.45), figure(0.35)],
    (draw) => [draw.between(0, 0.15), 0.5],
  ),
  drum(
    { role: 'percussion', name: 'cowbell and clave', isHeldOut: true },
    (draw) => [
      {
        left: filtered(
          shaped(together([0.5, pulse(540, 0.3)], [0.5, pulse(800, 0.3)]), falling(draw.between(0.03, 0.08))),
          'band',
          1600,
          1,
        ),
      },
      { left: shaped(sine(draw.between(1900, 2600), 0.1), falling(0.015)) },
    ],
    [figure(0.35), figure(0.25)],
  ),
  beatOnly(
    drum(
      { role: 'percussion', name: 'another beat', isHeldOut: true },
      (draw) => {
        const kick = shaped(
          fm(55, 1, (t) => 5 * exp(-t / 0.02), 0.3),
          falling(0.08),
        );
        const snare = filtered(shaped(noise(draw, 0.3), falling(0.06)), 'band', 2200, 0.6);
        return breakLoop(draw, kick, snare, filtered(shaped(metal(draw, 0.2), falling(0.03)), 'high', 6500));
      },
      [beat],
    ),
  ),
];

/** Kick, snare and clap, hats and cymbals, percussion. */
export const DRUM_RECIPES: readonly StemRecipe[] = [...kicks, ...snares, ...hats, ...percussion];
