import { InvalidArgumentError } from 'commander';
import { similar as findSimilar } from '../../src/assistant/similar.ts';
import { BLOCKS, type Block } from '../../src/similarity/encoder-card.ts';
import { SECTION_KINDS, type SectionKind } from '../../src/store/analysis-document.ts';
import { similarLines } from '../views/similar-view.ts';
import { commandSpec, wholeNumber } from './command-spec.ts';

export const similar = commandSpec<{
  k: number;
  profile?: string;
  cluster?: string;
  section?: SectionKind;
  weight?: Partial<Record<Block, number>>;
  tempo?: readonly [number, number];
  compatibleKey?: true;
  otherArtists?: true;
}>({
  name: 'similar',
  summary: 'Find the references that a track is closest to, and in what.',
  examples: [
    'coproducer similar "My Track.wav"',
    'coproducer similar "My Track.wav" -k 10 --section breakdown',
    'coproducer similar "My Track.wav" --weight groove=2 --weight mix=1 --tempo 136-140',
  ],
  build: (command) =>
    command
      .argument('<file>', 'audio file')
      .option('-k <count>', 'how many', wholeNumber(1, 1000), 5)
      .option('--profile <name>', 'profile to search; the one used last if left out')
      .option('--cluster <name>', 'only references of this style inside the profile')
      .option('--section <kind>', `compare one kind of section: ${SECTION_KINDS.join(', ')}`, sectionKind)
      .option('--weight <facet=n>', `how much ${BLOCKS.join(', ')} count; may be given several times`, facetWeight)
      .option('--tempo <low-high>', 'only references in this range of BPM', tempoRange)
      .option('--compatible-key', 'only references in a key that mixes with that of the track')
      .option('--other-artists', 'leave out references by the same artist ("Artist - Title")'),
  run: async (session, [file], { k, profile, cluster, section, weight, tempo, compatibleKey, otherArtists }) => {
    const found = await findSimilar(session.workshop, {
      file: file as string,
      profile,
      cluster,
      search: {
        count: k,
        ...(section === undefined ? {} : { section }),
        ...(weight === undefined ? {} : { weights: weight }),
        filters: {
          ...(tempo === undefined ? {} : { tempoBpm: tempo }),
          compatibleKey: compatibleKey ?? false,
          otherArtists: otherArtists ?? false,
        },
      },
    });
    session.answer(found, () => similarLines(found, session.ink));
  },
});

function sectionKind(text: string): SectionKind {
  const found = SECTION_KINDS.find((kind) => kind === text);
  if (found === undefined) throw new InvalidArgumentError(`It must be one of ${SECTION_KINDS.join(', ')}.`);
  return found;
}

function facetWeight(text: string, before: Partial<Record<Block, number>> = {}): Partial<Record<Block, number>> {
  const [name, weight] = text.split('=');
  const block = BLOCKS.find((known) => known === name);
  const value = Number(weight);
  if (block === undefined || weight === undefined || weight.trim() === '' || !(value >= 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError(
      `It must be one of ${BLOCKS.join(', ')} and a number of 0 or more, such as groove=2.`,
    );
  }
  return { ...before, [block]: value };
}

function tempoRange(text: string): readonly [number, number] {
  const [low, high] = text.split(/[-–]/).map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!(low > 0) || !(high >= low)) throw new InvalidArgumentError('It must be two tempos, such as 136-140.');
  return [low, high];
}
