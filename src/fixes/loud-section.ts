import type { StereoSignal } from '../audio/audio-source.ts';
import { fastestMeters } from '../dsp/kernels.ts';
import { samplePeak } from '../dsp/sample-peak.ts';
import { addSamples } from '../dsp/sample-sums.ts';
import { signalLoudness } from '../dsp/signal-loudness.ts';
import type { Decibels, Frames, Hertz, Lufs, Seconds } from '../dsp/units.ts';
import type { AnalysisDocument, BeatGrid } from '../store/analysis-document.ts';
import { throwIfCancelled } from '../store/failure.ts';
import { openExcerptReader, signalExcerptReader, type ExcerptReader } from './measure/excerpt-reader.ts';
import type { TimeRange } from './measure/choose-excerpts.ts';
import { isSounding } from './measure/is-sounding.ts';
import type { StemFile } from './measure-mix-model.ts';
import { chooseLoudStretch, type LoudStretch } from './loud-stretch.ts';

/** The sound of every stem over the loudest passage of the song: what trial changes are rendered on. */
export interface LoudSection {
  stretch: LoudStretch;
  sampleRateHz: Hertz;
  frames: Frames;
  /** The song's grid, counted from the passage's own first downbeat; that of the song where it has no steady beat. */
  grid: BeatGrid;
  /** Stems that sound there and are kept apart, by their places in the mix model. */
  stems: readonly SectionStem[];
  /** The sum of the quieter stems that found no room. */
  others: StereoSignal | undefined;
  /** Of all stems as they were bounced, those that found no room among them. Not to be written to. */
  sum: StereoSignal;
  /** The bounce over the same passage, and its levels. */
  bounce: Bounce;
  /** Levels in the bars without a kick. */
  rest: RestLevels | undefined;
  /** The sound of the loudest moment outside of the passage's kind of section. */
  summit: ShortSound | undefined;
  /** The sound of some bars of other kinds of section, in the order of `stretch.elsewhere`. */
  elsewhere: readonly ShortSound[];
}

/** A few seconds of all stems; what a renderer takes besides. */
export type ShortSound = Pick<LoudSection, 'sampleRateHz' | 'frames' | 'stems' | 'others' | 'sum'>;

export interface SectionStem {
  /** Its place in the mix model. */
  index: number;
  signal: StereoSignal;
}

export interface Bounce {
  signal: StereoSignal;
  integratedLufs: Lufs;
  samplePeakDb: Decibels;
  /** Runs of three or more samples at the sample peak, left and right counted apart: what a hard clipper leaves. */
  flatTopsPerSecond: number;
}

/** Envelopes of 5 ms over the bars without a kick, from their first downbeat on. */
export interface RestLevels {
  bars: number;
  blockSeconds: Seconds;
  /** 200–5000 Hz of the bounce. */
  bounceBody: Float32Array;
  /** All frequencies of each stem, by its place in the mix model; silent ones are missing. */
  stems: ReadonlyMap<number, Float32Array>;
  /** 200–5000 Hz of each of them. */
  stemBodies: ReadonlyMap<number, Float32Array>;
}

/** What a worker is asked for; plain data, as is the answer. */
export interface LoudSectionRequest {
  stems: readonly StemFile[];
  bounce: string;
  sampleRateHz: Hertz;
  stretch: LoudStretch;
  grid: BeatGrid;
}

/**
 * Where and what to read for trial renders.
 *
 * @returns `undefined` where the song has no passage that is long enough
 */
export function loudSectionRequest(
  stems: readonly StemFile[],
  bounce: string,
  analysis: AnalysisDocument,
): LoudSectionRequest | undefined {
  const stretch = chooseLoudStretch(analysis);
  if (stretch === undefined) return undefined;
  return { stems, bounce, sampleRateHz: analysis.sampleRate, stretch, grid: analysis.grid };
}

/**
 * Reads the passage of every stem and of the bounce. Sound is kept in shared memory, so that handing it from one thread
 * to another copies nothing.
 *
 * @throws Failure 'input' where a file cannot be read
 */
export async function readLoudSection(request: LoudSectionRequest, signal?: AbortSignal): Promise<LoudSection> {
  const { stems, bounce, sampleRateHz } = request;
  const opening = (file: string, offsetFrames: Frames) => () =>
    openExcerptReader(file, sampleRateHz, offsetFrames, signal);
  return gather(
    request,
    stems.map(({ file, offsetFrames = 0 }) => opening(file, offsetFrames)),
    opening(bounce, 0),
    signal,
  );
}

/** The same of signals in memory, which begin together; `undefined` where there is no passage that is long enough. */
export async function loudSectionOfSignals(
  stems: readonly StereoSignal[],
  bounce: StereoSignal,
  analysis: AnalysisDocument,
): Promise<LoudSection | undefined> {
  const stretch = chooseLoudStretch(analysis);
  if (stretch === undefined) return undefined;
  const opening = (signal: StereoSignal) => () => Promise.resolve(signalExcerptReader(signal));
  const about = { sampleRateHz: bounce.sampleRateHz, stretch, grid: analysis.grid };
  return gather(about, stems.map(opening), opening(bounce), undefined);
}

/**
 * The first bars of a section, sharing its sound; all of it where it is not longer or has no bars. The levels of the
 * bounce stay those of the whole passage.
 */
export function firstBars(section: LoudSection, bars: number): LoudSection {
  const { stretch } = section;
  if (stretch.bars <= bars) return section;
  const frames = Math.round((section.frames * bars) / stretch.bars);
  const cut = ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => {
    const shorter = left.subarray(0, frames);
    return { sampleRateHz, left: shorter, right: left === right ? shorter : right.subarray(0, frames) };
  };
  return {
    ...section,
    frames,
    stretch: { ...stretch, bars, endSeconds: stretch.startSeconds + frames / section.sampleRateHz },
    stems: section.stems.map(({ index, signal }) => ({ index, signal: cut(signal) })),
    others: section.others && cut(section.others),
    sum: cut(section.sum),
    bounce: { ...section.bounce, signal: cut(section.bounce.signal) },
  };
}

/** 150 MB: fourteen stereo stems of 28 s at 48 kHz; a stem that is the same on both sides takes half of that. */
const MOST_BYTES = 150e6;

async function gather(
  { stretch, sampleRateHz, grid }: Pick<LoudSectionRequest, 'stretch' | 'sampleRateHz' | 'grid'>,
  stems: readonly (() => Promise<ExcerptReader>)[],
  bounce: () => Promise<ExcerptReader>,
  signal: AbortSignal | undefined,
): Promise<LoudSection> {
  const framesOf = ({ startSeconds, endSeconds }: TimeRange): Frames =>
    Math.round((endSeconds - startSeconds) * sampleRateHz);
  const frames = framesOf(stretch);
  const ranges: readonly (TimeRange | undefined)[] = [stretch, stretch.rest, stretch.summit, ...stretch.elsewhere];
  const keptOf = (range: TimeRange): KeptStems => new KeptStems(sampleRateHz, framesOf(range));
  const kept = new KeptStems(sampleRateHz, frames);
  const summit = stretch.summit && keptOf(stretch.summit);
  const elsewhere = stretch.elsewhere.map(keptOf);
  const restStems = new Map<number, Float32Array>();
  const restBodies = new Map<number, Float32Array>();
  let index = 0;
  let ofBounce: readonly (StereoSignal | undefined)[] = [];
  const files = [
    ...stems.map((open) => () => readRanges(open, ranges, framesOf)),
    () => readRanges(bounce, [stretch, stretch.rest], framesOf),
  ];
  for await (const sounds of underWay(files)) {
    throwIfCancelled(signal);
    if (index === stems.length) {
      ofBounce = sounds;
      break;
    }
    const [loud, rest, top, ...others] = sounds.map((sound) =>
      sound !== undefined && isSounding(sound) ? sound : undefined,
    );
    if (loud !== undefined) kept.add(index, loud);
    if (rest !== undefined) {
      const { full, body } = envelopesOf(rest);
      restStems.set(index, full);
      restBodies.set(index, body);
    }
    if (top !== undefined) summit?.add(index, top);
    others.forEach((sound, i) => {
      if (sound !== undefined) elsewhere[i].add(index, sound);
    });
    index++;
  }
  const [loud, rest] = ofBounce;
  if (loud === undefined) throw new RangeError('A passage was asked for.');
  const restEnvelopes = rest === undefined ? undefined : envelopesOf(rest);
  return {
    stretch,
    ...kept.sound(),
    grid: stretch.bars > 0 ? { ...grid, firstDownbeatSeconds: 0 } : grid,
    bounce: {
      signal: loud,
      integratedLufs: signalLoudness(loud.left, loud.right, sampleRateHz),
      samplePeakDb: 20 * Math.log10(samplePeak(loud.left, loud.right)),
      flatTopsPerSecond: flatTopsOf(loud) / (frames / sampleRateHz),
    },
    rest: restEnvelopes && {
      bars: barsOf(stretch),
      blockSeconds: restEnvelopes.blockSeconds,
      bounceBody: restEnvelopes.body,
      stems: restStems,
      stemBodies: restBodies,
    },
    summit: summit?.sound(),
    elsewhere: elsewhere.map((one) => one.sound()),
  };
}

/** Files that are read while one is added up: waiting for the system takes as long as decoding. */
const READ_AHEAD = 2;

/** What comes of each, in their order; the next ones are begun meanwhile, and have ended when this ends. */
async function* underWay<Result>(all: readonly (() => Promise<Result>)[]): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  try {
    for (let next = 0, done = 0; done < all.length; done++) {
      for (; next < all.length && begun.length <= READ_AHEAD; next++) {
        const one = all[next]();
        // Where an earlier one fails, nobody asks for this any more.
        void one.catch(() => undefined);
        begun.push(one);
      }
      yield await begun[0];
      void begun.shift();
    }
  } finally {
    await Promise.allSettled(begun);
  }
}

/** In shared memory; forward in time, as readers go, and in the order they were asked for. */
async function readRanges(
  open: () => Promise<ExcerptReader>,
  ranges: readonly (TimeRange | undefined)[],
  framesOf: (range: TimeRange) => Frames,
): Promise<(StereoSignal | undefined)[]> {
  const reader = await open();
  try {
    const sounds = new Array<StereoSignal | undefined>(ranges.length).fill(undefined);
    const inTime = ranges
      .flatMap((range, place) => (range === undefined ? [] : [{ range, place }]))
      .sort((a, b) => a.range.startSeconds - b.range.startSeconds);
    for (const { range, place } of inTime) {
      const { sampleRateHz, left, right } = await reader.read(range.startSeconds, framesOf(range));
      sounds[place] = { sampleRateHz, left: shared(left), right: shared(right) };
    }
    return sounds;
  } finally {
    await reader.close();
  }
}

interface KeptStem extends SectionStem {
  bytes: number;
}

/** Adds stems up, and keeps the loudest apart as long as there is room; the others are one sum. */
class KeptStems {
  readonly #sampleRateHz: Hertz;
  readonly #frames: Frames;
  readonly #sum: StereoSignal;
  readonly #energies = new WeakMap<KeptStem, number>();
  #kept: KeptStem[] = [];
  #others: StereoSignal | undefined;

  constructor(sampleRateHz: Hertz, frames: Frames) {
    this.#sampleRateHz = sampleRateHz;
    this.#frames = frames;
    this.#sum = this.#silence();
  }

  /** @param sound in shared memory; whoever has added it does not write to it any more */
  add(index: number, { left, right }: StereoSignal): void {
    addTo(this.#sum, { left, right });
    const isMono = areEqual(left, right);
    const bytes = left.byteLength * (isMono ? 1 : 2);
    const signal = { sampleRateHz: this.#sampleRateHz, left, right: isMono ? left : right };
    this.#kept.push({ index, signal, bytes });
    while (this.#kept.length > 1 && this.#kept.reduce((sum, stem) => sum + stem.bytes, 0) > MOST_BYTES) {
      const quietest = this.#kept.reduce((least, stem) =>
        this.#energyOf(stem) < this.#energyOf(least) ? stem : least,
      );
      this.#kept = this.#kept.filter((other) => other !== quietest);
      addTo((this.#others ??= this.#silence()), quietest.signal);
    }
  }

  /** Asked only where there is no room for all. */
  #energyOf(stem: KeptStem): number {
    const energy = this.#energies.get(stem) ?? energyOf(stem.signal.left) + energyOf(stem.signal.right);
    this.#energies.set(stem, energy);
    return energy;
  }

  sound(): ShortSound {
    return {
      sampleRateHz: this.#sampleRateHz,
      frames: this.#frames,
      stems: this.#kept.map(({ index, signal }) => ({ index, signal })),
      others: this.#others,
      sum: this.#sum,
    };
  }

  #silence(): StereoSignal {
    const sampleRateHz = this.#sampleRateHz;
    return { sampleRateHz, left: sharedSamples(this.#frames), right: sharedSamples(this.#frames) };
  }
}

function addTo(sum: StereoSignal, { left, right }: Pick<StereoSignal, 'left' | 'right'>): void {
  addSamples(sum.left, left);
  addSamples(sum.right, right);
}

function sharedSamples(frames: Frames): Float32Array {
  return new Float32Array(new SharedArrayBuffer(frames * Float32Array.BYTES_PER_ELEMENT));
}

function shared(samples: Float32Array): Float32Array {
  const copy = sharedSamples(samples.length);
  copy.set(samples);
  return copy;
}

function envelopesOf({ left, right, sampleRateHz }: StereoSignal): {
  blockSeconds: Seconds;
  body: Float32Array;
  full: Float32Array;
} {
  const meter = fastestMeters().bandEnvelopes(sampleRateHz);
  meter.push(left, right, left.length);
  return meter.finish();
}

function barsOf({ startSeconds, endSeconds, bars, rest }: LoudStretch): number {
  return rest === undefined
    ? 0
    : Math.round(((rest.endSeconds - rest.startSeconds) * bars) / (endSeconds - startSeconds));
}

/** A loop of its own: a mono stem is gone through to its end. */
function areEqual(left: Float32Array, right: Float32Array): boolean {
  for (let n = 0; n < left.length; n++) if (left[n] !== right[n]) return false;
  return true;
}

function energyOf(samples: Float32Array): number {
  let energy = 0;
  for (let n = 0; n < samples.length; n++) energy += samples[n] * samples[n];
  return energy;
}

/** Samples this near to the peak stand at it; nearer than three samples of the rounded top of a 40 Hz tone. */
const AT_PEAK = 0.99999;
const FLAT_RUN = 3;

function flatTopsOf(signal: StereoSignal): number {
  const top = AT_PEAK * samplePeak(signal.left, signal.right);
  let tops = 0;
  for (const samples of [signal.left, signal.right]) {
    let run = 0;
    for (let n = 0; n < samples.length; n++) {
      run = Math.abs(samples[n]) >= top && top > 0 ? run + 1 : 0;
      if (run === FLAT_RUN) tops++;
    }
  }
  return tops;
}
