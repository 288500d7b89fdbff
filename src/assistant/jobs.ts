import type { HeadExamples, HeadStart } from '../similarity/fit-head.ts';
import type { Form } from '../analysis/form.ts';
import type { StemToPortray } from '../analysis/stem-portrait.ts';
import type { StemToTime } from '../capture/time-stem.ts';
import type { StemToWrite } from '../capture/write-stem.ts';
import type { SectionGramRequest } from '../fixes/measure-mix-model.ts';
import type { HearAloneRequest } from '../fixes/hear-alone.ts';
import type { HearPassageRequest } from '../fixes/hear-passage.ts';
import type { hearWithModel } from './hear-with-model.ts';
import type { fitPassage, renderPassage } from './render-passage.ts';
import type { renderSongFiles } from './render-song-files.ts';

/**
 * The heavy work, by name: each job takes one plain value and gives one back, so that it can run in any thread. A job
 * decides nothing; it measures or renders. Its code is loaded with the first such job of a thread.
 */
export const JOBS = {
  analyse: async (order: { file: string; form?: Form }, signal?: AbortSignal) =>
    (await import('./analyse-with-sound.ts')).analyseWithSound(order, signal),
  surveyStem: async ({ file }: { file: string }) => (await import('../analysis/stem-survey.ts')).surveyStem(file),
  portrayStem: async (stem: StemToPortray, signal?: AbortSignal) =>
    (await import('../analysis/stem-portrait.ts')).measureStemPortrait(stem, signal),
  readTake: async ({ track, file }: { track: string; file: string }) =>
    (await import('../capture/read-take.ts')).readTake(track, file),
  timeStem: async (stem: StemToTime) => (await import('../capture/time-stem.ts')).timeStem(stem),
  writeStem: async (stem: StemToWrite) => (await import('../capture/write-stem.ts')).writeStem(stem),
  sectionGram: async (request: SectionGramRequest) =>
    (await import('../fixes/measure-mix-model.ts')).measureSectionGram(request),
  hearPassage: async (request: HearPassageRequest, signal?: AbortSignal) =>
    (await import('../fixes/hear-passage.ts')).hearPassage(request, signal),
  hearAlone: async (request: HearAloneRequest) => (await import('../fixes/hear-alone.ts')).hearAlone(request),
  hearWithModel: async (request: Parameters<typeof hearWithModel>[0]) =>
    (await import('./hear-with-model.ts')).hearWithModel(request),
  fitHead: async ({ examples, start }: { examples: HeadExamples; start: HeadStart }) =>
    (await import('../similarity/head-trial.ts')).fitHead(examples, start),
  tryHeadFold: async (trial: { examples: HeadExamples; start: HeadStart; encoder: Float32Array; fold: number }) =>
    (await import('../similarity/head-trial.ts')).tryFold(trial.examples, trial.start, trial.encoder, trial.fold),
  fitPassage: async (order: Parameters<typeof fitPassage>[0]) =>
    (await import('./render-passage.ts')).fitPassage(order),
  renderPassage: async (order: Parameters<typeof renderPassage>[0]) =>
    (await import('./render-passage.ts')).renderPassage(order),
  waveform: async ({ file, columns }: { file: string; columns: number }, signal?: AbortSignal) =>
    (await import('../audio/waveform.ts')).readWaveform(file, columns, signal),
  renderSong: async (request: Parameters<typeof renderSongFiles>[0]) =>
    (await import('./render-song-files.ts')).renderSongFiles(request),
} as const;

export type Jobs = typeof JOBS;
