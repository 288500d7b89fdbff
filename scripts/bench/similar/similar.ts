import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ENCODER, ENCODER_NAME } from '../../../src/similarity/encoder-card.ts';
import { networkFile } from '../../../src/similarity/shipped-network.ts';
import { loadSoundEncoder, type SoundEncoder } from '../../../src/similarity/sound-encoder.ts';
import { ceilingOf } from './ceiling.ts';
import { embeddingMilliseconds } from './embedding-speed.ts';
import { figureTable } from '../figure-table.ts';
import { HELD_OUT, heldOutLibrary, type HeldOutName, type Networks } from './held-out-library.ts';
import { measureSideBySide } from './measure-side-by-side.ts';
import { range, retrievalTables, shown } from './retrieval-tables.ts';
import { searchSpeed } from './search-speed.ts';
import { sectionToTrack } from './section-to-track.ts';
import { shuffledNetwork } from './shuffled-network.ts';
import { validationLibrary } from './validation-library.ts';

/**
 * How well similar tracks are found: `npm run bench:similar -- [--library neighbours|relatives|distinct] [--recipes N] [--songs N]
 * [--first N] [--processes N] [--keep DIR] [--only-speed] [--folder DIR] [--validation DIR]`.
 *
 * Songs come from the demo's renderer, with which the training shares no code, by recipes whose numbers no training and
 * no tuning of weights has seen. Relevant are the other songs of a recipe: the same production, another composition.
 * What sets the two libraries apart is told in `held-out-song.ts` and `neighbour-song.ts`.
 */
async function benchSimilar({ onlySpeed, folder, validation, ...wanted }: Options): Promise<void> {
  if (onlySpeed) {
    process.stdout.write(await speedTables());
    return;
  }
  if (folder !== undefined) {
    process.stdout.write(await sectionTable(folder));
    return;
  }
  refuseOtherTraining();
  const [network, shuffled] = await networks();
  if (validation !== undefined) {
    process.stdout.write(await validationTables(validation, { network, shuffled }));
    return;
  }
  // What other processes measured can be read from a folder alone.
  const keep = wanted.keep ?? (await mkdtemp(join(tmpdir(), 'bench-similar-')));
  try {
    await libraryTables({ network, shuffled }, { ...wanted, keep });
  } finally {
    if (wanted.keep === undefined) await rm(keep, { recursive: true, force: true });
  }
  if (wanted.onlyMeasure === undefined) process.stdout.write(await speedTables());
}

/** Measures the libraries, and prints what is found in each. */
async function libraryTables(
  networks: Networks,
  { library, keep, processes = 1, onlyMeasure, ...wanted }: Options & { keep: string },
): Promise<void> {
  await mkdir(keep, { recursive: true });
  for (const name of library === undefined ? LIBRARIES : [library]) {
    const { firstUnseen, productionOf, ...usual } = HELD_OUT[name];
    const { first = firstUnseen, recipes = usual.recipes, songs = usual.songs } = wanted;
    refuseSeenRecipes(first, firstUnseen);
    if (processes > 1) await measureSideBySide({ name, first, recipes, songs, kept: keep }, processes);
    const tracks = await heldOutLibrary(
      { name, firstRecipe: first, recipes, songs, kept: keep },
      networks,
      (done, total) => {
        if (done % songs === 0) process.stderr.write(`${done} of ${total} songs\n`);
      },
    );
    if (onlyMeasure !== undefined) continue;
    const chance = (songs - 1) / (tracks.length - 1);
    const productions = Array.from({ length: recipes }, (_, i) => productionOf(first + i));
    const ceilings = BLURS_JNDS.map((blur) => shown(ceilingOf(productions, songs, blur)));
    process.stdout.write(
      `${ENCODER_NAME}, ${name}: ${recipes} recipes × ${songs} songs (recipes ${first} to ${first + recipes - 1}); chance ${shown(chance)}\n` +
        `who knew every setting to within ${BLURS_JNDS.join(' or ')} just-noticeable differences: ${ceilings.join(' or ')}\n\n` +
        `${retrievalTables(tracks)}\n`,
    );
  }
}

/** By how much a listener may err in every setting. */
const BLURS_JNDS = [1, 2];

const LIBRARIES = Object.keys(HELD_OUT) as HeldOutName[];

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
  const [network] = await networks();
  const rows = await sectionToTrack(folder, network, (done, of) => process.stderr.write(`${done} of ${of} files\n`));
  return figureTable(
    ['vectors', 'own track first', '95 %', 'queries'],
    rows.map(({ name, figure, queries }) => [name, shown(figure.value), range(figure), String(queries)]),
  );
}

/** The same of songs of the training's generators, which weights may be chosen by. */
async function validationTables(folder: string, networks: Networks): Promise<string> {
  const found = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const tables: string[] = [];
  for (const { name } of found) {
    const tracks = await validationLibrary(join(folder, name), networks, (done, of) => {
      if (done % 16 === 0) process.stderr.write(`${name}: ${done} of ${of} songs\n`);
    });
    tables.push(`${ENCODER_NAME}, ${tracks.length} songs of the generator ${name}\n\n${retrievalTables(tracks)}`);
  }
  return `${tables.join('\n\n')}\n`;
}

interface Options {
  library?: HeldOutName;
  recipes?: number;
  songs?: number;
  first?: number;
  processes?: number;
  keep?: string;
  onlyMeasure?: true;
  onlySpeed?: true;
  folder?: string;
  validation?: string;
}

function refuseSeenRecipes(first: number, firstUnseen: number): void {
  if (first < firstUnseen) {
    throw new Error(
      `Recipes below ${firstUnseen} were seen while the encoder was made; begin at --first ${firstUnseen}.`,
    );
  }
}

function refuseOtherTraining(): void {
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

const program = new Command('bench:similar')
  .addOption(new Option('--library <name>', 'one held-out library; both if left out').choices(LIBRARIES))
  .option('--recipes <count>', 'production recipes', Number)
  .option('--songs <count>', 'songs of each', Number)
  .option('--first <number>', 'number of the first recipe', Number)
  .option('--processes <count>', 'measure in so many processes side by side', Number)
  .option('--keep <folder>', 'keep what was measured there for the next run')
  .option('--only-measure', 'measure, and keep what was measured, without asking anything')
  .option('--only-speed', 'measure nothing but how fast a library is searched')
  .option('--folder <folder>', 'only ask sections of the songs in this folder which song they are of')
  .option('--validation <folder>', 'only measure the songs that validation_songs.py wrote there')
  .action(benchSimilar);

void program.parseAsync();
