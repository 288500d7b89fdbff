import { dbToAmplitude } from '../../dsp/decibels.ts';
import type { Decibels, Frames, Hertz } from '../../dsp/units.ts';
import { renderAcid } from '../instruments/acid.ts';
import { clap, hats, percussion, snare } from '../instruments/drums.ts';
import { effects } from '../instruments/effects.ts';
import { bass, pluck } from '../instruments/filtered-synth.ts';
import type { Bench, Instrument } from '../instruments/instrument.ts';
import { kick } from '../instruments/kick.ts';
import { singer } from '../instruments/singer.ts';
import { supersaw } from '../instruments/supersaw.ts';
import { Random } from '../random.ts';
import { stepSeconds, STEPS_PER_BAR, type Song, type Track, type Voice } from '../song.ts';
import { duckingGain } from './ducking.ts';
import { equalise } from './equaliser.ts';
import { addPingPongDelay } from './ping-pong-delay.ts';
import { addReverb } from './reverb.ts';
import { addInto, silence, type StereoBuffer } from './stereo-buffer.ts';
import { sweepLowPass } from './sweep-filter.ts';

/**
 * One track of a song from its notes to the finished stem: instrument and equaliser, sweep, delay, reverb, width,
 * level, ducking.
 */
export function renderTrack(track: Track, song: Song): StereoBuffer {
  const { sampleRateHz } = song;
  const { channel } = track;
  const framesPerStep = stepSeconds(song.tempoBpm) * sampleRateHz;
  const framesPerBar = framesPerStep * STEPS_PER_BAR;
  const bench = { sampleRateHz, framesPerStep, random: new Random(song.seed, `${song.style} ${track.name}`) };
  const stem = playTrack(track, bench, framesOf(song));

  if (channel.sweep !== undefined && track.voice.instrument !== 'acid') {
    sweepLowPass(stem, channel.sweep, framesPerBar, sampleRateHz);
  }
  if (channel.delay !== undefined) {
    const { steps, feedback, levelDb } = channel.delay;
    const frames = Math.round(steps * framesPerStep);
    addPingPongDelay(stem, sampleRateHz, { frames, feedback, gain: dbToAmplitude(levelDb) });
  }
  if (channel.reverb !== undefined) {
    const { seconds, dampingHz, levelDb } = channel.reverb;
    addReverb(stem, sampleRateHz, { seconds, dampingHz, gain: dbToAmplitude(levelDb) });
  }
  setWidth(stem, channel.width);
  const gain = dbToAmplitude(channel.levelDb - gatedLevelDb(stem, sampleRateHz));
  const duck =
    channel.duck === undefined
      ? undefined
      : duckingGain(channel.duck, kickFramesOf(song), stem.left.length, sampleRateHz);
  for (const samples of [stem.left, stem.right]) scale(samples, gain, duck);
  return stem;
}

/** Length of every signal of a song: its bars and one more in which it rings out. */
function framesOf(song: Song): Frames {
  return Math.round((song.bars + 1) * STEPS_PER_BAR * stepSeconds(song.tempoBpm) * song.sampleRateHz);
}

/** Where the kicks fall; what ducking follows. */
export function kickFramesOf(song: Song): Frames[] {
  const framesPerStep = stepSeconds(song.tempoBpm) * song.sampleRateHz;
  const kickTrack = song.tracks.find(({ role }) => role === 'kick');
  return (kickTrack?.notes ?? []).map(({ step }) => Math.round(step * framesPerStep));
}

/** The instrument's own sound over the whole song, equalised. */
function playTrack(track: Track, bench: Bench, frames: Frames): StereoBuffer {
  const { voice, channel } = track;
  if (voice.instrument === 'acid') {
    const line = renderAcid(track, voice, bench, channel.sweep ?? [], frames);
    equalise(line.left, channel.eq, bench.sampleRateHz);
    line.right.set(line.left);
    return line;
  }
  const instrument = instrumentFor(voice, bench);
  const stem = silence(frames);
  const struck = new Map<string, StereoBuffer>();
  track.notes.forEach((note, index) => {
    const take = index % instrument.takes;
    const name = `${note.midi} ${note.steps} ${take}`;
    let sound = struck.get(name);
    if (sound === undefined) {
      sound = instrument.strike(note, take);
      // An equaliser treats every copy of a note alike, so it is cheaper here than on the whole song.
      equalise(sound.left, channel.eq, bench.sampleRateHz);
      equalise(sound.right, channel.eq, bench.sampleRateHz);
      struck.set(name, sound);
    }
    addInto(stem, sound, Math.round(note.step * bench.framesPerStep), note.velocity);
  });
  return stem;
}

function instrumentFor(voice: Exclude<Voice, { instrument: 'acid' }>, bench: Bench): Instrument {
  switch (voice.instrument) {
    case 'kick':
      return kick(voice, bench);
    case 'clap':
      return clap(voice, bench);
    case 'snare':
      return snare(voice, bench);
    case 'hats':
      return hats(voice, bench);
    case 'percussion':
      return percussion(voice, bench);
    case 'bass':
      return bass(voice, bench);
    case 'supersaw':
      return supersaw(voice, bench);
    case 'pluck':
      return pluck(voice, bench);
    case 'singer':
      return singer(voice, bench);
    case 'effects':
      return effects(bench);
  }
}

function setWidth({ left, right }: StereoBuffer, width: number): void {
  if (width === 1) return;
  for (let frame = 0; frame < left.length; frame += 1) {
    const mid = 0.5 * (left[frame] + right[frame]);
    const side = 0.5 * width * (left[frame] - right[frame]);
    left[frame] = mid + side;
    right[frame] = mid - side;
  }
}

function scale(samples: Float32Array, gain: number, duck: Float32Array | undefined): void {
  if (duck === undefined) for (let frame = 0; frame < samples.length; frame += 1) samples[frame] *= gain;
  else for (let frame = 0; frame < samples.length; frame += 1) samples[frame] *= gain * duck[frame];
}

/**
 * RMS of both channels over the 100 ms blocks that lie within 20 dB of the mean of all that sound; 0 dB for silence.
 */
function gatedLevelDb({ left, right }: StereoBuffer, sampleRateHz: Hertz): Decibels {
  const block = Math.round(GATE_BLOCK_SECONDS * sampleRateHz);
  const powers: number[] = [];
  for (let start = 0; start + block <= left.length; start += block) {
    let power = 0;
    for (let frame = start; frame < start + block; frame += 1) power += left[frame] ** 2 + right[frame] ** 2;
    if (power > 0) powers.push(power / (2 * block));
  }
  if (powers.length === 0) return 0;
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const gate = mean(powers) / 100;
  return 10 * Math.log10(mean(powers.filter((power) => power >= gate)));
}

/** About a sixteenth note: a hit and the rest after it fall into different blocks. */
const GATE_BLOCK_SECONDS = 0.1;
