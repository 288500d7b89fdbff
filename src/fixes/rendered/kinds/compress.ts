import { beatSecondsOf, isGridded } from '../../../analysis/beat-grid.ts';
import { COMPRESSOR } from '../../../devices/compressor.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels, Milliseconds } from '../../../dsp/units.ts';
import { roundTo } from '../../fix-kind.ts';
import type { StemRole } from '../../../store/stem-map-document.ts';
import { shownIn, usableDevices } from '../../kinds/device-change.ts';
import type { StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind, RenderedScene } from '../rendered-kind.ts';
import { aimOf, tooHigh, usualWords, type StemEvidence } from '../stem-evidence.ts';
import { settingsChanges } from './settings-changes.ts';

/** What plays notes whose loudness is meant to be even. Drums have ghost notes, and effects and pads swell. */
const EVEN_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['bass', 'acid', 'lead', 'pluck', 'vocal']);

const RATIO_STEP = 0.5;
/** More would be an effect. */
const HIGHEST_RATIO = 4;
const LOWEST_RATIO = 1.5;
const TYPICAL_RATIO = 2.5;
/** Quick enough for a pluck, slow enough to leave its first cycles. */
const ATTACK_MS: Milliseconds = 3;
/** Back before the next sixteenth; about that without a beat to count. */
const RELEASE_BEATS = 0.25;
const RELEASE_MS: Milliseconds = 110;
const RELEASE_STEP_MS: Milliseconds = 5;
const GAIN_STEP_DB: Decibels = 0.5;
/**
 * From the level of the middle notes down to the threshold: 3 dB because the detector reads one side and `noteDb` both,
 * 1 because it is still on its way up when the note is at its loudest.
 */
const BELOW_NOTES_DB: Decibels = 4;

/**
 * A stem whose loudest notes stand too far above its middle ones: a Compressor that begins at the middle notes, as loud
 * afterwards as before. The size is its ratio.
 */
export const compressKind: RenderedKind = {
  name: 'compress',
  candidates: (scene) =>
    scene.stems
      .filter(({ role, devicesOpen }) => devicesOpen && EVEN_ROLES.has(role))
      .filter((stem) => !isCompressed(stem))
      .flatMap((stem) => {
        const evidence = tooHigh(stem, 'unevennessDb', () => scene.readings.dynamicsOf(stem.index));
        return evidence === undefined ? [] : [candidateOf(stem, evidence, scene)];
      }),
};

/** A Compressor that stands there and hears its own track was set by ear: two in a row would be a guess. */
function isCompressed({ track }: StemContext): boolean {
  return usableDevices(track, COMPRESSOR).some(
    (standing) => shownIn({ model: COMPRESSOR, standing }, 'S/C On') !== 'On',
  );
}

function candidateOf(stem: StemContext, evidence: StemEvidence, scene: RenderedScene): RenderedCandidate {
  const { grid } = scene.section;
  const noteDb = scene.readings.dynamicsOf(stem.index)?.noteDb ?? 0;
  const known = new Map<number, DeviceSettings>();
  const settingsOf = (ratio: number): DeviceSettings => {
    const settings = known.get(ratio) ?? settingsAt(ratio);
    known.set(ratio, settings);
    return settings;
  };
  const settingsAt = (ratio: number): DeviceSettings => {
    const settings = {
      Threshold: roundTo(Math.min(0, noteDb - BELOW_NOTES_DB), GAIN_STEP_DB),
      Ratio: ratio,
      Attack: ATTACK_MS,
      Release: isGridded(grid) ? roundTo(1000 * RELEASE_BEATS * beatSecondsOf(grid), RELEASE_STEP_MS) : RELEASE_MS,
      Model: 'RMS',
      'S/C EQ On': 'Off',
    };
    const lostDb = scene.readings.lossOf([{ place: stem.index, model: COMPRESSOR, settings }]);
    return { ...settings, Output: roundTo(lostDb, GAIN_STEP_DB) };
  };
  const wanted = evidence.before / aimOf(evidence);
  return {
    kind: 'compress',
    stem: stem.index,
    track: stem.track.name,
    role: stem.role,
    grid: [...new Set([wanted, TYPICAL_RATIO].map((ratio) => ratioNear(ratio)))],
    step: RATIO_STEP,
    limits: [LOWEST_RATIO, HIGHEST_RATIO],
    typicalSize: TYPICAL_RATIO,
    model: COMPRESSOR.name,
    evidence,
    devices: (ratio) => [{ place: stem.index, model: COMPRESSOR, settings: settingsOf(ratio) }],
    place: (ratio) => ({
      device: COMPRESSOR.name,
      insert: true,
      changes: settingsChanges({ model: COMPRESSOR, standing: undefined }, settingsOf(ratio)),
      spot: `Compressor, threshold ${withUnit(Number(settingsOf(ratio).Threshold), 'dB')}, output ${withUnit(Number(settingsOf(ratio).Output), 'dB')}`,
    }),
    phrase: (ratio) => `compress ${String(ratio)} : 1 from its middle notes up`,
    why: (before, after) =>
      `Its loudest notes stand above its middle ones by ${usualWords(evidence, before)}; about ${withUnit(after, 'dB', 1)} after this fix.`,
    risk: (ratio) => (ratio > TYPICAL_RATIO ? 'medium' : 'low'),
  };
}

function ratioNear(ratio: number): number {
  return roundTo(Math.min(HIGHEST_RATIO, Math.max(LOWEST_RATIO, ratio)), RATIO_STEP);
}
