import path from 'node:path';
import type { MaskedPair } from '../analysis/masking.ts';
import { isGridded } from '../analysis/beat-grid.ts';
import { kickBarsOf } from '../analysis/kick-bars.ts';
import type { StemPortrait } from '../analysis/stem-portrait.ts';
import { estimateMasterChain } from '../fixes/master-chain.ts';
import { canBeWeighed } from '../fixes/measure-mix-model.ts';
import type { AnalysedStem, StemAnalysisDocument } from '../store/stem-analysis-document.ts';
import { analyse } from './analyse.ts';
import { beginPassage } from './begin-passage.ts';
import { mapStems } from './stem-map.ts';
import { weighStems } from './weigh-stems.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

/**
 * Measures a mix and each of its stems: what it is, how it ducks, what it is made of, and what covers it. What else a
 * plan asks of the files alone, how the stems add up to the mix and what the master makes of their sum, is measured
 * with it and kept in the home, so that a plan need not.
 */
export async function analyseStems(
  workshop: Workshop,
  { mix, stems: folder }: { mix: string; stems: string },
): Promise<StemAnalysisDocument> {
  const { workers, progress, signal } = workshop;
  const analysis = await analyse(workshop, mix);
  const { grid, sections, curves, durationSeconds } = analysis;
  const { map, used, masking, notes } = await mapStems(workshop, {
    folder,
    mix,
    tracks: undefined,
    correctedMap: undefined,
    sections,
  });
  const bars = isGridded(grid) ? kickBarsOf(curves.perBar.kicks, grid, sections, durationSeconds) : undefined;
  progress.stage('Measuring the stems', map.stems.length);
  const portraits = await onEvery(
    workers,
    map.stems,
    async ({ file, role, leftOut }) =>
      leftOut === '' ? workers.run('portrayStem', { file, role, bars }, signal) : Promise.resolve(undefined),
    (done, { file }) => progress.step(done, path.basename(file)),
  );
  if (canBeWeighed(sections)) {
    progress.stage('Weighing the stems', 1);
    const bounce = path.resolve(mix);
    const model = await weighStems(workshop, used, bounce, analysis);
    const passage = { stems: used, bounce, analysis, model, chain: estimateMasterChain(model) };
    const begun = await beginPassage(workshop, passage);
    await begun?.coming;
    progress.step(1);
  }
  const whole = masking.scopes.find(({ scope }) => scope === 'whole');
  const lost = new Map(whole?.stems.map((stem) => [stem.track, stem.lost]));
  return {
    schema: 'coproducer.stem-analysis/1',
    analysis,
    folder: map.folder,
    stems: map.stems.map(({ file, track, role, roleConfidence, leftOut }, i) => ({
      ...{ file, track, role, roleConfidence, leftOut },
      ...portrayed(portraits[i]),
      ...(lost.has(track) && { masked: lost.get(track) }),
    })),
    masking: whole?.pairs.map(pairOf) ?? [],
    notes,
  };
}

function portrayed(portrait: StemPortrait | undefined): Partial<AnalysedStem> {
  if (portrait === undefined) return {};
  const { loudness, ducking, supersaw, acid } = portrait;
  return {
    ...(Number.isFinite(loudness) && { loudnessLufs: loudness }),
    ...(typeof ducking === 'string'
      ? { duckingUnknown: ducking }
      : { ducking: { depthDb: ducking.depthDb, releaseMs: ducking.releaseMs } }),
    ...(supersaw && { supersaw: { detuneCents: supersaw.detuneCents, voices: supersaw.voices } }),
    ...(acid && { acid: acid.score }),
  };
}

function pairOf({ masker, masked, lost, bands }: MaskedPair): StemAnalysisDocument['masking'][number] {
  const worst = bands.reduce((most, band) => (band.importance * band.lost > most.importance * most.lost ? band : most));
  return { masker, masked, lost, worstHz: worst.centreHz };
}
