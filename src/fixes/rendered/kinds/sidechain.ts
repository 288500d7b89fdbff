import { beatSecondsOf, isGridded } from '../../../analysis/beat-grid.ts';
import { COMPRESSOR } from '../../../devices/compressor.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels, Seconds } from '../../../dsp/units.ts';
import type { StereoSignal } from '../../../audio/audio-source.ts';
import { shownIn } from '../../kinds/device-change.ts';
import type { DeviceSnapshot } from '../../../live/live-set.ts';
import type { BeatGrid } from '../../../store/analysis-document.ts';
import type { StemRole } from '../../../store/stem-map-document.ts';
import type { StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind, RenderedScene } from '../rendered-kind.ts';
import { LEAST_SEVERITY, rowSeverity } from '../row-severity.ts';
import { duckSettings, type Duck } from './duck-settings.ts';
import { DUCKING_CONTROLS, deafCompressor, isDeaf, keyedCompressors } from './keyed-compressors.ts';
import { settingsChanges } from './settings-changes.ts';

/** What makes room for the kick: whatever holds its notes. Drums and voices are left alone. */
const DUCKED_ROLES: ReadonlySet<StemRole> = new Set<StemRole>([
  'bass',
  'acid',
  'pad',
  'lead',
  'pluck',
  'fx',
  'unknown',
]);
const BASS_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['bass', 'acid']);

/** What dips by more than this has a sidechain. */
const DUCKED_DB: Decibels = 2.5;
/** A stem this far below the loudest between 200 Hz and 5 kHz does not make the mix pump. */
const QUIET_BODY_DB: Decibels = -16;
const SHALLOWEST_DB: Decibels = 2;
/** Producers speak of 4 to 8 dB in trance; beyond twelve it is an effect. */
const DEEPEST_DB: Decibels = 12;
const TYPICAL_DB: Decibels = 6;
/** Where the references do not say: back before the off-beat. */
const RECOVERY_BEATS = 0.25;
/** The window in which a recovery still sounds like a sidechain, in beats. */
const RECOVERY_RANGE_BEATS: readonly [number, number] = [0.12, 0.45];

/**
 * A dip under the kick for a stem that has none: a Compressor that hears the kick, a new one or one that was set to
 * listen and hears nothing. The size is the depth of the dip.
 */
export const sidechainKind: RenderedKind = {
  name: 'sidechain',
  candidates(scene) {
    const { rows, values } = scene;
    const pumpsTooLittle = rowSeverity(rows, values, 'pumping.depth') <= -LEAST_SEVERITY;
    const overlaps = rowSeverity(rows, values, 'lowEnd.overlap') >= LEAST_SEVERITY;
    if (!pumpsTooLittle && !overlaps) return [];
    const bodyDb = ({ index }: StemContext): Decibels => scene.readings.factsOf(index)?.bodyDb ?? -Infinity;
    const loudest = Math.max(...scene.stems.map(bodyDb));
    return scene.stems
      .filter(({ role, devicesOpen }) => devicesOpen && DUCKED_ROLES.has(role))
      .filter(
        (stem) => (pumpsTooLittle && bodyDb(stem) > loudest + QUIET_BODY_DB) || (overlaps && BASS_ROLES.has(stem.role)),
      )
      .filter((stem) => !isDucked(stem, scene))
      .flatMap((stem) => duckUnderKick(stem, scene, wantedRecovery(scene)) ?? []);
  },
};

/**
 * Such a dip on one stem, back after `recoverySeconds`; `undefined` where there is no beat, no kick to hear, or a
 * Compressor on its track that listens to another track already.
 */
export function duckUnderKick(
  stem: StemContext,
  { section, kick }: RenderedScene,
  recoverySeconds: Seconds,
): RenderedCandidate | undefined {
  const key = section.stems.find(({ index }) => index === kick?.index)?.signal;
  if (kick === undefined || key === undefined || !isGridded(section.grid) || section.stretch.bars === 0) {
    return undefined;
  }
  if (!stem.devicesOpen || hasSidechain(stem)) return undefined;
  const settingsAt = (depthDb: Decibels): DeviceSettings | undefined =>
    settingsFor(key, { depthDb, recoverySeconds: inRange(recoverySeconds, section.grid) }, section.grid);
  const deepest = settingsAt(DEEPEST_DB);
  if (deepest === undefined) return undefined;
  const settingsOf = (depthDb: Decibels): DeviceSettings => settingsAt(depthDb) ?? deepest;
  const standing = deafCompressor(stem)?.standing;
  const device = standing?.name ?? COMPRESSOR.name;
  const wantedOf = (depthDb: Decibels): DeviceSettings =>
    standing === undefined ? settingsOf(depthDb) : { ...FRESH_DUCKING, ...settingsOf(depthDb) };
  return {
    kind: 'sidechain',
    stem: stem.index,
    track: stem.track.name,
    role: stem.role,
    grid: [6],
    step: 1,
    limits: [SHALLOWEST_DB, DEEPEST_DB],
    typicalSize: TYPICAL_DB,
    model: COMPRESSOR.name,
    devices: (size) => [{ place: stem.index, model: COMPRESSOR, settings: settingsOf(size), key: kick.index }],
    place: (size) => ({
      device,
      insert: standing === undefined,
      changes: settingsChanges({ model: COMPRESSOR, standing }, wantedOf(size)),
      spot: `${device}, sidechain from ${kick.track}`,
    }),
    phrase: (size) => `duck by ${withUnit(size, 'dB')} under the kick`,
    risk: (size) => (size > TYPICAL_DB ? 'medium' : 'low'),
    sidechainFrom: kick.track,
    ...(standing !== undefined && { standing: { settings: asItStands(standing), hears: '' } }),
  };
}

/** By what its level does, or by a Compressor on its track that listens to another. */
function isDucked(stem: StemContext, scene: RenderedScene): boolean {
  const ducking = scene.readings.factsOf(stem.index)?.ducking;
  return (ducking !== undefined && typeof ducking !== 'string' && ducking.depthDb > DUCKED_DB) || hasSidechain(stem);
}

function hasSidechain(stem: StemContext): boolean {
  return keyedCompressors(stem).some((device) => !isDeaf(device));
}

/** How it would duck if it heard anything. */
function asItStands(standing: DeviceSnapshot): DeviceSettings {
  return Object.fromEntries(
    [...DUCKING_CONTROLS, 'S/C On'].map((name) => [name, shownIn({ model: COMPRESSOR, standing }, name)]),
  );
}

/** What a fresh Compressor has where a standing one may be set otherwise. */
const FRESH_DUCKING: DeviceSettings = Object.fromEntries(
  DUCKING_CONTROLS.map((name) => [name, shownIn({ model: COMPRESSOR, standing: undefined }, name)]),
);

/** The settings for a key are asked for again and again, for several stems. */
const KNOWN_SETTINGS = new WeakMap<StereoSignal, Map<string, DeviceSettings | undefined>>();

function settingsFor(key: StereoSignal, duck: Duck, grid: BeatGrid): DeviceSettings | undefined {
  const known = KNOWN_SETTINGS.get(key) ?? new Map<string, DeviceSettings | undefined>();
  KNOWN_SETTINGS.set(key, known);
  const name = `${String(duck.depthDb)} ${String(duck.recoverySeconds)}`;
  if (!known.has(name)) known.set(name, duckSettings(duck, key, grid));
  return known.get(name);
}

/** What the references do; a quarter of a beat where they do not say. */
function wantedRecovery({ rows, section }: RenderedScene): Seconds {
  const row = rows.find(({ feature }) => feature.id === 'pumping.release');
  return row === undefined ? RECOVERY_BEATS * beatSecondsOf(section.grid) : row.median / 1000;
}

function inRange(recoverySeconds: Seconds, grid: BeatGrid): Seconds {
  const [least, most] = RECOVERY_RANGE_BEATS.map((beats) => beats * beatSecondsOf(grid));
  return Math.min(most, Math.max(least, recoverySeconds));
}
