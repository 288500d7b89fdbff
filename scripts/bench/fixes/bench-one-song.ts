import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../../../src/demo/random.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import type { BenchSong } from './bench-song.ts';
import { demoSong, otherSong, siblingSong, type SongSeed } from './demo-songs.ts';
import { bouncedAgain, mixedAgain } from './family.ts';
import { COMMON_FAULTS, FAULT_KINDS } from './faults/fault-kinds.ts';
import type { DrawnFault, FaultKind } from './faults/planted-fault.ts';
import { folderSong } from './folder-song.ts';
import type { Outcome, Part } from './outcome.ts';
import { runCase, type Case } from './run-case.ts';
import { SongStudio } from './song-studio.ts';

/** What is to be done with one song; plain data, so that it can be sent to a thread. */
export interface SongOrder {
  source: SongSource;
  /** Where the song, its references and their analyses lie or are put. */
  material: string;
  /** An empty folder for works in progress; removed afterwards. */
  folder: string;
  parts: readonly Part[];
  /** Kinds of single faults. */
  kinds: readonly string[];
  size: Size;
}

export type SongSource = SongSeed | { stems: string };

/** How much is done with a song. */
export interface Size {
  /** Mixes of the song itself among its references; siblings, and mixes of each. */
  ownReferences: number;
  siblings: number;
  siblingReferences: number;
  /** Other songs of the style, for the mismatch. */
  styleReferences: number;
  /** Draws of each kind of single fault, and other cases. */
  singles: number;
  compounds: number;
  mismatches: number;
  conforming: number;
}

/** Makes a song and its references, and runs all its cases; tells each outcome as it comes. */
export async function benchOneSong(order: SongOrder, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const bench = await SongBench.open(order);
  try {
    for (const part of order.parts) await bench.run(part, onOutcome);
  } finally {
    await rm(order.folder, { recursive: true, force: true });
  }
}

/** Profiles by the names they are learned under. */
const FAMILY = 'family';
const STYLE = 'style';

class SongBench {
  readonly #order: SongOrder;
  readonly #studio: SongStudio;
  readonly #truth: Case['truth'];

  private constructor(order: SongOrder, studio: SongStudio, truth: Case['truth']) {
    this.#order = order;
    this.#studio = studio;
    this.#truth = truth;
  }

  static async open(order: SongOrder): Promise<SongBench> {
    const { source, size, material, folder } = order;
    const song = 'seed' in source ? await demoSong(source, join(material, 'clean')) : await folderSong(source.stems);
    const studio = await SongStudio.open(song, material, folder);
    await studio.learnFrom(FAMILY, familyOf(song, source, size));
    return new SongBench(order, studio, await studio.work(new Map()));
  }

  async run(part: Part, onOutcome: (outcome: Outcome) => void): Promise<void> {
    if (part === 'mismatch' && !(await this.#learnStyle())) return;
    for (const one of await this.#casesOf(part)) onOutcome(await runCase(this.#studio, await one()));
  }

  /** Each case as a promise to be made in its turn, so that one work at a time is in memory. */
  async #casesOf(part: Part): Promise<(() => Promise<Case>)[]> {
    const { size, kinds } = this.#order;
    switch (part) {
      case 'single':
        return FAULT_KINDS.filter(({ name }) => kinds.includes(name)).flatMap((kind) =>
          times(size.singles, (i) => this.#draw([kind], `${kind.name} ${String(i)}`))
            .filter((faults) => faults.length > 0)
            .map((faults) => () => this.#faulty(part, FAMILY, faults)),
        );
      case 'compound':
        return times(size.compounds, (i) => async () => ({
          ...(await this.#faulty(part, FAMILY, this.#drawSeveral(`compound ${String(i)}`))),
          eachFix: i % 2 === 0,
          baselines: this.#studio.referencesOf(FAMILY),
        }));
      case 'mismatch':
        return times(size.mismatches, (i) => async () => ({
          ...(await this.#faulty(part, STYLE, this.#drawSeveral(`mismatch ${String(i)}`))),
          baselines: this.#studio.referencesOf(STYLE),
        }));
      case 'conforming':
        return times(size.conforming, (i) => () => this.#conforming(i));
    }
  }

  async #faulty(part: Part, profile: string, faults: readonly DrawnFault[]): Promise<Case> {
    const { song } = this.#studio;
    const changed = new Map<string, StereoSignal>();
    let { master } = song;
    for (const { stem, plant, master: spoil } of faults) {
      if (spoil !== undefined) master = spoil(master);
      const clean = changed.get(stem) ?? song.stems.find(({ name }) => name === stem)?.signal;
      if (plant !== undefined && clean !== undefined) changed.set(stem, plant(clean));
    }
    return { part, profile, faults, work: await this.#studio.work(changed, master), truth: this.#truth };
  }

  /** The song as it is, then mixes of it on other days. */
  async #conforming(index: number): Promise<Case> {
    const work =
      index === 0 ? this.#truth : await this.#studio.work(mixedAgain(this.#studio.song, CONFORMING_SEED + index));
    return { part: 'conforming', profile: FAMILY, faults: [], work, truth: work };
  }

  #drawSeveral(label: string): DrawnFault[] {
    const random = this.#random(label);
    const count = random.integer(3, 5);
    // Kinds may come twice, stems may not; a song with little room gets fewer faults.
    return this.#draw(
      Array.from({ length: count }, () => random.pick(COMMON_FAULTS)),
      label,
    );
  }

  #draw(kinds: readonly FaultKind[], label: string): DrawnFault[] {
    const { song, audibility } = this.#studio;
    const taken = new Set<string>();
    return kinds.flatMap((kind, i) => {
      const random = this.#random(`${label} ${String(i)}`);
      const fault = kind.draw({ song, audibility, random, taken });
      if (fault === undefined) return [];
      taken.add(fault.stem);
      return [{ ...fault, linear: kind.linear }];
    });
  }

  #random(label: string): Random {
    const { source } = this.#order;
    return new Random('seed' in source ? source.seed : 0, `${this.#studio.song.name} ${label}`);
  }

  /** False for songs from a folder, of whose style there are no others. */
  async #learnStyle(): Promise<boolean> {
    const { source, size } = this.#order;
    if (!('seed' in source)) return false;
    const others = times(size.styleReferences, (i) => () => bouncedAgain(otherSong(source, i + 1), i));
    await this.#studio.learnFrom(STYLE, others);
    return true;
  }
}

const CONFORMING_SEED = 900;
/** References: mixes of the song itself on other days, and of songs by the same hand. */
function familyOf(song: BenchSong, source: SongSource, size: Size): (() => StereoSignal)[] {
  const { ownReferences, siblings, siblingReferences } = size;
  const own = (count: number): (() => StereoSignal)[] => times(count, (i) => () => bouncedAgain(song, i));
  if (!('seed' in source)) return own(ownReferences + siblings * siblingReferences);
  const ofSiblings = times(siblings, (number) => {
    let sibling: BenchSong | undefined;
    return times(siblingReferences, (i) => () => bouncedAgain((sibling ??= siblingSong(source, number + 1)), i));
  });
  return [...own(ownReferences), ...ofSiblings.flat()];
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
