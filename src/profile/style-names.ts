import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { spokenNumber, withUnit } from '../dsp/spoken-units.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { FeatureDistribution } from '../store/profile-document.ts';

/** A cluster's own figures and those of the rest of the library, as far as both have them. */
export interface StyleContrast {
  own: readonly FeatureDistribution[];
  rest: readonly FeatureDistribution[];
}

export interface StyleName {
  /** `fast, bright, wide · 145 BPM`. */
  name: string;
  /** `145 BPM; faster, brighter, wider than the rest: tempo 145 against 138 BPM, …`. */
  summary: string;
}

/** Adjective and comparative for below and above. */
interface StyleWords {
  features: readonly string[];
  scopes: readonly string[];
  low: readonly [string, string];
  high: readonly [string, string];
}

const DENSE_SCOPES = ['drop', 'whole'] as const;

/** What producers call a style by; the first feature and scope both sides have speaks for the row. */
const STYLE_WORDS: readonly StyleWords[] = [
  { features: ['rhythm.tempo'], scopes: ['whole'], low: ['slow', 'slower'], high: ['fast', 'faster'] },
  {
    features: ['tone.brightness', 'tone.slope'],
    scopes: DENSE_SCOPES,
    low: ['dark', 'darker'],
    high: ['bright', 'brighter'],
  },
  {
    features: ['tone.bass'],
    scopes: DENSE_SCOPES,
    low: ['lean', 'leaner'],
    high: ['bass-heavy', 'heavier in the bass'],
  },
  { features: ['tone.mud'], scopes: DENSE_SCOPES, low: ['clean', 'cleaner in the low mids'], high: ['warm', 'warmer'] },
  { features: ['stereo.width'], scopes: DENSE_SCOPES, low: ['narrow', 'narrower'], high: ['wide', 'wider'] },
  {
    features: ['loudness.shortTermMax', 'loudness.integrated'],
    scopes: ['whole'],
    low: ['quiet', 'quieter'],
    high: ['loud', 'louder'],
  },
  {
    features: ['loudness.psr', 'loudness.plr'],
    scopes: ['whole'],
    low: ['dense', 'denser'],
    high: ['punchy', 'punchier'],
  },
  {
    features: ['pumping.depth'],
    scopes: DENSE_SCOPES,
    low: ['steady', 'pumping less'],
    high: ['pumping', 'pumping more'],
  },
  { features: ['energy.onsets'], scopes: DENSE_SCOPES, low: ['sparse', 'sparser'], high: ['busy', 'busier'] },
  {
    features: ['energy.contrast', 'loudness.range'],
    scopes: ['whole'],
    low: ['even', 'more even'],
    high: ['dramatic', 'more dramatic'],
  },
  { features: ['character.acid'], scopes: ['whole'], low: ['without acid', 'less acid'], high: ['acid', 'more acid'] },
];

/** A style is named by at most three words … */
const MOST_WORDS = 3;
/** … each of which stands for a difference of at least one spread of what is left when the clusters are taken away. */
const LEAST_EFFECT = 1;

/**
 * Names clusters by what sets each apart from the rest of the library, in producers' words, with the tempo; names are
 * unique (a letter is added where two would be the same). A cluster that nothing audible sets apart is called by its
 * tempo alone.
 */
export function nameStyles(contrasts: readonly StyleContrast[], catalogue: readonly FeatureRow[]): StyleName[] {
  const names = contrasts.map((contrast) => nameOf(contrast, catalogue));
  const seen = new Map<string, number>();
  return names.map(({ name, summary }) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    const isAlone = names.filter((other) => other.name === name).length === 1;
    return { name: isAlone ? name : `${name} ${String.fromCharCode(65 + before)}`, summary };
  });
}

function nameOf(contrast: StyleContrast, catalogue: readonly FeatureRow[]): StyleName {
  const told = STYLE_WORDS.flatMap((words) => compare(words, contrast, catalogue) ?? [])
    .filter(({ effect }) => Math.abs(effect) >= LEAST_EFFECT)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
    .slice(0, MOST_WORDS);
  const tempo = contrast.own.find(({ id }) => id === 'rhythm.tempo');
  const spokenTempo = tempo === undefined ? '' : `${Math.round(tempo.median)} BPM`;
  const words = told.map(({ word }) => word).join(', ');
  const name = [words, spokenTempo].filter((part) => part !== '').join(' · ') || 'style';
  if (told.length === 0) return { name, summary: 'Much like the rest of the library.' };
  const comparatives = told.map(({ comparative }) => comparative).join(', ');
  return { name, summary: `${comparatives} than the rest: ${told.map(({ figures }) => figures).join(', ')}.` };
}

function compare(
  { features, scopes, low, high }: StyleWords,
  { own, rest }: StyleContrast,
  catalogue: readonly FeatureRow[],
): { effect: number; word: string; comparative: string; figures: string } | undefined {
  const find = (side: readonly FeatureDistribution[], key: string): FeatureDistribution | undefined =>
    side.find(({ id, scope }) => featureKey(id, scope) === key);
  for (const id of features) {
    for (const scope of scopes) {
      const a = find(own, featureKey(id, scope));
      const b = find(rest, featureKey(id, scope));
      const row = catalogue.find((feature) => feature.id === id);
      if (a === undefined || b === undefined || row === undefined) continue;
      const difference = a.median - b.median;
      const [word, comparative] = difference < 0 ? low : high;
      const digits = row.jnd < 1 ? 1 : 0;
      return {
        // A cluster's own spread, not the library's: the library's holds the very difference that is looked for.
        effect: Math.abs(difference) < row.jnd ? 0 : difference / Math.max(a.spread, row.jnd),
        word,
        comparative,
        figures: `${row.label.toLowerCase()} ${spokenNumber(a.median, digits)} against ${withUnit(b.median, row.unit, digits)}`,
      };
    }
  }
  return undefined;
}

/** What changes along a direction of style, in words for both of its ends. */
export interface StyleEnds {
  low: string;
  high: string;
}

/** Fewer than this of a direction's words would be luck: half of the variance is a correlation of 0.7. */
const LEAST_CORRELATION = 0.5;
const MOST_END_WORDS = 2;

/**
 * Words for the two ends of a direction in a library, such as `darker, narrower` and `brighter, wider`; empty where no
 * word goes along with it.
 *
 * @param correlationOf how a feature goes along with the direction, −1 … 1; `undefined` where it is not known
 */
export function styleEnds(correlationOf: (feature: string, scope: string) => number | undefined): StyleEnds {
  const words = STYLE_WORDS.flatMap(({ features, scopes, low, high }) => {
    for (const feature of features)
      for (const scope of scopes) {
        const correlation = correlationOf(feature, scope);
        if (correlation !== undefined) return [{ correlation, low: low[1], high: high[1] }];
      }
    return [];
  })
    .filter(({ correlation }) => Math.abs(correlation) >= LEAST_CORRELATION)
    .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation))
    .slice(0, MOST_END_WORDS);
  return {
    low: words.map((word) => (word.correlation > 0 ? word.low : word.high)).join(', '),
    high: words.map((word) => (word.correlation > 0 ? word.high : word.low)).join(', '),
  };
}
