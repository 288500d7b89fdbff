import { analyseTrack } from '../analysis/analyse-track.ts';
import { surveyStem } from '../analysis/stem-survey.ts';
import { measureSectionGram, type SectionGramRequest } from '../fixes/measure-mix-model.ts';
import { renderSongFiles } from './render-song-files.ts';

/**
 * The heavy work, by name: each job takes one plain value and gives one back, so that it can run in any thread. A job
 * decides nothing; it measures or renders.
 */
export const JOBS = {
  analyse: ({ file }: { file: string }) => analyseTrack(file),
  surveyStem: ({ file }: { file: string }) => surveyStem(file),
  sectionGram: (request: SectionGramRequest) => measureSectionGram(request),
  renderSong: renderSongFiles,
} as const;

export type Jobs = typeof JOBS;
