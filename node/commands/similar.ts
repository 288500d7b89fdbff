import { InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../src/store/failure.ts';
import { similar as findSimilar } from '../../src/assistant/similar.ts';
import { BLOCKS, type Block } from '../../src/similarity/encoder-card.ts';
import { SECTION_KINDS, type SectionKind } from '../../src/store/analysis-document.ts';
import { pasteable } from '../terminal/pasteable.ts';
import { similarLines } from '../views/similar-view.ts';
import { commandSpec, wholeNumber } from './command-spec.ts';

export const similar = commandSpec<{
  k: number;
  profile?: string;
  cluster?: string;
  section?: SectionKind;
  among?: string;
  model?: string;
  head?: 'on' | 'off';
  asTarget?: string;
  moreLike?: string;
  lessLike?: string;
  energy?: readonly [number, number];
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
    'coproducer similar "My Track Stems/Bass.wav" --among "Other Stems"',
    'coproducer similar "My Track.wav" --model discogs-effnet',
    'coproducer similar "My Track.wav" -k 3 --as-target closest',
    'coproducer similar "My Track.wav" --more-like "Best One.wav" --less-like "Other One.wav"',
  ],
  build: (command) =>
    command
      .argument('<file>', 'audio file, or the name of a reference')
      .option('-k <count>', 'how many', wholeNumber(1, 1000), 5)
      .option('--profile <name>', 'profile to search; the one used last if left out')
      .option('--cluster <name>', 'only references of this style inside the profile')
      .option('--section <kind>', `compare one kind of section: ${SECTION_KINDS.join(', ')}`, sectionKind)
      .option('--weight <facet=n>', `how much ${BLOCKS.join(', ')} count; may be given several times`, facetWeight)
      .option('--among <folder>', 'search the files of this folder instead of a profile: stems, for instance')
      .option('--model <name>', 'let this public model hear instead of the own network: see "coproducer models"')
      .addOption(
        new Option('--head <state>', 'off: leave out what "coproducer head" learned of your idea of similar').choices([
          'on',
          'off',
        ]),
      )
      .option('--as-target <name>', 'give what is found a name, for --target of gap and suggest')
      .option('--more-like <reference>', 'note that the track is more like this one …')
      .option('--less-like <reference>', '… than like this one; "coproducer head fit --corrections" learns from it')
      .option(
        '--tempo <low-high>',
        'only references in this range of BPM',
        rangeOf('two tempos, such as 136-140', Infinity),
      )
      .option(
        '--energy <low-high>',
        'only references of this energy: percentiles of the library by loudness, density and brightness',
        rangeOf('two percentiles, such as 60-100', 100),
      )
      .option('--compatible-key', 'only references in a key that mixes with that of the track')
      .option('--other-artists', 'leave out references by the same artist ("Artist - Title")'),
  run: async (session, [file], options) => {
    const { k, profile, cluster, section, among, model, head, weight, tempo, energy, compatibleKey, otherArtists } =
      options;
    const found = await findSimilar(session.workshop, {
      file: file as string,
      profile,
      cluster,
      among,
      model,
      head: head !== 'off',
      correction: correctionOf(options),
      asTarget: options.asTarget,
      search: {
        count: k,
        ...(section === undefined ? {} : { section }),
        ...(weight === undefined ? {} : { weights: weight }),
        filters: {
          ...(tempo === undefined ? {} : { tempoBpm: tempo }),
          ...(energy === undefined ? {} : { energy }),
          compatibleKey: compatibleKey ?? false,
          otherArtists: otherArtists ?? false,
        },
      },
    });
    session.answer(found, () => [
      ...similarLines(found, session.ink),
      ...(options.asTarget === undefined ? [] : nextSteps(options.asTarget, found.query)),
      ...(options.moreLike === undefined ? [] : ['', 'Noted; "coproducer head fit --corrections" learns from it.']),
    ]);
  },
});

function nextSteps(target: string, query: string): string[] {
  return ['', `To compare with these:  coproducer gap ${pasteable(query)} --target ${pasteable(target)}`];
}

function correctionOf({
  moreLike,
  lessLike,
}: {
  moreLike?: string;
  lessLike?: string;
}): { more: string; less: string } | undefined {
  if (moreLike === undefined && lessLike === undefined) return undefined;
  if (moreLike === undefined || lessLike === undefined) {
    throw new Failure('usage', 'Give --more-like and --less-like together: which of two references it is nearer to.');
  }
  return { more: moreLike, less: lessLike };
}

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

function rangeOf(what: string, most: number): (text: string) => readonly [number, number] {
  return (text) => {
    const [low, high] = text.split(/[-\u2013]/).map((part) => (part.trim() === '' ? NaN : Number(part)));
    if (!(low >= 0) || !(high >= low) || !(high > 0) || high > most)
      throw new InvalidArgumentError(`It must be ${what}.`);
    return [low, high];
  };
}
