import type { Decibels, Hertz } from '../../dsp/units.ts';
import type { MasterSettings } from '../master-song.ts';
import type { Random } from '../random.ts';
import type { ChannelSettings, DuckSettings, EqMove, SongSection, SweepPoint, Voice } from '../song.ts';
import { FULLY_OPEN_HZ } from '../studio/sweep-filter.ts';
import type { StyleSheet, TrackName } from '../style-sheet.ts';

/** The instrument of a track, drawn from the style. */
export function composeVoice(name: TrackName, sheet: StyleSheet, kickHz: Hertz, random: Random): Voice {
  const [voices, detuneCents] = [sheet.supersaw.voices, sheet.supersaw.detuneCents];
  switch (name) {
    case 'Kick':
      return {
        instrument: 'kick',
        fundamentalHz: kickHz,
        sweepHz: random.between(220, 320),
        sweepMs: random.between(11, 15),
        lengthMs: random.between(...sheet.kickMs),
        click: random.between(0.3, 0.6),
      };
    case 'Clap':
      return {
        instrument: 'clap',
        centreHz: random.between(1150, 1700),
        decayMs: random.between(90, 150),
        roomMs: 250 * random.between(...sheet.reverbSeconds),
      };
    case 'Snare Roll':
      return {
        instrument: 'snare',
        toneHz: random.between(180, 230),
        decayMs: random.between(80, 130),
        roomMs: 250 * random.between(...sheet.reverbSeconds),
      };
    case 'Hats':
      return {
        instrument: 'hats',
        cutHz: random.between(6000, 7500),
        closedMs: random.between(22, 38),
        openMs: random.between(90, 150),
      };
    case 'Percussion':
      return { instrument: 'percussion', tuneSemitones: random.between(-3, 3), pan: random.between(0.25, 0.6) };
    case 'Bass':
      return {
        instrument: 'bass',
        shape: random.chance(0.7) ? 'saw' : 'square',
        cutoffHz: random.between(240, 360),
        sweepOctaves: random.between(1.6, 2.6),
        decayMs: random.between(70, 120),
        resonance: random.between(0.1, 0.3),
        subDb: random.between(-14, -10),
      };
    case 'Acid':
      return {
        instrument: 'acid',
        shape: random.chance(0.6) ? 'saw' : 'square',
        resonance: random.between(0.78, 0.92),
        sweepOctaves: random.between(1, 2),
        decayMs: random.between(90, 200),
      };
    case 'Lead':
      return {
        instrument: 'supersaw',
        voices: random.integer(...voices),
        detuneCents: random.between(...detuneCents),
        cutoffHz: 14000,
        attackMs: 3,
        releaseMs: random.between(60, 110),
      };
    case 'Pad':
      return {
        instrument: 'supersaw',
        voices: 4,
        detuneCents: random.between(10, 16),
        cutoffHz: random.between(2000, 3500),
        attackMs: 120,
        releaseMs: 350,
      };
    case 'Pluck':
      return {
        instrument: 'pluck',
        shape: random.chance(0.5) ? 'saw' : 'square',
        cutoffHz: random.between(350, 600),
        sweepOctaves: random.between(2.5, 3.5),
        decayMs: random.between(70, 130),
      };
    case 'Vocal':
      return {
        instrument: 'singer',
        vowels: [random.pick(['a', 'e', 'o'] as const), random.pick(['o', 'u'] as const)],
      };
    case 'FX':
      return { instrument: 'effects' };
  }
}

/** Level, equaliser, width, ambience and ducking of a track: the style's centre and the song's own taste around it. */
export function composeChannel(
  name: TrackName,
  sheet: StyleSheet,
  sections: readonly SongSection[],
  random: Random,
): ChannelSettings {
  const place = PLACES[name];
  const strayDb = name === 'Kick' || name === 'Bass' ? LOW_END_STRAY_DB : STRAY_DB;
  const levelDb = round(sheet.levelDb[name] + random.fork('level').spread(strayDb), 1);
  const width = place.width * random.fork('width').between(...sheet.width);
  const sweep = composeSweep(name, sections, random.fork('sweep'));
  const { delay, reverb } = place;
  return {
    levelDb,
    eq: composeEq(name, sheet, random.fork('eq')),
    width,
    ...(sweep === undefined ? {} : { sweep }),
    ...(delay === undefined ? {} : { delay: { ...delay, levelDb: delay.levelDb + sheet.wetDb } }),
    ...(reverb === undefined
      ? {}
      : {
          reverb: {
            seconds: random.fork('reverb').between(...sheet.reverbSeconds),
            levelDb: reverb.levelDb + sheet.wetDb,
            dampingHz: reverb.dampingHz,
          },
        }),
    ...(place.ducked ? { duck: composeDuck(sheet, random.fork('duck')) } : {}),
  };
}

/** Drive and tilt of the mastering chain. */
export function composeMaster(sheet: StyleSheet, random: Random): MasterSettings {
  return {
    lowShelfDb: random.spread(0.5),
    highShelfDb: random.between(...sheet.master.tiltDb),
    glue: { thresholdDb: -19, ratio: 1.6, attackMs: 20, releaseMs: 180 },
    driveDb: random.between(...sheet.master.driveDb),
    ceilingDb: round(random.between(-1.2, -0.3), 2),
    limiterReleaseMs: random.between(60, 110),
  };
}

interface Place {
  /** Share of the style's width. */
  width: number;
  ducked: boolean;
  delay?: NonNullable<ChannelSettings['delay']>;
  /** Level of the wet sound against the dry one. */
  reverb?: { levelDb: Decibels; dampingHz: Hertz };
}

/**
 * Where each track stands: the low end in the middle and dry, pads at the back and wide. Three steps of delay is the
 * dotted eighth.
 */
const PLACES: Readonly<Record<TrackName, Place>> = {
  Kick: { width: 0, ducked: false },
  Clap: { width: 0.6, ducked: false },
  'Snare Roll': { width: 0.6, ducked: false },
  Hats: { width: 0.5, ducked: false },
  Percussion: { width: 0.8, ducked: false },
  Bass: { width: 0, ducked: true },
  Acid: { width: 1, ducked: true, delay: { steps: 3, feedback: 0.35, levelDb: -12 } },
  Lead: {
    width: 1,
    ducked: true,
    delay: { steps: 3, feedback: 0.35, levelDb: -11 },
    reverb: { levelDb: -9, dampingHz: 6500 },
  },
  Pluck: {
    width: 1,
    ducked: true,
    delay: { steps: 3, feedback: 0.4, levelDb: -7 },
    reverb: { levelDb: -11, dampingHz: 6000 },
  },
  Pad: { width: 1.1, ducked: true, reverb: { levelDb: -8, dampingHz: 5000 } },
  Vocal: {
    width: 0.6,
    ducked: false,
    delay: { steps: 4, feedback: 0.3, levelDb: -10 },
    reverb: { levelDb: -8, dampingHz: 6000 },
  },
  FX: { width: 1, ducked: false, reverb: { levelDb: -8, dampingHz: 6000 } },
};

/** Producers agree on kick and bass to about a decibel, on the rest less: libraries spread by 1–3 dB a band. */
const LOW_END_STRAY_DB = 0.7;
const STRAY_DB = 1.2;

/** Where each track is cut at the bottom, so that only kick and bass live below 100 Hz. */
const LOW_CUT_HZ: Readonly<Record<TrackName, Hertz>> = {
  Kick: 28,
  Clap: 350,
  'Snare Roll': 150,
  Hats: 4000,
  Percussion: 180,
  Bass: 32,
  Acid: 130,
  Lead: 140,
  Pluck: 220,
  Pad: 105,
  Vocal: 180,
  FX: 60,
};

/** A low cut, one broad bell of taste in the mids, and the style's air. */
function composeEq(name: TrackName, sheet: StyleSheet, random: Random): EqMove[] {
  const moves: EqMove[] = [
    { kind: 'low cut', centreHz: LOW_CUT_HZ[name] * random.between(0.9, 1.1), gainDb: 0, q: Math.SQRT1_2 },
  ];
  if (name === 'Kick') return moves;
  if (name === 'Bass') {
    // Weight moves from the fundamental to the second and third harmonic, where a bass is heard.
    moves.push(
      { kind: 'low shelf', centreHz: 70, gainDb: random.between(-4, -2.5), q: 0.7 },
      { kind: 'bell', centreHz: random.between(140, 190), gainDb: random.between(2, 4), q: 0.8 },
    );
    return moves;
  }
  if (name === 'Hats') moves.push({ kind: 'high cut', centreHz: random.between(11000, 13500), gainDb: 0, q: 0.6 });
  moves.push(
    { kind: 'bell', centreHz: random.between(400, 3000), gainDb: random.spread(1.2), q: 0.8 },
    { kind: 'high shelf', centreHz: AIR_HZ, gainDb: random.between(...sheet.airDb), q: 0.6 },
  );
  return moves;
}

/** Where cymbals and breath begin. */
const AIR_HZ = 6000;

function composeDuck(sheet: StyleSheet, random: Random): DuckSettings {
  return {
    depthDb: round(random.between(...sheet.duckDepthDb), 1),
    releaseMs: Math.round(random.between(...sheet.duckReleaseMs)),
  };
}

/**
 * How a track's low-pass moves. Lead and pluck open through breakdown and build and are fully open in the drop; the
 * acid line opens and closes over every section that it plays.
 */
function composeSweep(name: TrackName, sections: readonly SongSection[], random: Random): SweepPoint[] | undefined {
  if (name === 'Acid') {
    const [closedHz, openHz] = [random.between(280, 420), random.between(1500, 2600)];
    return sections.flatMap(({ kind, startBar, bars }) => {
      if (kind === 'build') return rise(startBar, bars, closedHz, openHz);
      if (kind === 'breakdown') return rise(startBar, bars, closedHz, closedHz);
      const middle = { bar: startBar + bars / 2, cutoffHz: openHz };
      return [{ bar: startBar, cutoffHz: closedHz * 1.5 }, middle, { bar: startBar + bars - JUST, cutoffHz: closedHz }];
    });
  }
  if (name !== 'Lead' && name !== 'Pluck') return undefined;
  const closedHz = name === 'Lead' ? random.between(500, 900) : random.between(900, 1600);
  return sections.flatMap(({ kind, startBar, bars }) => {
    if (kind === 'breakdown') return rise(startBar, bars, closedHz, closedHz * 2.5);
    if (kind === 'build') return rise(startBar, bars, closedHz * 2.5, 9000);
    return rise(startBar, bars, FULLY_OPEN_HZ, FULLY_OPEN_HZ);
  });
}

function rise(startBar: number, bars: number, fromHz: Hertz, toHz: Hertz): SweepPoint[] {
  return [
    { bar: startBar, cutoffHz: fromHz },
    { bar: startBar + bars - JUST, cutoffHz: toHz },
  ];
}

/** A section's last point lies this many bars before the next section's first. */
const JUST = 1 / 64;

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
