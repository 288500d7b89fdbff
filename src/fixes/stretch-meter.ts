import type { StereoSignal } from '../audio/audio-source.ts';
import { bandFeatures } from '../analysis/band-features.ts';
import { barSecondsOf, isGridded } from '../analysis/beat-grid.ts';
import { kickBarsOf, kicksPerBar } from '../analysis/kick-bars.ts';
import { measureKickToBass } from '../analysis/kick-to-bass.ts';
import { measureKick } from '../analysis/kick.ts';
import { measureLoudness } from '../analysis/loudness-features.ts';
import { measureSignalFrames } from '../analysis/one-pass.ts';
import { measurePassagePumping } from '../analysis/pumping.ts';
import { sectionSpectra } from '../analysis/section-spectra.ts';
import type { TrackFrames } from '../analysis/track-frames.ts';
import { featureKey, type BandSpectrum, type Section } from '../store/analysis-document.ts';
import type { LoudSection } from './loud-section.ts';

/** What was measured on one render of the loudest passage. */
export interface StretchReading {
  /** By `featureKey`; a passage has its own kind of section and `whole`. */
  values: ReadonlyMap<string, number>;
  /** Mean band powers; `undefined` for a passage shorter than a window. */
  spectrum: BandSpectrum | undefined;
  clippedRuns: number;
  dcOffset: number;
}

/**
 * Measures a render with the functions that measure a whole bounce: loudness, peaks, crest, tone and stereo, the kick
 * and the bass, pumping. Pumping is told from other rhythms by the bounce's bars without a kick, as it is there.
 *
 * @throws Failure 'input' for silence
 */
export function measureStretch(render: StereoSignal, section: LoudSection): StretchReading {
  const frames = measureSignalFrames(render);
  const { kind, bars } = section.stretch;
  const sections: Section[] = [{ kind, startSeconds: 0, endSeconds: frames.durationSeconds, startBar: 0, bars }];
  const spectrum = sectionSpectra(frames, sections).find(({ scope }) => scope === kind);
  const features = [
    ...measureLoudness(frames, sections).features,
    ...(spectrum === undefined ? [] : bandFeatures(spectrum, frames.spectra.bandCentreHz)),
    ...(isGridded(section.grid) && bars > 0
      ? [
          ...measureKickToBass(frames, section.grid, sections, 1).features,
          ...measureKick(frames, section.grid, sections).features,
          ...pumpingOf(frames, section),
        ]
      : []),
  ];
  return {
    values: new Map(features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const)),
    spectrum,
    clippedRuns: frames.levels.clippedRuns,
    dcOffset: frames.levels.dcOffset,
  };
}

function pumpingOf(frames: TrackFrames, { grid, rest, stretch }: LoudSection): PumpingFeature[] {
  const { body, blockSeconds } = frames.envelopes;
  const bars = kickBarsOf(kicksPerBar(frames, grid), grid, [], frames.durationSeconds);
  const ducking = measurePassagePumping(
    { body, blockSeconds, starts: bars.kick },
    rest && {
      body: rest.bounceBody,
      blockSeconds: rest.blockSeconds,
      starts: Array.from({ length: rest.bars }, (_, bar) => bar * barSecondsOf(grid)),
    },
    bars,
  );
  if (typeof ducking === 'string') return [];
  const { depthDb, releaseMs, regularity, phase } = ducking;
  return [
    { id: 'pumping.depth', scope: stretch.kind, value: depthDb },
    { id: 'pumping.release', scope: 'whole', value: releaseMs },
    { id: 'pumping.regularity', scope: 'whole', value: regularity },
    { id: 'pumping.phase', scope: 'whole', value: phase },
  ];
}

interface PumpingFeature {
  id: string;
  scope: BandSpectrum['scope'];
  value: number;
}
