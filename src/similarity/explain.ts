import { featureById } from '../analysis/features.ts';
import { withUnit } from '../dsp/spoken-units.ts';
import { featureValues, type AnalysisDocument, type MusicalKey, type SectionKind } from '../store/analysis-document.ts';
import { valueOn, PITCH_CLASSES } from './encode-track.ts';
import type { Block } from './encoder-card.ts';

/** What is told apart, in producers' words; # stands for the amount in `unit`, where a number helps. */
const DIFFERENCES: readonly { feature: string; less: string; more: string; unit: string }[] = [
  { feature: 'loudness.integrated', less: '# quieter', more: '# louder', unit: 'LU' },
  { feature: 'rhythm.tempo', less: '# slower', more: '# faster', unit: 'BPM' },
  { feature: 'tone.brightness', less: '# darker', more: '# brighter', unit: 'dB' },
  { feature: 'tone.bass', less: '# less bass', more: '# more bass', unit: 'dB' },
  { feature: 'tone.mud', less: 'low mids # lower', more: 'low mids # higher', unit: 'dB' },
  { feature: 'stereo.width', less: '# narrower', more: '# wider', unit: 'dB' },
  { feature: 'stereo.width.4000', less: 'narrower at 4 kHz', more: 'wider at 4 kHz', unit: '' },
  { feature: 'stereo.width.8000', less: 'narrower at 8 kHz', more: 'wider at 8 kHz', unit: '' },
  { feature: 'loudness.psr', less: 'peaks # lower over the drop', more: 'peaks # higher over the drop', unit: 'dB' },
  { feature: 'pumping.depth', less: 'pumps # less', more: 'pumps # more', unit: 'dB' },
  { feature: 'energy.onsets', less: 'sparser', more: 'busier', unit: '' },
  { feature: 'energy.contrast', less: 'drop lifts # less', more: 'drop lifts # more', unit: 'LU' },
];

/** What a block that is alike is called. */
const SAME_BLOCK: Readonly<Record<Block, string>> = {
  sound: 'overall sound',
  timbre: 'timbre',
  groove: 'groove',
  mix: 'mix',
  energy: 'arrangement',
  harmony: 'key',
};

/** From here on a block is called the same: three quarters of what sets both apart from the library they share. */
const ALIKE = 0.75;
/** From here down it is called another: no closer than two tracks by chance. */
const UNLIKE = 0;
/** A difference is worth words from twice what can just be noticed. */
const TOLD_JNDS = 2;
const MOST_SAME = 3;
const MOST_DIFFERENCES = 3;
/** A tempo within this is mixed without touching the pitch fader's feel; one BPM is the catalogue's own step. */
const SAME_TEMPO_BPM = 1;
/** A key below this confidence is not worth naming. */
const SURE_KEY = 0.5;

/**
 * Why `other` is like `query`, in plain words, seen from the query: what they share, then what `other` does
 * differently, `Same tempo, groove and key; 2.1 LU quieter, wider at 4 kHz.`; and why not: the blocks in which they are
 * no closer than any two tracks, `Another arrangement.`, empty where there is none.
 *
 * @param section the kind of section that features are taken on; the drop, else the whole track, where left out
 */
export function explainSimilarity(
  query: AnalysisDocument,
  other: AnalysisDocument,
  facets: ReadonlyMap<Block, number>,
  section?: SectionKind,
): { why: string; whyNot: string } {
  const same = samenesses(query, other, facets).slice(0, MOST_SAME);
  const different = differences(query, other, section).slice(0, MOST_DIFFERENCES);
  const parts = [same.length > 0 ? `same ${listed(same)}` : '', different.join(', ')].filter((part) => part !== '');
  const unlike = [...facets].filter(([, value]) => value <= UNLIKE).sort((a, b) => a[1] - b[1]);
  return {
    why: parts.length === 0 ? 'Alike in the balance of everything, in nothing above all.' : sentence(parts.join('; ')),
    whyNot: unlike.length === 0 ? '' : sentence(`another ${listed(unlike.map(([block]) => SAME_BLOCK[block]))}`),
  };
}

function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function samenesses(query: AnalysisDocument, other: AnalysisDocument, facets: ReadonlyMap<Block, number>): string[] {
  const same: string[] = [];
  const [a, b] = [query, other].map((track) => valueOn(featureValues(track), 'rhythm.tempo'));
  if (a !== null && b !== null && Math.abs(a - b) <= SAME_TEMPO_BPM) same.push('tempo');
  const alike = [...facets]
    .filter(([block, value]) => block !== 'harmony' && value >= ALIKE)
    .sort((x, y) => y[1] - x[1]);
  same.push(...alike.map(([block]) => SAME_BLOCK[block]));
  const relation = keyRelation(query.key, other.key);
  if (relation !== undefined) same.push(relation);
  return same;
}

/** `key`, or `key family` for the relative key; `undefined` for others and where one of the two is unsure. */
function keyRelation(a: MusicalKey, b: MusicalKey): string | undefined {
  if (Math.min(a.confidence, b.confidence) < SURE_KEY || a.tonic === '' || b.tonic === '') return undefined;
  if (a.tonic === b.tonic && a.mode === b.mode) return 'key';
  if (a.mode === b.mode || a.mode === 'unknown' || b.mode === 'unknown') return undefined;
  const [minor, major] = a.mode === 'minor' ? [a, b] : [b, a];
  const relative = PITCH_CLASSES[(PITCH_CLASSES.indexOf(minor.tonic) + 3) % 12];
  return relative === major.tonic ? 'key family' : undefined;
}

/** Largest first, in just-noticeable differences; of features that say nearly the same only the first is kept. */
function differences(query: AnalysisDocument, other: AnalysisDocument, section: SectionKind | undefined): string[] {
  const [a, b] = [featureValues(query), featureValues(other)];
  const told = DIFFERENCES.flatMap(({ feature, less, more, unit }) => {
    const [x, y] = [valueOn(a, feature, section), valueOn(b, feature, section)];
    const jnd = featureById(feature)?.jnd;
    if (x === null || y === null || jnd === undefined) return [];
    const size = Math.abs(y - x) / jnd;
    if (size < TOLD_JNDS) return [];
    const amount = withUnit(Math.abs(y - x), unit, 1);
    return [{ feature, size, text: (y < x ? less : more).replace('#', amount) }];
  }).sort((x, y) => y.size - x.size);
  return told
    .filter(({ feature }, i) => !told.slice(0, i).some((earlier) => sameAspect(earlier.feature, feature)))
    .map(({ text }) => text);
}

function sameAspect(a: string, b: string): boolean {
  return a.startsWith('stereo.width') && b.startsWith('stereo.width');
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
