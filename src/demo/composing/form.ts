import type { BeatsPerMinute } from '../../dsp/units.ts';
import { Failure } from '../../store/failure.ts';
import { stepSeconds, STEPS_PER_BAR, type SongSection } from '../song.ts';

type Block = readonly [kind: SongSection['kind'], bars: number];

/**
 * Lays out a song of `bars` bars: intro, breakdown, build, drop, a second breakdown, build and drop where there is
 * room, outro. Every boundary falls on a multiple of four bars, almost all on a multiple of eight, as in annotated
 * dance music.
 *
 * @throws Failure 'usage' unless `bars` is a multiple of 8 and at least 24.
 */
export function layOutForm(bars: number, tempoBpm: BeatsPerMinute): SongSection[] {
  if (!Number.isInteger(bars) || bars % 8 !== 0 || bars < SHORTEST_BARS) {
    throw new Failure(
      'usage',
      `A song needs a multiple of 8 bars, ${SHORTEST_BARS} at least, but ${bars} were asked for.`,
    );
  }
  const barSeconds = STEPS_PER_BAR * stepSeconds(tempoBpm);
  let startBar = 0;
  return blocksFor(bars).map(([kind, length]) => {
    const section = {
      kind,
      startBar,
      bars: length,
      startSeconds: startBar * barSeconds,
      endSeconds: (startBar + length) * barSeconds,
    };
    startBar += length;
    return section;
  });
}

/** An intro, a breakdown, a build and a drop, each as short as it can be. */
const SHORTEST_BARS = 24;

/** Forms too short for a second drop, by bars. */
const SHORT_FORMS: Readonly<Record<number, readonly Block[]>> = {
  24: [
    ['intro', 8],
    ['breakdown', 4],
    ['build', 4],
    ['drop', 8],
  ],
  32: [
    ['intro', 8],
    ['breakdown', 4],
    ['build', 4],
    ['drop', 8],
    ['outro', 8],
  ],
  40: [
    ['intro', 8],
    ['breakdown', 4],
    ['build', 4],
    ['drop', 16],
    ['outro', 8],
  ],
  48: [
    ['intro', 8],
    ['breakdown', 8],
    ['build', 8],
    ['drop', 16],
    ['outro', 8],
  ],
  56: [
    ['intro', 8],
    ['breakdown', 16],
    ['build', 8],
    ['drop', 16],
    ['outro', 8],
  ],
};

/** The shortest form with two drops. */
const FULL_FORM: readonly Block[] = [
  ['intro', 8],
  ['breakdown', 8],
  ['build', 8],
  ['drop', 16],
  ['breakdown', 4],
  ['build', 4],
  ['drop', 8],
  ['outro', 8],
];

/** Where eight more bars go, in turn: positions in `FULL_FORM`; two numbers share them. */
const GROWTH: readonly (readonly number[])[] = [[6], [4, 5], [0], [1], [7], [3], [6], [1]];

function blocksFor(bars: number): readonly Block[] {
  const short = SHORT_FORMS[bars];
  if (short !== undefined) return short;
  const lengths = FULL_FORM.map(([, length]) => length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  for (let added = 0; total + added * 8 < bars; added += 1) {
    const places = GROWTH[added % GROWTH.length];
    for (const place of places) lengths[place] = lengths[place] + 8 / places.length;
  }
  return FULL_FORM.map(([kind], place) => [kind, lengths[place]]);
}
