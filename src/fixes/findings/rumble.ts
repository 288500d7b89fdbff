import { spokenHertz, withUnit } from '../../dsp/spoken-units.ts';
import type { Decibels, Hertz, Power } from '../../dsp/units.ts';
import type { StemRole } from '../../store/stem-map-document.ts';
import { FLAT_Q, hasEqBand } from '../kinds/eq-band.ts';
import { gramIndex, type MixModel } from '../mix-model.ts';
import type { FindingKind } from '../stem-findings.ts';
import { offsetOf } from './dc-offset.ts';

/** What goes on below a sound. */
export interface StemRumble {
  /** Its level against the whole stem's. */
  levelDb: Decibels;
  /** From here up the stem plays. */
  playsFromHz: Hertz;
}

/** Whatever plays no note down there. An effect may be a boom, and of some others too little is known. */
const HIGHER_ROLES: ReadonlySet<StemRole> = new Set<StemRole>([
  'lead',
  'pluck',
  'pad',
  'vocal',
  'snare',
  'hats',
  'percussion',
]);
/** The lowest string of a bass guitar sounds 41 Hz. */
const RUMBLE_END_HZ: Hertz = 45;
/**
 * Stems of these roles in four songs of the demo's composer have −48 dB at most, those recorded for two songs −30;
 * noise at −32 dBFS below a lead has −13.
 */
const LEAST_LEVEL_DB: Decibels = -24;
/** Noise has its lowest third octave so near to its loudest one; a note of 41 Hz leaves 30 dB less there. */
const BROAD_DB: Decibels = 10;
/** Between a rumble and the lowest note lies a gap that is so deep against both. */
const GAP_DB: Decibels = 6;
/** Corners a person would dial in. */
const CORNERS_HZ: readonly Hertz[] = [160, 125, 100, 80, 60];
/** A cut of 48 dB per octave takes 3 dB at its corner, and a quarter of one so far above it. */
const ROOM = 1.2;

/** Noise of a motor, a stage or a plug-in below whatever an instrument plays, or subsonic waste of its synthesis. */
export const rumbleFinding: FindingKind = (stem, { dcOffset }) => {
  const { rumble, role } = stem;
  // A constant that begins and ends is low noise as well, and has a filter of its own.
  if (rumble === undefined || !HIGHER_ROLES.has(role) || offsetOf(dcOffset) !== undefined) return undefined;
  const corner = CORNERS_HZ.find((hz) => hz * ROOM <= rumble.playsFromHz);
  if (corner === undefined) return undefined;
  return {
    stem,
    move: hasEqBand(stem) ? { kind: 'steep low cut', stem: stem.index, size: 1, hz: corner, q: FLAT_Q } : undefined,
    byHand: `something rumbles below it. Cut what lies below ${spokenHertz(corner)} at its source.`,
    why: `Below ${spokenHertz(RUMBLE_END_HZ)}, where it plays no note, it has a rumble of ${withUnit(rumble.levelDb, 'dB', 0)} against all of it, and nothing more up to ${spokenHertz(rumble.playsFromHz)}.`,
    colours: true,
    bendsLevel: true,
  };
};

/**
 * What a stem has below 45 Hz and plays above, over all sections; `undefined` where that is little, where it is a note,
 * and where no gap parts it from what is played.
 */
export function rumbleOf({ bandCentreHz, sections, stems }: MixModel, stem: number): StemRumble | undefined {
  const levels = bandCentreHz.map((hz, b) => {
    const own = gramIndex(stems.length, b, stem, stem);
    return { hz, energy: sections.reduce((sum, { mid, side }) => sum + mid[own] + side[own], 0) };
  });
  const below = levels.filter(({ hz }) => hz < RUMBLE_END_HZ);
  const above = levels.filter(({ hz }) => hz >= RUMBLE_END_HZ);
  if (below.length === 0 || above.length === 0) return undefined;
  const levelDb = decibelsBetween(energyOf(below), energyOf(levels));
  const isBroad = decibelsBetween(below[0].energy, loudestOf(below).energy) > -BROAD_DB;
  if (!(levelDb >= LEAST_LEVEL_DB) || !isBroad) return undefined;
  const skirt = above.slice(0, above.indexOf(loudestOf(above)));
  if (skirt.length === 0) return undefined;
  const gap = skirt.reduce((a, b) => (b.energy < a.energy ? b : a));
  const stands = (energy: Power): boolean => decibelsBetween(energy, gap.energy) > GAP_DB;
  const lowest = above.slice(above.indexOf(gap)).find(({ energy }) => stands(energy));
  return lowest !== undefined && stands(loudestOf(below).energy) ? { levelDb, playsFromHz: lowest.hz } : undefined;
}

interface BandEnergy {
  hz: Hertz;
  energy: Power;
}

function energyOf(bands: readonly BandEnergy[]): Power {
  return bands.reduce((sum, { energy }) => sum + energy, 0);
}

function loudestOf(bands: readonly BandEnergy[]): BandEnergy {
  return bands.reduce((a, b) => (b.energy > a.energy ? b : a));
}

function decibelsBetween(energy: Power, reference: Power): Decibels {
  return 10 * Math.log10(energy / reference);
}
