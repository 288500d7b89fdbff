import { join } from 'node:path';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
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
  /** Processor time of the first plan for a mix, and of another one for the same mix and stems. */
  first: Seconds;
  again: Seconds;
}

/** Times the plan for sixteen stems of five minutes, of which two have a wrong level. */
export async function benchSpeed(of: SongSeed, folder: string): Promise<PlanSpeed> {
  const song = lengthened(withMoreStems(await demoSong(of), siblingSong(of, 1)));
  const studio = await SongStudio.open(song, join(folder, 'material'), join(folder, 'work'));
  const references = Array.from({ length: REFERENCES }, (_, i) => () => bouncedAgain(song, i));
  await studio.learnFrom('speed', references);
  const spoilt = song.stems.filter(({ role }) => role === 'bass' || role === 'lead');
  const work = await studio.work(new Map(spoilt.map(({ name, signal }) => [name, gained(signal, 5)] as const)));
  const request = { mix: work.mixFile, stems: work.stemsFolder, amount: 100, profile: 'speed' };
  await studio.analyse(work.mixFile);
  for (const { name } of song.stems) {
    await studio.workshop.workers.run('surveyStem', { file: join(work.stemsFolder, `Song ${name}.wav`) });
  }
  await studio.workshop.workers.run('surveyStem', { file: work.mixFile });
  const first = await ownProcessorSeconds(() => suggest(studio.workshop, request));
  const again = await ownProcessorSeconds(() => suggest(studio.workshop, request));
  return { stems: song.stems.length, minutes: SECONDS / 60, first, again };
}

const STEMS = 16;
const SECONDS: Seconds = 300;
const REFERENCES = 3;

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
