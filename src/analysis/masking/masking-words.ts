import type { Hertz, Normal } from '../../dsp/units.ts';
import { spokenHertz } from '../../dsp/spoken-units.ts';
import type { Scope } from '../../store/analysis-document.ts';
import type { MaskedBand, MaskedPair, ScopeMasking } from '../masking.ts';

/** More than three pairs at once are a list, not advice. */
const MOST = 3;
/** From here on one stem covers so much of another that it is worth a word. */
const NOTED_LOST: Normal = 0.35;
/** A stem that plays less than this in a kind of section has only a tail or an echo there, which nobody listens for. */
const LEAST_PRESENCE: Normal = 0.3;
/** The stretch of bands that is named holds this share of what is lost. */
const NAMED_SHARE: Normal = 0.6;

const PLACES: Readonly<Record<Scope, string>> = {
  whole: '',
  intro: ' in the intro',
  breakdown: ' in the breakdowns',
  build: ' in the build-ups',
  drop: ' in the drops',
  outro: ' in the outro',
};

/**
 * The worst pairs of a song, each once, in the kind of section where it is worst: `"Vocal" loses 48 % of its loudness
 * behind "Lead" in the drops, most of it between 500 Hz and 2 kHz.`
 */
export function maskingInWords(scopes: readonly ScopeMasking[]): string[] {
  const found = scopes
    .filter(({ scope }) => scope !== 'whole' || scopes.length === 1)
    .flatMap(({ scope, stems, pairs }) => {
      const playing = new Set(stems.filter(({ presence }) => presence >= LEAST_PRESENCE).map(({ track }) => track));
      return pairs
        .filter(({ masked, lost }) => lost >= NOTED_LOST && playing.has(masked))
        .map((pair) => ({ scope, pair }));
    })
    .sort((a, b) => b.pair.lost - a.pair.lost);
  const seen = new Set<string>();
  const worst = found.filter(({ pair: { masker, masked } }) => {
    const key = JSON.stringify([masker, masked]);
    return seen.has(key) ? false : seen.add(key);
  });
  return worst.slice(0, MOST).map(({ scope, pair }) => sentenceOf(pair, scope));
}

function sentenceOf({ masker, masked, lost, bands }: MaskedPair, scope: Scope): string {
  const [low, high] = mostlyBetween(bands);
  const where = spoken(low) === spoken(high) ? `near ${spoken(low)}` : `between ${spoken(low)} and ${spoken(high)}`;
  return `"${masked}" loses ${Math.round(100 * lost)} % of its loudness behind "${masker}"${PLACES[scope]}, most of it ${where}.`;
}

/** The narrowest stretch of bands that holds most of what is lost. */
function mostlyBetween(bands: readonly MaskedBand[]): [Hertz, Hertz] {
  const losses = bands.map(({ importance, lost }) => importance * lost);
  const wanted = NAMED_SHARE * losses.reduce((sum, value) => sum + value, 0);
  let best: [number, number] = [0, bands.length - 1];
  for (let from = 0; from < bands.length; from++) {
    let sum = 0;
    for (let to = from; to < bands.length; to++) {
      sum += losses[to];
      if (sum < wanted) continue;
      if (to - from < best[1] - best[0]) best = [from, to];
      break;
    }
  }
  return [bands[best[0]].centreHz, bands[best[1]].centreHz];
}

/** Two digits say as much as the width of a band allows. */
function spoken(hz: Hertz): string {
  return spokenHertz(Number(hz.toPrecision(2)));
}
