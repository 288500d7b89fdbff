import { mkdir, readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { ENCODER, ENCODER_NAME } from '../../../src/similarity/encoder-card.ts';
import { blockShares } from '../../../src/similarity/search.ts';
import { networkFile } from '../../../src/similarity/shipped-network.ts';
import { loadSoundEncoder, type SoundEncoder } from '../../../src/similarity/sound-encoder.ts';
import type { AnalysisDocument } from '../../../src/store/analysis-document.ts';
import type { Figure } from '../bootstrap.ts';
import { embeddingMilliseconds } from './embedding-speed.ts';
import { figureTable } from '../figure-table.ts';
import {
  heldOutLibrary,
  melOnly,
  UNFINISHED,
  withoutNetwork,
  withoutSound,
  type HeldOutTrack,
} from './held-out-library.ts';
import { ask, gainOf, hubness, precisionOf, type Outcome } from './retrieval.ts';
import { searchSpeed } from './search-speed.ts';
import { sectionToTrack } from './section-to-track.ts';
import { shuffledNetwork } from './shuffled-network.ts';

/**
 * How well similar tracks are found: `npm run bench:similar -- [--recipes 30] [--songs 6] [--first 2000] [--keep DIR]
 * [--only-speed] [--folder DIR]`.
 *
 * Songs come from the demo's renderer, with which the training shares no code, by recipes whose numbers no training and
 * no tuning of weights has seen. Relevant are the other songs of a recipe: the same production, another composition.
 */
async function benchSimilar({ recipes, songs, first, keep, onlySpeed, folder }: Options): Promise<void> {
  if (onlySpeed) {
    process.stdout.write(await speedTables());
    return;
  }
  if (folder !== undefined) {
    process.stdout.write(await sectionTable(folder));
    return;
  }
  refuseSeenRecipes(first);
  const [network, shuffled] = await networks();
  if (keep !== undefined) await mkdir(keep, { recursive: true });
  const wanted = { firstRecipe: first, recipes, songs, ...(keep === undefined ? {} : { kept: keep }) };
  const tracks = await heldOutLibrary(wanted, { network, shuffled }, (done, total) => {
    if (done % songs === 0) process.stderr.write(`${done} of ${total} songs\n`);
  });
  const trial = (name: string, see: (track: HeldOutTrack) => HeldOutTrack['analysis'], weights = {}): Line => {
    const library = tracks.map(see);
    const queries = library.map((analysis, track) => ({ analysis, track }));
    const groups = tracks.map(({ recipe }) => recipe);
    const outcomes = ask({ library, groups, queries, shares: blockShares(weights) });
    return { name, outcomes, hubs: hubness(outcomes, tracks.length) };
  };
  const fusion = trial('fusion (the encoder as shipped)', ({ analysis }) => analysis);
  const measured = trial('measured features alone', ({ analysis }) => withoutSound(analysis));
  const handCrafted = trial('everything hand-crafted, no network', ({ analysis }) => withoutNetwork(analysis));
  const lines = [
    fusion,
    handCrafted,
    measured,
    trial('network alone', ({ analysis }) => analysis, { sound: 1 }),
    trial('network with shuffled weights alone', (track) => track.shuffled, { sound: 1 }),
    trial('fusion with shuffled weights', (track) => track.shuffled),
    trial('mean and deviation of mel bands', ({ analysis }) => melOnly(analysis), { timbre: 1 }),
  ];
  const chance = (songs - 1) / (tracks.length - 1);
  process.stdout.write(
    [
      `${ENCODER_NAME} on ${recipes} recipes × ${songs} songs (recipes ${first} to ${first + recipes - 1}); chance ${shown(chance)}`,
      '',
      figureTable(
        ['vectors', 'P@5', '95 %', 'N10 skew', 'never found'],
        lines.map(({ name, outcomes, hubs }) => {
          const precision = precisionOf(outcomes);
          return [name, shown(precision.value), range(precision), shown(hubs.skewness), String(hubs.neverFound)];
        }),
      ),
      '',
      figureTable(
        ['gain of the fusion over', 'difference', '95 %'],
        [handCrafted, measured].map((line) => {
          const gain = gainOf(fusion.outcomes, line.outcomes);
          return [line.name, shown(gain.value), range(gain)];
        }),
      ),
      '',
      figureTable(['query', 'P@5', 'change', '95 % of the change'], queryLines(tracks)),
      '',
      await speedTables(),
    ].join('\n'),
  );
}

/** Sizes of the target: a library of references, and far more than anyone has. */
const LIBRARY_SIZES = [200, 10_000];

async function speedTables(): Promise<string> {
  const [network] = await networks();
  const embedding = await embeddingMilliseconds(network);
  const search = figureTable(
    ['milliseconds', 'compare with all', 'later query', 'first query', 'read file', 'prepare'],
    LIBRARY_SIZES.map(searchSpeed).map(({ tracks, dimensions, decode, prepare, compare, firstQuery, laterQuery }) => [
      `${tracks} tracks × ${dimensions} numbers`,
      ...[compare, laterQuery, firstQuery, decode, prepare].map(shown),
    ]),
  );
  return `${search}\nprocessor time to describe five minutes of sound, its mel spectra given: ${embedding.toFixed(0)} ms\n`;
}

/** Sections against whole tracks, of a folder of real songs. */
async function sectionTable(folder: string): Promise<string> {
  const rows = await sectionToTrack(folder, (done, of) => process.stderr.write(`${done} of ${of} files\n`));
  return figureTable(
    ['vectors', 'own track first', '95 %', 'queries'],
    rows.map(({ name, figure, queries }) => [name, shown(figure.value), range(figure), String(queries)]),
  );
}

interface Options {
  recipes: number;
  songs: number;
  first: number;
  keep?: string;
  onlySpeed?: true;
  folder?: string;
}

interface Line {
  name: string;
  outcomes: Outcome[];
  hubs: { skewness: number; neverFound: number };
}

/** Recipes below this number were looked at while the encoder's weights were chosen. */
const FIRST_UNSEEN_RECIPE = 2000;

function refuseSeenRecipes(first: number): void {
  if (first < FIRST_UNSEEN_RECIPE) {
    throw new Error(`Recipes below ${FIRST_UNSEEN_RECIPE} were seen while the encoder was made; begin at --first ${FIRST_UNSEEN_RECIPE}.`); // prettier-ignore
  }
  const { script } = ENCODER.network.training;
  if (script !== 'scripts/train-encoder/train_encoder.py') {
    throw new Error(`The network was not made by the training of this repository but by ${String(script)}.`);
  }
}

async function networks(): Promise<{ name: string; encoder: SoundEncoder }[]> {
  const file = await networkFile();
  if (file === undefined) throw new Error(`${ENCODER.network.file} is missing from models/.`);
  const onnx = await readFile(file);
  return Promise.all(
    [onnx, shuffledNetwork(onnx, 1)].map(async (bytes) => {
      const encoder = await loadSoundEncoder(bytes);
      if (encoder === undefined) throw new Error('No runtime for networks is installed; run npm ci.');
      return { name: ENCODER_NAME, encoder };
    }),
  );
}

/** How well unfinished and partial queries find what their finished songs find. */
function queryLines(tracks: readonly HeldOutTrack[]): string[][] {
  const library = tracks.map(({ analysis }) => analysis);
  const groups = tracks.map(({ recipe }) => recipe);
  const firsts = tracks.flatMap(({ unfinished }, track) => (unfinished.unmastered === undefined ? [] : [track]));
  const shares = blockShares({});
  const finished = ask({
    library,
    groups,
    shares,
    queries: firsts.map((track) => ({ track, analysis: library[track] })),
  });
  const unfinished = UNFINISHED.map((kind): [string, Outcome[]] => {
    const queries = firsts.map((track) => ({ track, analysis: tracks[track].unfinished[kind] ?? library[track] }));
    return [kind, ask({ library, groups, shares, queries })];
  });
  const quiet = QUIET.map((section) => {
    const own = firsts.filter((track) => quietKind(library[track]) === section);
    const queries = own.map((track) => ({ track, analysis: library[track] }));
    return { own, outcomes: own.length === 0 ? [] : ask({ library, groups, shares, queries, section }) };
  });
  const inQuiet = quiet.flatMap(({ own }) => own);
  const whole = inQuiet.map((track) => finished[firsts.indexOf(track)]);
  const quietOutcomes = quiet.flatMap(({ outcomes }) => outcomes);
  return [
    ['finished', shown(precisionOf(finished).value), '', ''],
    ...unfinished.map(([kind, outcomes]) => queryRow(kind, outcomes, finished)),
    ...(inQuiet.length === 0
      ? []
      : [queryRow(`a section without the drop, of ${inQuiet.length} songs`, quietOutcomes, whole)]),
  ];
}

/** Kinds of section without the drop's drums and bass, the most telling first. */
const QUIET = ['breakdown', 'build', 'intro'] as const;

function quietKind({ sections }: AnalysisDocument): (typeof QUIET)[number] | undefined {
  return QUIET.find((quiet) => sections.some(({ kind }) => kind === quiet));
}

function queryRow(name: string, outcomes: readonly Outcome[], beside: readonly Outcome[]): string[] {
  const change = gainOf(outcomes, beside);
  return [name, shown(precisionOf(outcomes).value), shown(change.value), range(change)];
}

const shown = (value: number): string => value.toFixed(3);
const range = ({ low, high }: Figure): string => `${shown(low)} … ${shown(high)}`;

const program = new Command('bench:similar')
  .option('--recipes <count>', 'production recipes', Number, 30)
  .option('--songs <count>', 'songs of each', Number, 6)
  .option('--first <number>', 'number of the first recipe', Number, 2000)
  .option('--keep <folder>', 'keep what was measured there for the next run')
  .option('--only-speed', 'measure nothing but how fast a library is searched')
  .option('--folder <folder>', 'only ask sections of the songs in this folder which song they are of')
  .action(benchSimilar);

void program.parseAsync();
