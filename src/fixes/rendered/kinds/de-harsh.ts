import { BITE_HZ, LEAST_OWN_SHARE, type StemDynamics } from '../../../analysis/stem-dynamics.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import { MULTIBAND_DYNAMICS } from '../../../devices/multiband-dynamics.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels, Milliseconds } from '../../../dsp/units.ts';
import type { StemRole } from '../../../store/stem-map-document.ts';
import { roundTo } from '../../fix-kind.ts';
import { usableDevices } from '../../kinds/device-change.ts';
import type { StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind, RenderedScene } from '../rendered-kind.ts';
import { rowSeverity } from '../row-severity.ts';
import { aimOf, tooHigh, type StemEvidence } from '../stem-evidence.ts';
import { settingsChanges } from './settings-changes.ts';

/**
 * What has notes between 2 and 5 kHz; drums burst there by their nature, and so does the filter of an acid line at
 * every accent.
 */
const BITING_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['lead', 'pluck', 'vocal', 'pad']);

/** In spreads beyond the references: what comes back from a deep duck bursts out, and goes with the duck. */
const TOO_MUCH_PUMPING = 0.5;

const RATIO_STEP = 0.5;
const LOWEST_RATIO = 1.5;
/** More takes the consonants from a voice. */
const HIGHEST_RATIO = 4;
const TYPICAL_RATIO = 2;
/** Down within a burst, back before the next note. */
const ATTACK_MS: Milliseconds = 2;
const RELEASE_MS: Milliseconds = 80;
const THRESHOLD_STEP_DB: Decibels = 0.5;
/** The detector reads one side, `biteDb` the power of both. */
const ONE_SIDE_DB: Decibels = 3;

/**
 * A stem whose upper mids hurt only in places: Multiband Dynamics that holds 2 to 5 kHz down where they burst out,
 * and leaves all else. The size is the ratio. What is harsh all the time is a matter for an equaliser, which comes
 * first.
 */
export const deHarshKind: RenderedKind = {
  name: 'de-harsh',
  candidates(scene) {
    if (rowSeverity(scene.rows, scene.values, 'pumping.depth') >= TOO_MUCH_PUMPING) return [];
    return scene.stems
      .filter(({ role, devicesOpen }) => devicesOpen && BITING_ROLES.has(role))
      .filter(({ track }) => usableDevices(track, MULTIBAND_DYNAMICS).length === 0)
      .flatMap((stem) => {
        const dynamicsOf = (): StemDynamics | undefined => scene.readings.dynamicsOf(stem.index);
        const evidence = tooHigh(stem, 'burstExcessDb', dynamicsOf);
        const dynamics = evidence && dynamicsOf();
        if (evidence === undefined || dynamics === undefined) return [];
        const isOfTheBand = dynamics.ownBurstDb > LEAST_OWN_SHARE * dynamics.burstDb;
        return isOfTheBand ? [candidateOf(stem, evidence, scene)] : [];
      });
  },
};

function candidateOf(stem: StemContext, evidence: StemEvidence, scene: RenderedScene): RenderedCandidate {
  const biteDb = scene.readings.dynamicsOf(stem.index)?.biteDb ?? 0;
  const thresholdDb = roundTo(Math.min(0, biteDb - ONE_SIDE_DB), THRESHOLD_STEP_DB);
  const settingsOf = (ratio: number): DeviceSettings => ({
    'Low-Mid Crossover': BITE_HZ[0],
    'Mid-High Crossover': BITE_HZ[1],
    'Above Threshold (Mid)': thresholdDb,
    'Above Ratio (Mid)': ratio,
    'Attack Time (Mid)': ATTACK_MS,
    'Release Time (Mid)': RELEASE_MS,
    'Band Activator (Low)': 'Off',
    'Band Activator (High)': 'Off',
  });
  const wanted = roundTo(evidence.before / aimOf(evidence), RATIO_STEP);
  return {
    kind: 'de-harsh',
    stem: stem.index,
    track: stem.track.name,
    role: stem.role,
    grid: [...new Set([Math.min(HIGHEST_RATIO, Math.max(LOWEST_RATIO, wanted)), TYPICAL_RATIO])],
    step: RATIO_STEP,
    limits: [LOWEST_RATIO, HIGHEST_RATIO],
    typicalSize: TYPICAL_RATIO,
    model: MULTIBAND_DYNAMICS.name,
    evidence,
    devices: (ratio) => [{ place: stem.index, model: MULTIBAND_DYNAMICS, settings: settingsOf(ratio) }],
    place: (ratio) => ({
      device: MULTIBAND_DYNAMICS.name,
      insert: true,
      changes: settingsChanges({ model: MULTIBAND_DYNAMICS, standing: undefined }, settingsOf(ratio)),
      spot: `Multiband Dynamics, mid band above ${withUnit(thresholdDb, 'dB')}`,
    }),
    phrase: (ratio) => `hold 2 to 5 kHz down ${String(ratio)} : 1 where they burst out`,
    why: (before, after) =>
      `Its 2 to 5 kHz burst out ${withUnit(before, 'dB', 1)} further than what lies below and above them; about ${withUnit(after, 'dB', 1)} after this fix.`,
    risk: (ratio) => (ratio > TYPICAL_RATIO ? 'medium' : 'low'),
  };
}
