import { type Command, InvalidArgumentError } from 'commander';
import { extname, join, resolve } from 'node:path';
import { analyse } from '../../src/assistant/analyse.ts';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { writeFileSafely } from '../../src/store/atomic-file.ts';
import type { StemAnalysisDocument } from '../../src/store/stem-analysis-document.ts';
import { analysisCsv } from '../views/analysis-csv.ts';
import { analysisLines } from '../views/analysis-view.ts';
import { stemAnalysisLines } from '../views/stem-analysis-view.ts';
import { commandSpec } from './command-spec.ts';

interface AnalyzeOptions {
  csv?: string;
  png?: string;
  stems?: string;
}

export const analyze = commandSpec<AnalyzeOptions>({
  name: 'analyze',
  summary: 'Measure one track, and its stems.',
  isOneJob: ({ stems }) => stems === undefined,
  examples: [
    'coproducer analyze "My Track.wav"',
    'coproducer analyze "My Track.wav" --png "My Track.png"',
    'coproducer analyze "My Track.wav" --stems "My Track Stems"',
    'coproducer analyze "My Track.wav" --json > analysis.json',
  ],
  build: (command: Command) =>
    command
      .argument('<mix>', 'audio file')
      .option('--stems <folder>', 'measure the bounced tracks in this folder as well')
      .option('--csv <file>', 'write every number as a table for spreadsheets', fileNamed('.csv'))
      .option('--png <file>', 'draw loudness, tonal balance and width as a picture', fileNamed('.png')),
  run: async (session, [file], { csv, png, stems }) => {
    const mix = file as string;
    const inStems = stems === undefined ? undefined : await withStems(session.workshop, { mix, stems });
    const analysis = inStems?.analysis ?? (await analyse(session.workshop, mix));
    if (csv !== undefined) await writeFileSafely(csv, analysisCsv(analysis));
    if (png !== undefined) {
      // Loaded when wanted, as is what measures stems: both make tables as they load.
      const [{ analysisPicture }, { renderPng }] = await Promise.all([
        import('../picture/analysis-picture.ts'),
        import('../picture/render-png.ts'),
      ]);
      const picture = await renderPng(analysisPicture(analysis), join(session.programFolder, 'picture'));
      await writeFileSafely(png, picture);
    }
    session.answer(inStems ?? analysis, () => [
      ...analysisLines(analysis, session.ink, labelOf, session.columns),
      ...(inStems === undefined ? [] : ['', ...stemAnalysisLines(inStems, session.ink, session.columns)]),
      ...[csv, png].flatMap((written) => (written === undefined ? [] : [`Written: ${written}`])),
    ]);
  },
});

async function withStems(workshop: Workshop, request: { mix: string; stems: string }): Promise<StemAnalysisDocument> {
  const { analyseStems } = await import('../../src/assistant/analyse-stems.ts');
  return analyseStems(workshop, request);
}

/** Parses an option that names a file to write; the ending keeps a slip of the hand from replacing a recording. */
function fileNamed(ending: string): (text: string) => string {
  return (text) => {
    if (extname(text).toLowerCase() !== ending) throw new InvalidArgumentError(`It must end in ${ending}.`);
    return resolve(text);
  };
}
