import type { StereoSignal } from '../audio/audio-source.ts';
import type { Frames, Hertz } from '../dsp/units.ts';
import type { Section } from '../store/analysis-document.ts';
import { Failure, throwIfCancelled } from '../store/failure.ts';
import { BounceMeter } from './measure/bounce-meter.ts';
import { chooseExcerpts, type SectionExcerpts, type TimeRange } from './measure/choose-excerpts.ts';
import { openExcerptReader, signalExcerptReader, type ExcerptReader } from './measure/excerpt-reader.ts';
import { ExcerptTransform, type ExcerptSpectra, type SpectraRoom } from './measure/excerpt-spectra.ts';
import { GramAccumulator } from './measure/gram-accumulator.ts';
import { isSounding } from './measure/is-sounding.ts';
import type { MixModel, SectionGram } from './mix-model.ts';

/** Raised with every change of a number in a Gram matrix, so that those that were kept are measured again. */
export const GRAM_VERSION = '2';

/** One stem of the mix. */
export interface StemFile {
  track: string;
  file: string;
  /** How much later than the mix the file begins, in frames of the mix; negative where it begins earlier. */
  offsetFrames?: Frames;
}

/** What a worker is asked for; plain data, so that it can be sent to a thread, as can the answer. */
export interface SectionGramRequest {
  stems: readonly StemFile[];
  /** The bounce, where there is one: it is measured over the same frames. */
  bounce: string | undefined;
  sampleRateHz: Hertz;
  sections: readonly SectionExcerpts[];
}

export interface MeasureMixModelOptions {
  /** The mix's sample rate; stems of another rate are converted. */
  sampleRateHz: Hertz;
  bounce?: string;
  signal?: AbortSignal;
  /** How a part of the work is run, in a worker thread for example; here by default. */
  runSection?: (request: SectionGramRequest, signal: AbortSignal | undefined) => Promise<SectionGram[]>;
  /** How many parts to cut the sections into; each part decodes every stem once. */
  parts?: number;
}

/**
 * Measures the Gram matrices of the stems in every kind of section the mix has, in the third octaves of the analysis.
 * About half a minute is listened to of each kind: four-bar excerpts spread over all its sections.
 *
 * A stem that is shorter than the mix counts as silent after its end.
 *
 * @throws Failure 'input' where there are no stems or no sections, or a stem cannot be read
 */
export async function measureMixModel(
  stems: readonly StemFile[],
  sections: readonly Section[],
  { sampleRateHz, bounce, signal, runSection = measureSectionGram, parts = 1 }: MeasureMixModelOptions,
): Promise<MixModel> {
  const chosen = excerptsOf(stems.length, sections);
  const requests = inParts(chosen, parts).map((part) => ({ stems, bounce, sampleRateHz, sections: part }));
  const grams = (await Promise.all(requests.map((request) => runSection(request, signal)))).flat();
  return modelOf(stems, sampleRateHz, chosen, grams);
}

/** Whether a mix has anything that its stems can be measured in. */
export function canBeWeighed(sections: readonly Section[]): boolean {
  return chooseExcerpts(sections).length > 0;
}

/**
 * One part of the work of `measureMixModel`: a Gram for each section asked for, every stem decoded once for all of
 * them.
 */
export async function measureSectionGram(
  { stems, bounce, sampleRateHz, sections }: SectionGramRequest,
  signal?: AbortSignal,
): Promise<SectionGram[]> {
  const readers: ExcerptReader[] = [];
  try {
    for (const { file, offsetFrames = 0 } of stems)
      readers.push(await openExcerptReader(file, sampleRateHz, offsetFrames, signal));
    if (bounce !== undefined) readers.push(await openExcerptReader(bounce, sampleRateHz, 0, signal));
    return await accumulate(readers, stems.length, sampleRateHz, sections, signal);
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

/** The same as `measureMixModel` for signals in memory, which begin together and share one rate. */
export async function measureMixModelOfSignals(
  stems: readonly { track: string; signal: StereoSignal }[],
  sections: readonly Section[],
  { bounce, signal }: { bounce?: StereoSignal; signal?: AbortSignal } = {},
): Promise<MixModel> {
  const chosen = excerptsOf(stems.length, sections);
  const { sampleRateHz } = stems[0].signal;
  const readers = stems.map((stem) => signalExcerptReader(stem.signal));
  if (bounce !== undefined) readers.push(signalExcerptReader(bounce));
  const grams = await accumulate(readers, stems.length, sampleRateHz, chosen, signal);
  return modelOf(stems, sampleRateHz, chosen, grams);
}

function excerptsOf(stems: number, sections: readonly Section[]): SectionExcerpts[] {
  if (stems === 0) throw new Failure('input', 'There are no stems to work on: bounce every track and name the folder.');
  const chosen = chooseExcerpts(sections);
  if (chosen.length === 0)
    throw new Failure(
      'input',
      'The mix has no section of two seconds or more, so its stems cannot be compared with it.',
    );
  return chosen;
}

/** Kinds in the order of the song, each in the part that has least to do so far. */
function inParts(sections: readonly SectionExcerpts[], count: number): SectionExcerpts[][] {
  const parts = Array.from({ length: Math.max(1, Math.min(count, sections.length)) }, (): SectionExcerpts[] => []);
  const load = (part: readonly SectionExcerpts[]): number => part.reduce((sum, { ranges }) => sum + ranges.length, 0);
  for (const section of [...sections].sort((a, b) => b.ranges.length - a.ranges.length)) {
    parts.reduce((least, part) => (load(part) < load(least) ? part : least)).push(section);
  }
  return parts;
}

/** Reads all stems side by side, forward in time, and adds each excerpt to the matrices of its kind. */
async function accumulate(
  readers: readonly ExcerptReader[],
  stemCount: number,
  sampleRateHz: Hertz,
  sections: readonly SectionExcerpts[],
  signal: AbortSignal | undefined,
): Promise<SectionGram[]> {
  const transform = new ExcerptTransform(sampleRateHz);
  const hasBounce = readers.length > stemCount;
  const meters = sections.map(({ kind, ranges }) => ({
    kind,
    seconds: ranges.reduce((sum, range) => sum + range.endSeconds - range.startSeconds, 0),
    gram: new GramAccumulator(stemCount, transform.bandCentreHz.length),
    bounce: hasBounce ? new BounceMeter(transform.bandCentreHz) : undefined,
  }));
  const rooms: (SpectraRoom | undefined)[] = [];
  const inOrder = sections
    .flatMap(({ ranges }, at) => ranges.map((range) => ({ range, at })))
    .sort((a, b) => a.range.startSeconds - b.range.startSeconds);
  for (const { range, at } of inOrder) {
    throwIfCancelled(signal);
    const spectra = await excerptSpectra(readers, { transform, sampleRateHz, range, rooms });
    const stems = spectra.slice(0, stemCount);
    const bounce = spectra[stemCount];
    const gains = bounce === undefined ? undefined : meters[at].bounce?.add(stems, bounce);
    meters[at].gram.add(stems, gains);
  }
  return meters.map(({ kind, seconds, gram, bounce }) =>
    gram.finish(kind, seconds, bounce?.finish(), bounce?.bandScales),
  );
}

interface ExcerptOrder {
  transform: ExcerptTransform;
  sampleRateHz: Hertz;
  range: TimeRange;
  /** What the spectra of each reader lay in; they are put there again. */
  rooms: (SpectraRoom | undefined)[];
}

async function excerptSpectra(
  readers: readonly ExcerptReader[],
  { transform, sampleRateHz, range: { startSeconds, endSeconds }, rooms }: ExcerptOrder,
): Promise<(ExcerptSpectra | undefined)[]> {
  const frames = Math.round((endSeconds - startSeconds) * sampleRateHz) + 2 * transform.margin;
  const spectra: (ExcerptSpectra | undefined)[] = [];
  for (const [at, reader] of readers.entries()) {
    const excerpt = await reader.read(startSeconds - transform.margin / sampleRateHz, frames);
    const found = isSounding(excerpt) ? transform.transform(excerpt, rooms[at]) : undefined;
    rooms[at] = found?.room ?? rooms[at];
    spectra.push(found);
  }
  return spectra;
}

function modelOf(
  stems: readonly { track: string }[],
  sampleRateHz: Hertz,
  chosen: readonly SectionExcerpts[],
  grams: readonly SectionGram[],
): MixModel {
  return {
    stems: stems.map(({ track }) => track),
    sampleRateHz,
    bandCentreHz: new ExcerptTransform(sampleRateHz).bandCentreHz,
    sections: chosen.flatMap(({ kind }) => grams.filter((gram) => gram.kind === kind)),
  };
}
