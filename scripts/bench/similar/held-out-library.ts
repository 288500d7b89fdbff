import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analyseSignal, ENGINE_VERSION } from '../../../src/analysis/analyse-track.ts';
import type { TrackFrames } from '../../../src/analysis/track-frames.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { dbToAmplitude } from '../../../src/dsp/decibels.ts';
import { describeSound, type NamedEncoder } from '../../../src/similarity/describe-sound.ts';
import { ENCODER } from '../../../src/similarity/encoder-card.ts';
import type { AnalysisDocument } from '../../../src/store/analysis-document.ts';
import { encodeFloats } from '../../../src/store/sound-description.ts';
import type { Song } from '../../../src/demo/song.ts';
import { drawnProduction, heldOutSong, type Production } from './held-out-song.ts';
import { neighbourProduction, neighbourSong, SIBLINGS } from './neighbour-song.ts';

/** How a held-out library is made. */
export interface HeldOutRules {
  songOf: (recipe: number, song: number) => Song;
  /** What the songs of a recipe have in common. */
  productionOf: (recipe: number) => Production;
  /** Recipes that have something in common: they are resampled together. */
  familyOf: (recipe: number) => number;
  /** Recipes below this number were reported on, or looked at while something was chosen, or may be. */
  firstUnseen: number;
  /** How many recipes, and songs of each, the figures of the encoder's card are of. */
  recipes: number;
  songs: number;
}

/** The shortest form there is. */
const BARS = 24;

export const HELD_OUT = {
  /** Recipes that have nothing in common but the genre. */
  distinct: {
    songOf: heldOutSong,
    productionOf: (recipe) => drawnProduction(recipe, BARS),
    familyOf: (recipe) => recipe,
    firstUnseen: 2300,
    recipes: 20,
    songs: 4,
  },
  /** Families of recipes that differ in three choices. */
  neighbours: {
    songOf: neighbourSong,
    productionOf: (recipe) => neighbourProduction(recipe, BARS),
    familyOf: (recipe) => Math.floor(recipe / SIBLINGS),
    firstUnseen: 100_800,
    recipes: 60,
    songs: 4,
  },
  /** Families of recipes that differ in six: neither close enough to defeat everything nor far enough to be found by anything. */
  relatives: {
    songOf: (recipe, song) => neighbourSong(recipe, song, BARS, 'relatives'),
    productionOf: (recipe) => neighbourProduction(recipe, BARS, 'relatives'),
    familyOf: (recipe) => Math.floor(recipe / SIBLINGS),
    firstUnseen: 200_100,
    recipes: 60,
    songs: 4,
  },
} as const satisfies Record<string, HeldOutRules>;

export type HeldOutName = keyof typeof HELD_OUT;

/** A song as the benchmark compares it. */
export interface HeldOutTrack {
  recipe: number;
  family: number;
  analysis: AnalysisDocument;
  /** The same song as a query that is not finished: quieter by so many decibels, or before mastering. */
  unfinished: Partial<Record<UnfinishedKind, AnalysisDocument>>;
  /** What another network heard in it, in the place of the first one's. */
  shuffled: AnalysisDocument;
}

export const UNFINISHED = ['6 dB quieter', '12 dB quieter', 'unmastered'] as const;
export type UnfinishedKind = (typeof UNFINISHED)[number];

export interface Networks {
  network: NamedEncoder;
  shuffled: NamedEncoder;
}

interface WantedLibrary {
  name: HeldOutName;
  firstRecipe: number;
  recipes: number;
  songs: number;
  /** Folder for what was measured, where the next run finds it. */
  kept?: string;
}

/** Renders and measures songs of held-out recipes; the first song of each also as unfinished queries. */
export async function heldOutLibrary(
  { name, firstRecipe, recipes, songs, kept }: WantedLibrary,
  networks: Networks,
  onTrack: (done: number, total: number) => void,
): Promise<HeldOutTrack[]> {
  const tracks: HeldOutTrack[] = [];
  for (let recipe = firstRecipe; recipe < firstRecipe + recipes; recipe++) {
    for (let song = 0; song < songs; song++) {
      const measure = (): Promise<HeldOutTrack> => measuredTrack(name, recipe, song, networks);
      tracks.push(kept === undefined ? await measure() : await remembered(kept, keyOf(name, recipe, song), measure));
      onTrack(tracks.length, recipes * songs);
    }
  }
  return tracks;
}

async function measuredTrack(
  library: HeldOutName,
  recipe: number,
  song: number,
  { network, shuffled }: Networks,
): Promise<HeldOutTrack> {
  const { songOf, familyOf } = HELD_OUT[library];
  const { mix, sum } = renderSong(songOf(recipe, song));
  const name = `recipe ${recipe} song ${song}`;
  const [analysis, spectra] = measured(mix, name);
  const unfinished: HeldOutTrack['unfinished'] = {};
  if (song === 0) {
    const signals = [gained(mix, -6), gained(mix, -12), sum];
    for (const [i, kind] of UNFINISHED.entries()) {
      const [query, frames] = measured(signals[i], name);
      unfinished[kind] = { ...query, sound: await describeSound(frames, query.sections, network) };
    }
  }
  const misheard = await describeSound(spectra, analysis.sections, shuffled);
  return {
    recipe,
    family: familyOf(recipe),
    analysis: { ...analysis, sound: await describeSound(spectra, analysis.sections, network) },
    unfinished,
    shuffled: { ...analysis, sound: misheard },
  };
}

async function remembered(folder: string, key: string, measure: () => Promise<HeldOutTrack>): Promise<HeldOutTrack> {
  const file = join(folder, `${key}.json`);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== undefined) return JSON.parse(before) as HeldOutTrack;
  const track = await measure();
  await writeFile(file, JSON.stringify(track));
  return track;
}

/** Whatever changes what is measured of a song has to be in its key. */
function keyOf(name: HeldOutName, recipe: number, song: number): string {
  return `${name}-${recipe}-${song}-${ENGINE_VERSION}-${ENCODER.network.sha256.slice(0, 12)}`;
}

/** What is measured of a signal, and the spectra of the same pass. Throws what `analyseSignal` throws. */
export function measured(signal: StereoSignal, name: string): [AnalysisDocument, TrackFrames['spectra']] {
  let spectra: TrackFrames['spectra'] | undefined;
  const analysis = analyseSignal(signal, name, (frames) => {
    spectra = frames.spectra;
  });
  return [analysis, spectra as TrackFrames['spectra']];
}

function gained({ sampleRateHz, left, right }: StereoSignal, gainDb: number): StereoSignal {
  const gain = dbToAmplitude(gainDb);
  return { sampleRateHz, left: left.map((x) => gain * x), right: right.map((x) => gain * x) };
}

/** The measured features of an analysis, without anything that was heard. */
export function withoutSound(analysis: AnalysisDocument): AnalysisDocument {
  const bare = { ...analysis };
  delete bare.sound;
  return bare;
}

/** An analysis without what the network heard. */
export function withoutNetwork(analysis: AnalysisDocument): AnalysisDocument {
  const { sound } = analysis;
  if (sound === undefined) return analysis;
  return {
    ...analysis,
    sound: {
      ...sound,
      scopes: sound.scopes.map(({ scope, patches, spectrum, modulation }) => ({
        scope,
        patches,
        spectrum,
        modulation,
      })),
    },
  };
}

/** Nothing but mean and deviation of the mel bands. */
export function melOnly(analysis: AnalysisDocument): AnalysisDocument {
  const bare = withoutNetwork(analysis);
  const silent = encodeFloats(new Float32Array(0));
  return {
    ...bare,
    features: [],
    sections: analysis.sections,
    ...(bare.sound === undefined
      ? {}
      : { sound: { ...bare.sound, scopes: bare.sound.scopes.map((scope) => ({ ...scope, modulation: silent })) } }),
  };
}
