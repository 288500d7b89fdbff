import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { analyseInForm } from '../../src/assistant/analyse-in-form.ts';
import { analyse } from '../../src/assistant/analyse.ts';
import { JOBS } from '../../src/assistant/jobs.ts';
import type { Workers } from '../../src/assistant/workers.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import type { AnalysisDocument, Section } from '../../src/store/analysis-document.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import { renderSynth, type SynthPart } from '../analysis/synth.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'analyse-in-form-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const [GROOVE, BREAK, DROP]: SynthPart[] = [
  { bars: 8, kick: true, hats: true },
  { bars: 8, pad: true, lead: true },
  { bars: 16, kick: true, clap: true, hats: true, bass: 'offbeat', pad: true, lead: true },
];

let workshop: Workshop;
let before: AnalysisDocument;
beforeAll(async () => {
  const run = (name: keyof typeof JOBS, order: never): Promise<unknown> => JOBS[name](order);
  workshop = {
    home: await openHome(join(FOLDER, 'home')),
    workers: { size: 1, run: run as Workers['run'] },
    progress: SILENT,
    signal: undefined,
    now: () => new Date(),
  };
  before = await analyse(workshop, await bounce('before', [GROOVE, BREAK, DROP]));
});

async function bounce(name: string, parts: readonly SynthPart[]): Promise<string> {
  const file = join(FOLDER, `${name}.wav`);
  await writeWav(file, renderSynth({ tempoBpm: 138, tonic: 9, parts }), { format: 'pcm24' });
  return file;
}

const kindsOf = ({ sections }: { sections: Section[] }): string[] => sections.map(({ kind }) => kind);

describe('a new bounce', () => {
  test('is measured in the sections of the one before, though by itself it would be cut into others', async () => {
    const file = await bounce('no hats, no kick at first', [{ ...GROOVE, kick: false }, BREAK, DROP]);
    const own = await analyse(workshop, file);
    expect(kindsOf(own)).not.toEqual(kindsOf(before));
    const after = await analyseInForm(workshop, file, before);
    expect(after.sections).toEqual(before.sections);
    expect(after.grid).toEqual(before.grid);
    expect(after.contentHash).toBe(own.contentHash);
    const drop = ({ spectra }: AnalysisDocument): number | undefined =>
      spectra.find(({ scope }) => scope === 'drop')?.seconds;
    expect(drop(after)).toBe(drop(before));
    // What is remembered of the file by itself stays.
    expect(await analyse(workshop, file)).toEqual(own);
  });

  test('that is cut alike is measured once', async () => {
    const file = await bounce('louder lead', [GROOVE, { ...BREAK, hats: true }, DROP]);
    const after = await analyseInForm(workshop, file, before);
    expect(kindsOf(after)).toEqual(kindsOf(before));
    expect(after).toEqual(await analyse(workshop, file));
  });

  test('of another length is measured by itself', async () => {
    const file = await bounce('longer', [GROOVE, GROOVE, BREAK, DROP]);
    expect(await analyseInForm(workshop, file, before)).toEqual(await analyse(workshop, file));
  });
});
