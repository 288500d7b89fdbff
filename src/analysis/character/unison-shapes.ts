import type { Normal } from '../../dsp/units.ts';

/**
 * The unisons that a fit tries: two to nine voices, laid out evenly, crowded to the middle, or as measured on the
 * JP-8000 (A. Szabo, "How to Emulate the Super Saw", 2010); odd ones also with a middle voice that is stronger or
 * weaker than the others. After them one so dense that nothing shows its voices, and the swinging pitch of a vibrato,
 * whose time at each offset follows the arcsine law.
 */
export function unisonShapes(): UnisonShape[] {
  const shapes: UnisonShape[] = [];
  for (let voices = 2; voices <= 9; voices++) {
    const even = Array.from({ length: voices }, (_, index) => (2 * index) / (voices - 1) - 1);
    const layouts = voices < 4 ? [even] : [even, even.map(crowded), even.map(asOnTheJp8000)];
    for (const offsets of layouts) {
      for (const middle of voices % 2 === 1 ? MIDDLE_POWERS : [1]) {
        const powers = offsets.map((_, index) => (2 * index === voices - 1 ? middle : 1));
        shapes.push(shapeOf(voices, offsets, powers));
      }
    }
  }
  const dense = Array.from({ length: DENSE_VOICES }, (_, index) => (2 * index) / (DENSE_VOICES - 1) - 1);
  const swinging = Array.from({ length: DENSE_VOICES }, (_, index) =>
    Math.cos((Math.PI * (index + 0.5)) / DENSE_VOICES),
  );
  shapes.push(shapeOf(9, dense), { ...shapeOf(DENSE_VOICES, swinging), voices: 0 });
  return shapes;
}

/** How the voices of a unison lie between the outermost two, as the distances of their pairs. */
export interface UnisonShape {
  /** Number of voices; 0 for a pitch that swings, which is no unison. */
  voices: number;
  /** Distances in units of the detune (outermost voice from the middle: 0 … 2) … */
  distances: Float64Array;
  /** … and what each has of all pairs' power. */
  shares: Float64Array;
  /** Share of the pairs of each voice with itself. */
  own: Normal;
}

/** Synthesisers offer a mix of the middle voice against the others; 3 dB either way stands for all of it. */
const MIDDLE_POWERS = [1, 0.5, 2];
/** Closer than a window can tell apart up to a detune of 60 cents. */
const DENSE_VOICES = 24;

/** Frequency offsets of the JP-8000's seven oscillators, divided by the largest. */
const JP_8000_OFFSETS = [-1, -0.571, -0.177, 0, 0.181, 0.565, 0.976];

function asOnTheJp8000(place: number): number {
  const at = ((place + 1) / 2) * (JP_8000_OFFSETS.length - 1);
  const below = Math.min(Math.floor(at), JP_8000_OFFSETS.length - 2);
  return JP_8000_OFFSETS[below] + (at - below) * (JP_8000_OFFSETS[below + 1] - JP_8000_OFFSETS[below]);
}

/** Between evenly spaced and the squares that many synthesisers offer. */
function crowded(place: number): number {
  return Math.sign(place) * Math.abs(place) ** 1.6;
}

/** Pairs closer to each other than this, in units of the detune, count as one. */
const SAME_DISTANCE = 0.004;

function shapeOf(
  voices: number,
  offsets: readonly number[],
  powers: readonly number[] = offsets.map(() => 1),
): UnisonShape {
  const total = powers.reduce((sum, power) => sum + power, 0) ** 2;
  const [distances, shares]: [number[], number[]] = [[], []];
  for (let i = 0; i < offsets.length; i++) {
    for (let j = i + 1; j < offsets.length; j++) {
      const distance = Math.abs(offsets[i] - offsets[j]);
      const share = (2 * powers[i] * powers[j]) / total;
      let same = 0;
      while (same < distances.length && Math.abs(distances[same] - distance) >= SAME_DISTANCE) same++;
      if (same === distances.length) {
        distances.push(distance);
        shares.push(share);
      } else shares[same] += share;
    }
  }
  const [at, ofAll] = [distances, shares].map((values) => Float64Array.from(values));
  return { voices, distances: at, shares: ofAll, own: powers.reduce((sum, power) => sum + power * power, 0) / total };
}
