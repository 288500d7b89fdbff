/**
 * Fits the classifier that tells a stem's role by its sound, on the recipes of `test/truth/stems.ts` that are not held
 * out and on stems of demo songs, and writes its parameters: `node scripts/run.mjs scripts/fit-stem-roles.ts`. Takes
 * some minutes; the same recipes give the same parameters.
 */
import { writeFileSync } from 'node:fs';
import {
  classifierInputs,
  roleProbabilities,
  SOUND_ROLES,
  type RoleParameters,
} from '../src/analysis/stem-roles/role-classifier.ts';
import { soundTraits } from '../src/analysis/stem-roles/sound-traits.ts';
import { measureStemSound } from '../src/analysis/stem-sound.ts';
import type { StereoSignal } from '../src/audio/audio-source.ts';
import { composeSong } from '../src/demo/compose-song.ts';
import { renderSong } from '../src/demo/render-song.ts';
import { SONG_STYLES, type Song } from '../src/demo/song.ts';
import { mean, standardDeviation } from '../src/dsp/statistics.ts';
import type { StemRole } from '../src/store/stem-map-document.ts';
import { Draw } from '../test/truth/draw.ts';
import { STEM_RECIPES } from '../test/truth/stems.ts';

const FILE = 'src/analysis/stem-roles/role-parameters.ts';
/** Takes of every recipe. */
const SEEDS = 8;
/** Every second seed also gives a single sound: folders of stems hold few of them. */
const SHOT_EVERY = 2;
const LOOP_SECONDS = 7;
/** Demo songs, each seed in all styles; the benchmark uses others. */
const DEMO_SEEDS: readonly number[] = [100, 101, 102];
const DEMO_BARS = 32;
/**
 * Ridge: between 0.002 and 0.01 the accuracy hardly changes, and confidences are nearest to the share that is right.
 */
const RIDGE = 0.005;
const ROUNDS = 3000;
const RATE = 0.02;

interface Example {
  traits: number[];
  role: number;
  /** All roles weigh the same, and within them all recipes. */
  weight: number;
}

const examples = listen();
const parameters = fitted(examples);
writeFileSync(FILE, asSource(parameters));
process.stdout.write(`${FILE}: ${examples.length} sounds, ${Math.round(100 * accuracy(parameters))} % of them told.\n`);

function listen(): Example[] {
  const sounds = [...ofRecipes(), ...ofDemoSongs()];
  const recipesOf = (role: StemRole): number =>
    new Set(sounds.filter((sound) => sound.role === role).map(({ recipe }) => recipe)).size;
  return sounds.map(({ role, recipe, signal }) => ({
    traits: soundTraits(measureStemSound(signal())),
    role: SOUND_ROLES.findIndex((one) => one === role),
    weight: 1 / (SOUND_ROLES.length * recipesOf(role) * sounds.filter((sound) => sound.recipe === recipe).length),
  }));
}

/** A sound is made when it is measured: all at once would be gigabytes. */
interface Sound {
  role: StemRole;
  recipe: string;
  signal: () => StereoSignal;
}

function ofRecipes(): Sound[] {
  return STEM_RECIPES.filter(({ isHeldOut }) => !isHeldOut).flatMap(({ role, name, loop, shot }) =>
    Array.from({ length: SEEDS }, (_, seed): Sound[] => [
      { role, recipe: name, signal: () => loop(new Draw(seed, name), LOOP_SECONDS) },
      ...(shot !== undefined && seed % SHOT_EVERY === 0
        ? [{ role, recipe: name, signal: () => shot(new Draw(seed, `${name} shot`)) }]
        : []),
    ]).flat(),
  );
}

/**
 * The demo's stems are whole tracks with sections, ducking and effects; each of its tracks counts as one more recipe.
 */
function ofDemoSongs(): Sound[] {
  return DEMO_SEEDS.flatMap((seed) =>
    SONG_STYLES.flatMap((style) => {
      const song = composeSong({ seed, style, bars: DEMO_BARS });
      return song.tracks.map(({ role, name }, i): Sound => ({
        role,
        recipe: `demo ${name}`,
        signal: () => {
          const [{ signal }] = renderSong({ ...song, tracks: withKick(song.tracks, i) }).stems;
          return signal;
        },
      }));
    }),
  );
}

/** The track first; the kick with it, by which it is ducked. */
function withKick(tracks: Song['tracks'], index: number): Song['tracks'] {
  const kick = tracks.filter(({ role }, i) => role === 'kick' && i !== index);
  return [tracks[index], ...kick];
}

/** Adam (Kingma and Ba, 2015) on the whole set at once; the loss is convex, so where it starts does not matter. */
function fitted(material: readonly Example[]): RoleParameters {
  const columns = material[0].traits.map((_, i) => material.map(({ traits }) => traits[i]));
  const scale = {
    centres: columns.map((column) => rounded(mean(column))),
    spreads: columns.map((column) => rounded(standardDeviation(column))),
  };
  const inputs = material.map(({ traits }) => classifierInputs(traits, { ...scale, weights: [] }));
  const weights = SOUND_ROLES.map(() => inputs[0].map(() => 0));
  const moments = weights.map((row) => row.map(() => ({ first: 0, second: 0 })));
  for (let round = 1; round <= ROUNDS; round++) {
    const gradient = weights.map((row) => row.map((weight, i) => (i === 0 ? 0 : 2 * RIDGE * weight)));
    material.forEach(({ role, weight }, n) => {
      roleProbabilities(inputs[n], weights).forEach((probability, r) => {
        const error = weight * (probability - (r === role ? 1 : 0));
        for (let i = 0; i < inputs[n].length; i++) gradient[r][i] += error * inputs[n][i];
      });
    });
    weights.forEach((row, r) => {
      row.forEach((_, i) => {
        const moment = moments[r][i];
        moment.first = 0.9 * moment.first + 0.1 * gradient[r][i];
        moment.second = 0.999 * moment.second + 0.001 * gradient[r][i] ** 2;
        const [first, second] = [moment.first / (1 - 0.9 ** round), moment.second / (1 - 0.999 ** round)];
        row[i] -= (RATE * first) / (Math.sqrt(second) + 1e-8);
      });
    });
  }
  return { ...scale, weights: weights.map((row) => row.map(rounded)) };
}

function accuracy({ weights, ...scale }: RoleParameters): number {
  const told = examples.filter(({ traits, role }) => {
    const probabilities = roleProbabilities(classifierInputs(traits, { ...scale, weights }), weights);
    return probabilities.indexOf(Math.max(...probabilities)) === role;
  });
  return told.length / examples.length;
}

/** Three decimals tell no fewer roles than all of them. */
function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}

function asSource({ centres, spreads, weights }: RoleParameters): string {
  return `import type { RoleParameters } from './role-classifier.ts';

/** Fitted by \`scripts/fit-stem-roles.ts\` on synthesised stems; not to be changed by hand. */
export const ROLE_PARAMETERS: RoleParameters = ${JSON.stringify({ centres, spreads, weights })};
`;
}
