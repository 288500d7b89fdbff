import type { BeatsPerMinute, Hertz } from '../dsp/units.ts';
import { writeKick, writeClap, writeHats, writePercussion, writeSnareRoll } from './composing/drums.ts';
import { writeEffects } from './composing/effects.ts';
import { layOutForm } from './composing/form.ts';
import { Harmony, kickNote } from './composing/harmony.ts';
import { writeAcid, writeBass } from './composing/low-end.ts';
import { shade, writeLead, writePad, writePluck, writeVocal } from './composing/melody.ts';
import { composeChannel, composeMaster, composeVoice } from './composing/sound.ts';
import { titleFor } from './composing/title.ts';
import { supersawOffsetsCents } from './instruments/supersaw.ts';
import { Random } from './random.ts';
import {
  midiToHz,
  stepSeconds,
  STEPS_PER_BAR,
  TONICS,
  type Note,
  type Song,
  type SongKey,
  type SongSection,
  type SongStyle,
  type SongTruth,
  type Track,
} from './song.ts';
import { STYLE_SHEETS, type StyleSheet, type TrackName } from './style-sheet.ts';

/** What a song is asked to be; everything left out is drawn from the seed. */
export interface SongRecipe {
  /** A whole number. */
  seed: number;
  style: SongStyle;
  /** A multiple of 8, at least 24; 64 to 80 where absent. */
  bars?: number;
  sampleRateHz?: 44100 | 48000;
  tempoBpm?: BeatsPerMinute;
  key?: SongKey;
}

/**
 * Composes a song: the same recipe always gives the same song. Tempo (whole BPM), key, chords, lines, sounds, levels
 * and master settings are drawn from the style's ranges; the truth about all of them comes with it. No audio is made
 * here: see `renderSong`.
 *
 * @throws Failure 'usage' for a number of bars that is not a multiple of 8 or below 24.
 */
export function composeSong(recipe: SongRecipe): Song {
  const sheet = STYLE_SHEETS[recipe.style];
  const random = new Random(recipe.seed, recipe.style);
  const tempoBpm = recipe.tempoBpm ?? random.fork('tempo').integer(...sheet.tempoBpm);
  const key = recipe.key ?? drawKey(sheet, random.fork('key'));
  const bars = recipe.bars ?? 8 * random.fork('form').integer(8, 10);
  const sampleRateHz = recipe.sampleRateHz ?? 44100;
  const sections = layOutForm(bars, tempoBpm);
  const harmony = new Harmony(key, random.fork('chords').pick(sheet.progressions[key.mode]));
  const kickHz = midiToHz(kickNote(key));

  const tracks = writeParts(sheet, sections, harmony, random).map(([name, notes]): Track => {
    const draw = random.fork(name);
    return {
      name,
      role: ROLES[name],
      notes: [...notes].sort((one, other) => one.step - other.step),
      voice: composeVoice(name, sheet, kickHz, draw.fork('voice')),
      channel: composeChannel(name, sheet, sections, draw.fork('channel')),
    };
  });
  const song = {
    title: titleFor(recipe.seed),
    seed: recipe.seed,
    style: recipe.style,
    sampleRateHz,
    tempoBpm,
    key,
    bars,
    sections,
    tracks,
    master: composeMaster(sheet, random.fork('master')),
  };
  return { ...song, truth: tellTruth(song, kickHz) };
}

const ROLES = {
  Kick: 'kick',
  Clap: 'snare',
  'Snare Roll': 'snare',
  Hats: 'hats',
  Percussion: 'percussion',
  Bass: 'bass',
  Acid: 'acid',
  Lead: 'lead',
  Pluck: 'pluck',
  Pad: 'pad',
  Vocal: 'vocal',
  FX: 'fx',
} as const satisfies Record<TrackName, Track['role']>;

function drawKey(sheet: StyleSheet, random: Random): SongKey {
  return { tonic: random.pick(TONICS), mode: random.chance(sheet.minorShare) ? 'minor' : 'major' };
}

function writeParts(
  sheet: StyleSheet,
  sections: readonly SongSection[],
  harmony: Harmony,
  random: Random,
): [TrackName, Note[]][] {
  const parts: [TrackName, Note[]][] = [
    ['Kick', writeKick(sections)],
    ['Clap', writeClap(sections)],
    ['Snare Roll', writeSnareRoll(sections)],
    ['Hats', writeHats(sections, random.fork('hat pattern'))],
    ['Percussion', writePercussion(sections, random.fork('percussion pattern'))],
    ['Bass', writeBass(sections, harmony, sheet.bass, random.fork('bass line'))],
  ];
  const extras = random.fork('extras');
  const acid = extras.chance(sheet.acidChance);
  const vocal = extras.chance(sheet.vocalChance);
  if (acid) parts.push(['Acid', writeAcid(sections, harmony, random.fork('acid line'))]);
  parts.push(
    ['Lead', shade(writeLead(sections, harmony, random.fork('melody')), sections)],
    ['Pluck', shade(writePluck(sections, harmony, random.fork('arpeggio')), sections)],
    ['Pad', shade(writePad(sections, harmony), sections)],
  );
  if (vocal) parts.push(['Vocal', writeVocal(sections, harmony, random.fork('words'))]);
  parts.push(['FX', writeEffects(sections)]);
  return parts;
}

function tellTruth(song: Omit<Song, 'truth'>, kickFundamentalHz: Hertz): SongTruth {
  const acid = song.tracks.find(({ voice }) => voice.instrument === 'acid');
  const lead = song.tracks.find(({ name }) => name === 'Lead') as Track;
  if (lead.voice.instrument !== 'supersaw') throw new Error('The lead is always a supersaw.');
  return {
    title: song.title,
    seed: song.seed,
    style: song.style,
    sampleRateHz: song.sampleRateHz,
    tempoBpm: song.tempoBpm,
    key: song.key,
    bars: song.bars,
    durationSeconds: song.bars * STEPS_PER_BAR * stepSeconds(song.tempoBpm),
    firstDownbeatSeconds: 0,
    sections: song.sections,
    kickFundamentalHz,
    supersaw: {
      stem: lead.name,
      voices: lead.voice.voices,
      detuneCents: lead.voice.detuneCents,
      offsetsCents: supersawOffsetsCents(lead.voice.voices, lead.voice.detuneCents),
    },
    ...(acid?.voice.instrument === 'acid'
      ? {
          acid: {
            stem: acid.name,
            resonance: acid.voice.resonance,
            slides: acid.notes.filter((note) => note.slide === true).length,
            accents: acid.notes.filter((note) => note.accent === true).length,
            sweep: acid.channel.sweep ?? [],
          },
        }
      : {}),
    ducking: song.tracks.flatMap(({ name, channel }) =>
      channel.duck === undefined ? [] : [{ stem: name, ...channel.duck }],
    ),
    stems: song.tracks.map(({ name, role, channel }) => ({ name, role, levelDb: channel.levelDb })),
    faults: [],
  };
}
