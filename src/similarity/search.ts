import { Failure } from '../store/failure.ts';
import type { AnalysisDocument, SectionKind } from '../store/analysis-document.ts';
import type { SimilarDocument } from '../store/similar-document.ts';
import { BLOCKS, ENCODER, ENCODER_NAME, type Block } from './encoder-card.ts';
import { explainSimilarity } from './explain.ts';
import { passesFilters, type SearchFilters } from './search-filters.ts';
import { LibrarySearch } from './library-search.ts';
import type { BlockShares, Facets } from './vector-library.ts';

export interface SearchOptions {
  /** How many results at most. */
  count: number;
  /** Shares of the blocks, where they are to differ from the encoder's own; at least one above 0. */
  weights?: Partial<Record<Block, number>>;
  /** Compare this kind of section with the same kind of section; a track without it is compared as a whole. */
  section?: SectionKind;
  filters?: SearchFilters;
}

/** How near to 1 in every block counts as the same recording, another export or master of it. */
const DUPLICATE_SIMILARITY = 0.97;

/**
 * Finds the tracks of a library that are most like a query. `LibrarySearch` says how they are compared and put in
 * order.
 *
 * The query itself is left out by its path; a copy of it under another name stays and is flagged.
 *
 * @throws Failure 'input' where there is no other track to compare with, or none passes the filters, or the query lacks the
 * section; 'usage' where no block has weight.
 */
export function findSimilar(
  query: AnalysisDocument,
  library: readonly AnalysisDocument[],
  { count, weights = {}, section, filters = {} }: SearchOptions,
): SimilarDocument {
  const shares = blockShares(weights);
  const others = library.filter(({ file }) => file !== query.file);
  if (others.length === 0)
    throw new Failure('input', 'There is no other track to compare with; learn a library first.');
  if (section !== undefined && !query.sections.some(({ kind }) => kind === section))
    throw new Failure('input', `${query.file} has no ${section}; leave --section out to compare all of it.`);

  const search = new LibrarySearch(others, shares, section);
  const asked = search.standardised(query);
  const ranked = search
    .ranked(asked)
    .filter(({ index }) => passesFilters(query, others[index], filters))
    .slice(0, count);
  if (ranked.length === 0) throw new Failure('input', 'No reference passes these filters; ask for less.');

  return {
    schema: 'coproducer.similar/1',
    query: query.file,
    encoder: ENCODER_NAME,
    network: networkOf(query, others),
    ...(section === undefined ? {} : { section }),
    results: ranked.map(({ index, score }) => {
      const facets = search.facets(asked, index);
      const duplicate = isDuplicate(query, others[index], facets);
      return {
        file: others[index].file,
        score,
        facets: Object.fromEntries(facets),
        duplicate,
        ...(duplicate
          ? { why: 'Probably the same recording: another copy, export or master of it.', whyNot: '' }
          : explainSimilarity(query, others[index], facets, section)),
      };
    }),
  };
}

/** Who took part in the comparison with the network: it is left out of a pair as soon as one of the two lacks it. */
function networkOf(query: AnalysisDocument, others: readonly AnalysisDocument[]): SimilarDocument['network'] {
  const heard = ({ sound }: AnalysisDocument): boolean =>
    sound?.network === ENCODER_NAME && sound.frontEnd === ENCODER.network.frontEnd;
  return {
    ...(query.sound?.runtime === undefined ? {} : { runtime: query.sound.runtime }),
    heard: heard(query) ? others.filter(heard).length : 0,
    of: others.length,
  };
}

/** The blocks' shares of the encoder, or those asked for. */
export function blockShares(weights: Partial<Record<Block, number>>): BlockShares {
  const given = Object.keys(weights).length > 0;
  const shares = ENCODER.blocks.map(({ name, weight }): [Block, number] => [
    name,
    given ? (weights[name] ?? 0) : weight,
  ]);
  if (!shares.some(([, share]) => share > 0) || shares.some(([, share]) => !(share >= 0))) {
    throw new Failure('usage', `Give at least one of ${BLOCKS.join(', ')} a weight above 0, and none below.`);
  }
  return new Map(shares);
}

function isDuplicate(a: AnalysisDocument, b: AnalysisDocument, facets: Facets): boolean {
  if (a.contentHash === b.contentHash) return true;
  const measured = [...facets].filter(([block]) => block !== 'sound');
  return (
    measured.length === BLOCKS.length - 1 &&
    [...facets.values()].every((similarity) => similarity > DUPLICATE_SIMILARITY)
  );
}
