import { join } from 'node:path';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { analyseStems } from '../../../src/assistant/analyse-stems.ts';
import { suggest } from '../../../src/assistant/suggest.ts';
import type { Frames, Seconds } from '../../../src/dsp/units.ts';
import { ownProcessorSeconds } from '../processor-time.ts';
import type { BenchSong, BenchStem } from './bench-song.ts';
import { demoSong, siblingSong, type SongSeed } from './demo-songs.ts';
import { bouncedAgain } from './family.ts';
import { gained } from './sound/sample-moves.ts';
import { SongStudio } from './song-studio.ts';

/** What a plan costs once mix and stems are analysed. */
export interface PlanSpeed {
  stems: number;
  minutes: number;
  fixes: number;
  /** Of measuring mix and stems, and of what a plan asks of them: what `analyze --stems` does. */
  analysis: Cost;
  /** Of the first plan for a mix in the process that analysed it. It reads the sound that it renders. */
  first: Cost;
  /** Of one for half of the amount: stems are known by then, and what is wrong with them. */
  again: Cost;
}

/** In one thread, so that on an idle machine both are the same. */
export interface Cost {
  processor: Seconds;
  wall: Seconds;
}

/** Times analysis and plan for sixteen stems of five minutes, of which two have a wrong level. */
export async function benchSpeed(of: SongSeed, folder: string): Promise<PlanSpeed> {
  const song = lengthened(withMoreStems(await demoSong(of), siblingSong(of, 1)));
  const studio = await SongStudio.open(song, join(folder, 'material'), join(folder, 'work'));
  const references = Array.from({ length: REFERENCES }, (_, i) => () => bouncedAgain(song, i));
  await studio.learnFrom('speed', references);
  const spoilt = song.stems.filter(({ role }) => role === 'bass' || role === 'lead');
  const work = await studio.work(new Map(spoilt.map(({ name, signal }) => [name, gained(signal, 5)] as const)));
  const request = { mix: work.mixFile, stems: work.stemsFolder, profile: 'speed' };
  const costOf = async (job: () => Promise<void>): Promise<Cost> => {
    const start = performance.now();
    const processor = await ownProcessorSeconds(job);
    return { processor, wall: (performance.now() - start) / 1000 };
  };
  let fixes = 0;
  const planOf = (amount: number): Promise<Cost> =>
    costOf(async () => {
      fixes = (await suggest(studio.workshop, { ...request, amount })).plan.fixes.length;
    });
  const analysis = await costOf(async () => {
    await analyseStems(studio.workshop, request);
  });
  const first = await planOf(100);
  const again = await planOf(50);
  return { stems: song.stems.length, minutes: SECONDS / 60, fixes, analysis, first, again };
}

const STEMS = 16;
const SECONDS: Seconds = 300;
/** As many as the other parts of this benchmark learn of a song; fewer leave ranges so wide that there is nothing to plan. */
const REFERENCES = 6;

/** Layers of a song by the same hand, under names of their own. */
function withMoreStems(song: BenchSong, sibling: BenchSong): BenchSong {
  const layers = sibling.stems
    .filter(({ role }) => ['lead', 'pluck', 'pad', 'percussion', 'acid', 'snare'].includes(role))
    .map((stem): BenchStem => ({ ...stem, name: `${stem.name} Two`, signal: gained(stem.signal, -6) }));
  return { ...song, stems: [...song.stems, ...layers].slice(0, STEMS) };
}

/** The song over and over until it is five minutes long. */
function lengthened(song: BenchSong): BenchSong {
  const looped = ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => {
    const frames: Frames = Math.round(SECONDS * sampleRateHz);
    const loop = (samples: Float32Array): Float32Array => {
      const long = new Float32Array(frames);
      for (let at = 0; at < frames; at += samples.length) long.set(samples.subarray(0, frames - at), at);
      return long;
    };
    return { sampleRateHz, left: loop(left), right: loop(right) };
  };
  return { ...song, stems: song.stems.map((stem) => ({ ...stem, signal: looped(stem.signal) })) };
}
