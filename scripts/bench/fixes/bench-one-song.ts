import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../../../src/demo/random.ts';
import { sumStems } from '../../../src/demo/sum-stems.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import type { BenchSong } from './bench-song.ts';
import { demoSong, otherSong, siblingSong, type SongSeed } from './demo-songs.ts';
import { bouncedAgain, mixedAgain } from './family.ts';
import { COMMON_FAULTS, FAULT_KINDS } from './faults/fault-kinds.ts';
import type { DrawnFault, FaultKind } from './faults/planted-fault.ts';
import { folderSong } from './folder-song.ts';
import { bandFramesOf } from './judges/band-frames.ts';
import { heardShare } from './judges/heard-share.ts';
import type { Outcome, Part } from './outcome.ts';
import { mapped } from './sound/sample-moves.ts';
import { runCase, type Case } from './run-case.ts';
import { SongStudio } from './song-studio.ts';

/** What is to be done with one song; plain data, so that it can be sent to a thread. */
export interface SongOrder {
  source: SongSource;
  /** Where the song and its references lie or are put. */
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
  readonly #sum: StereoSignal;

  private constructor(order: SongOrder, studio: SongStudio, truth: Case['truth']) {
    this.#order = order;
    this.#studio = studio;
    this.#truth = truth;
    this.#sum = sumStems(studio.song.stems.map(({ signal }) => signal));
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
    for (const make of this.#casesOf(part)) {
      const one = await make();
      if (one !== undefined) onOutcome(await runCase(this.#studio, one));
    }
  }

  /** Each case as something to be made in its turn, so that one work at a time is in memory. */
  #casesOf(part: Part): (() => Promise<Case | undefined>)[] {
    const { size, kinds } = this.#order;
    switch (part) {
      case 'single':
        return FAULT_KINDS.filter(({ name }) => kinds.includes(name)).flatMap((kind) =>
          times(size.singles, (i) => () => this.#faulty(part, FAMILY, [kind], `${kind.name} ${String(i)}`)),
        );
      case 'compound':
        return times(size.compounds, (i) => () => this.#compound(part, FAMILY, i, { eachFix: i % 2 === 0 }));
      case 'mismatch':
        return [
          ...times(size.mismatches, (i) => () => this.#compound(part, STYLE, i, {})),
          // Nothing is wrong, and the references are of other songs: whatever is done is too much.
          ...times(Math.min(1, size.mismatches), () => async () => {
            return { part, profile: STYLE, faults: [], work: this.#truth, truth: this.#truth };
          }),
        ];
      case 'conforming':
        return times(size.conforming, (i) => () => this.#conforming(i));
    }
  }

  /** Three to five common faults on as many stems; kinds may come twice. */
  async #compound(part: Part, profile: string, number: number, more: Partial<Case>): Promise<Case | undefined> {
    const label = `${part} ${String(number)}`;
    const random = this.#random(label);
    const kinds = times(random.integer(3, 5), () => random.pick(COMMON_FAULTS));
    const faulty = await this.#faulty(part, profile, kinds, label);
    return faulty && { ...faulty, ...more, baselines: this.#studio.referencesOf(profile) };
  }

  /** A work with one fault of each kind that the song has a place for; none where it has no place for any. */
  async #faulty(part: Part, profile: string, kinds: readonly FaultKind[], label: string): Promise<Case | undefined> {
    const changed = new Map<string, StereoSignal>();
    const faults: DrawnFault[] = [];
    let { master } = this.#studio.song;
    kinds.forEach((kind, i) => {
      const planted = this.#plantHeard(kind, `${label} ${String(i)}`, new Set(faults.map(({ stem }) => stem)));
      if (planted === undefined) return;
      faults.push(planted.fault);
      if (planted.signal !== undefined) changed.set(planted.fault.stem, planted.signal);
      if (planted.fault.master !== undefined) master = planted.fault.master(master);
    });
    if (faults.length === 0) return undefined;
    return { part, profile, faults, work: await this.#studio.work(changed, master), truth: this.#truth };
  }

  /** Draws until a fault is heard: nobody could be asked to find one that is not. */
  #plantHeard(
    kind: FaultKind,
    label: string,
    taken: ReadonlySet<string>,
  ): { fault: DrawnFault; signal?: StereoSignal } | undefined {
    const { song, audibility } = this.#studio;
    for (let draw = 0; draw < DRAWS; draw++) {
      const random = this.#random(`${label} ${String(draw)}`);
      const drawn = kind.draw({ song, audibility, random, taken });
      if (drawn === undefined) return undefined;
      const clean = song.stems.find(({ name }) => name === drawn.stem)?.signal;
      if (drawn.plant === undefined || clean === undefined)
        return { fault: { ...drawn, linear: kind.linear, heard: 1 } };
      const signal = drawn.plant(clean);
      const heard = heardShare(bandFramesOf(this.#sumWith(clean, signal)), bandFramesOf(this.#sum));
      if (heard >= LEAST_HEARD || kind.heard === false)
        return { fault: { ...drawn, linear: kind.linear, heard }, signal };
    }
    return undefined;
  }

  #sumWith(clean: StereoSignal, spoilt: StereoSignal): StereoSignal {
    return mapped(this.#sum, (left, right, frame) => [
      left - clean.left[frame] + spoilt.left[frame],
      right - clean.right[frame] + spoilt.right[frame],
    ]);
  }

  /** In turn: a mix of the song on another day, another song by the same hand, and the song as it is. */
  async #conforming(index: number): Promise<Case> {
    const { source, size } = this.#order;
    const { song } = this.#studio;
    const turn = index % CONFORMING_TURNS;
    const number = Math.floor(index / CONFORMING_TURNS) + 1;
    const sibling = turn === 1 && 'seed' in source;
    const work = sibling
      ? await this.#studio.work(signalsOf(siblingSong(source, size.siblings + number)))
      : turn === 2
        ? this.#truth
        : await this.#studio.work(mixedAgain(song, CONFORMING_SEED + index));
    return { part: 'conforming', sibling, profile: FAMILY, faults: [], work, truth: work };
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

/** Draws of a fault until it is heard. */
const DRAWS = 4;
/** Share of a mix that a fault has to change noticeably: what a fader does to a quiet hat. */
const LEAST_HEARD = 0.02;
const CONFORMING_TURNS = 3;
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

function signalsOf({ stems }: BenchSong): Map<string, StereoSignal> {
  return new Map(stems.map(({ name, signal }) => [name, signal] as const));
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
