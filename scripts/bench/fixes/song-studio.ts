import { existsSync } from 'node:fs';
import { link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RememberingWorkers } from '../../../node/threads/remembering-workers.ts';
import { SameThread } from '../../../node/threads/same-thread.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { readSignal } from '../../../src/audio/read-signal.ts';
import { writeWav } from '../../../src/audio/write-wav.ts';
import { analyse } from '../../../src/assistant/analyse.ts';
import { learn } from '../../../src/assistant/learn.ts';
import type { Workshop } from '../../../src/assistant/workshop.ts';
import { sumStems } from '../../../src/demo/sum-stems.ts';
import type { AnalysisDocument } from '../../../src/store/analysis-document.ts';
import { openHome } from '../../../src/store/home.ts';
import { SILENT } from '../../../src/store/progress.ts';
import { inHalves, meanSound, type SoundInHalves } from './baselines/reference-sound.ts';
import { Audibility } from './audibility.ts';
import type { BenchSong, Master } from './bench-song.ts';
import { bandFramesOf } from './judges/band-frames.ts';

/** A work in progress on disk, as a producer would hand it over. */
export interface WorkInProgress {
  mixFile: string;
  mix: StereoSignal;
  stemsFolder: string;
  /** As they sound, by name. */
  stems: ReadonlyMap<string, StereoSignal>;
  master: Master;
}

/** The folder, home and truth of one song: where its references are learned and its works in progress written. */
export class SongStudio {
  readonly song: BenchSong;
  readonly audibility: Audibility;
  readonly workshop: Workshop;
  readonly #material: string;
  readonly #folder: string;
  readonly #references = new Map<string, SoundInHalves>();
  #works = 0;

  private constructor(song: BenchSong, material: string, folder: string, workshop: Workshop) {
    this.song = song;
    this.audibility = new Audibility(song);
    this.workshop = workshop;
    this.#material = material;
    this.#folder = folder;
  }

  /**
   * @param material where stems and references lie; those that are there already are taken from there
   * @param folder where works in progress go, and the home: what is known of sounds must come from today's measurements
   */
  static async open(song: BenchSong, material: string, folder: string): Promise<SongStudio> {
    const clean = join(material, 'clean');
    await mkdir(clean, { recursive: true });
    for (const { name, signal } of song.stems) {
      const file = join(clean, `Song ${name}.wav`);
      if (!existsSync(file)) await writeWav(file, signal, STEM_FORMAT);
    }
    const home = await openHome(join(folder, 'home'));
    const workers = new RememberingWorkers(new SameThread());
    const workshop = { home, workers, progress: SILENT, signal: undefined, now: (): Date => new Date() };
    return new SongStudio(song, material, folder, workshop);
  }

  /** Learns references as a profile of that name; each is made only where it is not there already. */
  async learnFrom(profile: string, references: readonly (() => StereoSignal)[]): Promise<void> {
    const folder = join(this.#material, profile);
    await mkdir(folder, { recursive: true });
    const sounds: SoundInHalves[] = [];
    for (const [i, make] of references.entries()) {
      const file = join(folder, `Reference ${String(i + 1)}.wav`);
      if (!existsSync(file)) await writeWav(file, make(), MIX_FORMAT);
      sounds.push(inHalves(bandFramesOf(await readSignal(file))));
    }
    this.#references.set(profile, meanSound(sounds));
    await learn(this.workshop, { folder, name: profile });
  }

  /** The mean sound of a profile's references, for tools that know nothing else. */
  referencesOf(profile: string): SoundInHalves {
    const sound = this.#references.get(profile);
    if (sound === undefined) throw new Error(`No references were learned as "${profile}".`);
    return sound;
  }

  /** Bounces the song with some stems or the master changed; unchanged stems are the same files. */
  async work(changed: ReadonlyMap<string, StereoSignal>, master: Master = this.song.master): Promise<WorkInProgress> {
    const folder = join(this.#folder, `work ${String(++this.#works)}`);
    const stemsFolder = join(folder, 'stems');
    await mkdir(stemsFolder, { recursive: true });
    const stems = new Map(this.song.stems.map(({ name, signal }) => [name, changed.get(name) ?? signal] as const));
    for (const [name, signal] of stems) {
      const file = `Song ${name}.wav`;
      if (changed.has(name)) await writeWav(join(stemsFolder, file), signal, STEM_FORMAT);
      else await link(join(this.#material, 'clean', file), join(stemsFolder, file));
    }
    const mix = master(sumStems([...stems.values()]));
    return { mixFile: await this.bounce(mix, join(folder, 'Song.wav')), mix, stemsFolder, stems, master };
  }

  /** Writes a mix as a producer exports it; full scale clips. */
  async bounce(mix: StereoSignal, file: string): Promise<string> {
    await writeWav(file, mix, MIX_FORMAT);
    return file;
  }

  analyse(file: string): Promise<AnalysisDocument> {
    return analyse(this.workshop, file);
  }
}

const STEM_FORMAT = { format: 'float32' } as const;
const MIX_FORMAT = { format: 'pcm24' } as const;
