import type { AudioSource, StereoSignal } from '../audio/audio-source.ts';
import type { KeySignal } from '../devices/device-model.ts';
import { processWhole } from '../devices/process-whole.ts';
import { Failure, throwIfCancelled } from '../store/failure.ts';
import type { KeySource } from './embedded/embedded-objects.ts';
import type { EmbeddedTrackDocument, SidechainTap } from './embedded/set-document.ts';
import type { EmbeddedSet } from './embedded-set.ts';
import { STEM_TAP } from './sidechain-input.ts';

export interface RenderOptions {
  /**
   * The sound of what no one can see into, such as a mastering plug-in; it stands first on the main track. May change
   * its input.
   */
  main?: (sum: StereoSignal) => StereoSignal;
  /** Takes each stem as soon as it is made; stems are then not kept, so that one at a time is in memory. */
  onStem?: (track: string, stem: StereoSignal) => Promise<void>;
  signal?: AbortSignal;
}

export interface RenderedSet {
  /**
   * Each source through its track's devices, fader and pan, before any group; silent where muted. Empty with `onStem`.
   */
  stems: Map<string, StereoSignal>;
  mix: StereoSignal;
}

/**
 * Bounces an embedded set: every source goes through its track, groups are summed and go through theirs, then the main
 * track. Device latency is compensated; all signals are as long as the longest source (shorter ones end in silence).
 * A sidechain hears the track it is routed from where that is tapped: one with a source, whose own sidechains do not
 * hear it in turn. A track that is muted is silent after its mixer only.
 *
 * A group that has a source of its own and also children with sources is made from the children, since its source holds
 * them already. Sends carry no sound.
 *
 * @param sources sound before the devices, by track name; left unchanged.
 * @throws Failure 'input' where there is no source, a source has no track, or sample rates differ.
 */
export async function renderSet(
  set: EmbeddedSet,
  sources: ReadonlyMap<string, StereoSignal | AudioSource>,
  options: RenderOptions = {},
): Promise<RenderedSet> {
  const tracks = set.document().tracks;
  for (const name of sources.keys()) {
    const count = tracks.filter((track) => track.name === name).length;
    if (count !== 1) {
      const what = count === 0 ? 'no such track' : `${count} tracks of that name`;
      throw new Failure('input', `There is a sound for "${name}", but ${set.name} has ${what}.`);
    }
  }
  const withChildren = new Set([...sources.keys()].flatMap((name) => groupsAround(name, tracks)));
  const stems = new Map<string, StereoSignal>();
  // Sums by the name of the group they go into; the empty name is the main track.
  const buses = new Map<string, StereoSignal>();
  let sampleRateHz = 0;

  const keys = new Keys(tracks);
  const render = async (track: (typeof tracks)[number], source: StereoSignal | AudioSource): Promise<StereoSignal> => {
    const made = keys.stemOf(track.name);
    if (made !== undefined) return made;
    throwIfCancelled(options.signal);
    const stem = await copyOf(source, options.signal);
    sampleRateHz ||= stem.sampleRateHz;
    if (stem.sampleRateHz !== sampleRateHz) {
      throw new Failure(
        'input',
        `${track.name} is at ${stem.sampleRateHz} Hz and the other tracks at ${sampleRateHz} Hz; bounce all at one rate.`,
      );
    }
    keys.begin(track.name, stem);
    for (const { sidechainFrom = '' } of track.devices) {
      const [keyTrack, keySource] = [tracks.find(({ name }) => name === sidechainFrom), sources.get(sidechainFrom)];
      if (keyTrack !== undefined && keySource !== undefined) await render(keyTrack, keySource);
    }
    const { devices, mixer } = set.createTrackProcessors(track.name, sampleRateHz, keys.heardBy(stem));
    processWhole(devices, stem.left, stem.right);
    keys.tap(track.name, 'Post FX', stem);
    if (track.muted) silence(stem);
    else processWhole(mixer, stem.left, stem.right);
    return stem;
  };

  for (const track of tracks) {
    const source = sources.get(track.name);
    if (!source || withChildren.has(track.name)) continue;
    const stem = await render(track, source);
    addTo(buses, track.group, stem);
    if (options.onStem) await options.onStem(track.name, stem);
    else stems.set(track.name, stem);
  }
  if (sampleRateHz === 0) throw new Failure('input', `None of the tracks of ${set.name} has a sound to render.`);

  for (const group of innermostFirst(tracks)) {
    const bus = buses.get(group.name);
    if (!bus) continue;
    if (group.muted) silence(bus);
    else processTrack(set, group.name, bus);
    addTo(buses, group.group, bus);
  }
  const sum = buses.get('') ?? { sampleRateHz, left: new Float32Array(0), right: new Float32Array(0) };
  const mix = options.main ? options.main(sum) : sum;
  const main = tracks.find((track) => track.kind === 'main');
  if (main) processTrack(set, main.name, mix);
  for (const stem of stems.values()) lengthen(stem, mix.left.length);
  return { stems, mix };
}

async function copyOf(source: StereoSignal | AudioSource, signal: AbortSignal | undefined): Promise<StereoSignal> {
  if ('left' in source) return { ...source, left: source.left.slice(), right: source.right.slice() };
  const blocks: { left: Float32Array; right: Float32Array }[] = [];
  let frames = 0;
  for await (const block of source.blocks(signal)) {
    blocks.push({ left: block.left.slice(0, block.frames), right: block.right.slice(0, block.frames) });
    frames += block.frames;
  }
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  let at = 0;
  for (const block of blocks) {
    left.set(block.left, at);
    right.set(block.right, at);
    at += block.left.length;
  }
  return { sampleRateHz: source.format.sampleRateHz, left, right };
}

/** What sidechains hear, taken from each track where it is tapped. */
class Keys {
  readonly #wanted: ReadonlySet<string>;
  readonly #tracks: ReadonlySet<string>;
  readonly #taken = new Map<string, StereoSignal>();
  /** The stems of tracks that are heard: after the mixer at last, and while they are still being made as they came. */
  readonly #stems = new Map<string, StereoSignal>();

  constructor(tracks: readonly EmbeddedTrackDocument[]) {
    const hearing = tracks.flatMap(({ devices }) =>
      devices.flatMap(({ sidechainFrom: from, sidechainTap = STEM_TAP }) =>
        from === undefined ? [] : [{ from, tap: sidechainTap }],
      ),
    );
    this.#tracks = new Set(hearing.map(({ from }) => from));
    this.#wanted = new Set(hearing.map(({ from, tap }) => keyOf(from, tap)));
  }

  /** Of a track that is heard, once it has begun. */
  stemOf(track: string): StereoSignal | undefined {
    return this.#stems.get(track);
  }

  begin(track: string, stem: StereoSignal): void {
    if (this.#tracks.has(track)) this.#stems.set(track, stem);
    this.tap(track, 'Pre FX', stem);
  }

  /** Keeps the sound as it is before the mixer, where anyone listens there. */
  tap(track: string, tap: Exclude<SidechainTap, typeof STEM_TAP>, { sampleRateHz, left, right }: StereoSignal): void {
    const key = keyOf(track, tap);
    if (this.#wanted.has(key)) this.#taken.set(key, { sampleRateHz, left: left.slice(), right: right.slice() });
  }

  /** What a track of this length hears. */
  heardBy(stem: StereoSignal): KeySource {
    return (track, tap) => {
      const key = this.#taken.get(keyOf(track, tap)) ?? this.#stems.get(track);
      return key === undefined ? undefined : asLongAs(stem, key);
    };
  }
}

function keyOf(track: string, tap: SidechainTap): string {
  return JSON.stringify([track, tap]);
}

/** A group or the main track; no sidechain of theirs hears anything here. */
function processTrack(set: EmbeddedSet, name: string, { sampleRateHz, left, right }: StereoSignal): void {
  const { devices, mixer } = set.createTrackProcessors(name, sampleRateHz);
  processWhole(devices, left, right);
  processWhole(mixer, left, right);
}

/** A key that lasts at least as long as what it opens, silent after its end. */
function asLongAs(stem: StereoSignal, key: StereoSignal): KeySignal {
  const longer = { ...key };
  lengthen(longer, stem.left.length);
  return longer;
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function silence(signal: StereoSignal): void {
  signal.left.fill(0);
  signal.right.fill(0);
}

function addTo(buses: Map<string, StereoSignal>, name: string, signal: StereoSignal): void {
  const bus = buses.get(name);
  if (!bus) {
    buses.set(name, { ...signal, left: signal.left.slice(), right: signal.right.slice() });
    return;
  }
  lengthen(bus, signal.left.length);
  for (let n = 0; n < signal.left.length; n++) {
    bus.left[n] += signal.left[n];
    bus.right[n] += signal.right[n];
  }
}

/** Adds silence until a signal has at least `frames`. */
function lengthen(signal: StereoSignal, frames: number): void {
  const missing = frames - signal.left.length;
  if (missing <= 0) return;
  signal.left = joined(signal.left, new Float32Array(missing));
  signal.right = joined(signal.right, new Float32Array(missing));
}

interface Nested {
  name: string;
  group: string;
  kind: string;
}

/** Names of the groups a track is in, innermost first. The set has made sure that the chain ends. */
function groupsAround(name: string, tracks: readonly Nested[]): string[] {
  const group = tracks.find((track) => track.name === name)?.group ?? '';
  return group === '' ? [] : [group, ...groupsAround(group, tracks)];
}

/** Group tracks, each before the group it is in. */
function innermostFirst<T extends Nested>(tracks: readonly T[]): T[] {
  const depthOf = (track: T): number => groupsAround(track.name, tracks).length;
  return tracks.filter((track) => track.kind === 'group').sort((a, b) => depthOf(b) - depthOf(a));
}
