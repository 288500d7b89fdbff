import type { StereoSignal } from '../audio/audio-source.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import { signedWithUnit, spokenHertz } from '../dsp/spoken-units.ts';
import type { Decibels, Hertz, Percent } from '../dsp/units.ts';
import { Failure } from '../store/failure.ts';
import { masterSong } from './master-song.ts';
import type { RenderedSong } from './render-song.ts';
import type { Song } from './song.ts';
import { compress } from './studio/compressor.ts';
import { duckingGain } from './studio/ducking.ts';
import { kickFramesOf } from './studio/render-track.ts';
import { zeroPhaseFilter } from './studio/zero-phase-filter.ts';
import { sumStems } from './sum-stems.ts';

/**
 * Something wrong with a mix, done on purpose. Spectral faults use a zero-phase filter that is smooth in log frequency,
 * not the filters of Live's devices: what repairs them must not be handed its own mirror image.
 */
export type Fault =
  | { kind: 'gain'; stem: string; gainDb: Decibels }
  /** Gaussian over log frequency; `q` as for a parametric bell (bandwidth between the half-gain points). */
  | { kind: 'bell'; stem: string; centreHz: Hertz; gainDb: Decibels; q: number }
  /** Half of the gain at the corner, nine tenths an octave beyond it. */
  | { kind: 'low shelf' | 'high shelf'; stem: string; cornerHz: Hertz; gainDb: Decibels }
  /** Too much between 150 and 500 Hz: a broad bell at 280 Hz. */
  | { kind: 'mud'; stem: string; gainDb: Decibels }
  /** Side level; 0 mono, 100 unchanged, 200 twice the side. */
  | { kind: 'width'; stem: string; widthPercent: Percent }
  /** Right against left; half of it is taken from one side and given to the other. */
  | { kind: 'pan'; stem: string; rightOverLeftDb: Decibels }
  /** Fast compression from `depthDb` below the stem's level on, brought back to the same RMS. */
  | { kind: 'over-compression'; stem: string; depthDb: Decibels; ratio: number }
  /** The kick no longer ducks the stem. */
  | { kind: 'missing sidechain'; stem: string }
  | { kind: 'too deep sidechain'; stem: string; extraDepthDb: Decibels }
  /** Drive into a hard clip at full scale, after mastering. */
  | { kind: 'clipped master'; stem: 'Master'; driveDb: Decibels };

/**
 * Plants faults into copies of the stems, one after another, sums and masters again with the song's own settings, and
 * adds the faults to the truth. The song handed in stays as it is; untouched stems are shared.
 *
 * @throws Failure 'usage' for a stem the song does not have, a side-chain fault on a stem that is not ducked, or a
 * number that is none.
 */
export function plantFaults(rendered: RenderedSong, faults: readonly Fault[]): RenderedSong {
  const { song } = rendered;
  for (const fault of faults) checkFault(song, fault);
  const stems = rendered.stems.map((stem) =>
    faults
      .filter((fault) => fault.stem === stem.name)
      .reduce((spoilt, fault) => ({ ...spoilt, signal: spoil(spoilt.signal, fault, song) }), stem),
  );
  const sum = sumStems(stems.map(({ signal }) => signal));
  const mix = masterSong(sum, song.master);
  for (const fault of faults) if (fault.kind === 'clipped master') clip(mix, fault.driveDb);
  return { song, stems, sum, mix, truth: { ...rendered.truth, faults: [...rendered.truth.faults, ...faults] } };
}

/** A fault in a few words, such as `Lead: bell +5.0 dB at 2.5 kHz`. */
export function describeFault(fault: Fault): string {
  return `${fault.stem}: ${describeKind(fault)}`;
}

function describeKind(fault: Fault): string {
  switch (fault.kind) {
    case 'gain':
      return `${signedWithUnit(fault.gainDb, 'dB')}`;
    case 'bell':
      return `bell ${signedWithUnit(fault.gainDb, 'dB')} at ${spokenHertz(fault.centreHz)}`;
    case 'low shelf':
    case 'high shelf':
      return `${fault.kind} ${signedWithUnit(fault.gainDb, 'dB')} at ${spokenHertz(fault.cornerHz)}`;
    case 'mud':
      return `mud ${signedWithUnit(fault.gainDb, 'dB')} around ${spokenHertz(MUD_HZ)}`;
    case 'width':
      return `width ${fault.widthPercent} %`;
    case 'pan':
      return `right ${signedWithUnit(fault.rightOverLeftDb, 'dB')} over left`;
    case 'over-compression':
      return `compressed ${fault.ratio}:1 from ${fault.depthDb} dB below its level`;
    case 'missing sidechain':
      return 'side-chain missing';
    case 'too deep sidechain':
      return `side-chain ${fault.extraDepthDb} dB too deep`;
    case 'clipped master':
      return `clipped by ${fault.driveDb} dB`;
  }
}

/** The middle of 150–500 Hz on a log scale, and a bell wide enough to cover it. */
export const MUD_HZ: Hertz = 280;
const MUD_Q = 0.8;

function checkFault(song: Song, fault: Fault): void {
  const bad = Object.values(fault).find((value) => typeof value === 'number' && !Number.isFinite(value));
  if (bad !== undefined) {
    throw new Failure('usage', `The fault "${fault.kind}" on "${fault.stem}" has a value that is not a number.`);
  }
  if (fault.kind === 'clipped master') return;
  const track = song.tracks.find(({ name }) => name === fault.stem);
  if (track === undefined) {
    const known = song.tracks.map(({ name }) => name).join(', ');
    throw new Failure('usage', `The song "${song.title}" has no stem "${fault.stem}"; it has ${known}.`);
  }
  if (fault.kind.endsWith('sidechain') && track.channel.duck === undefined) {
    throw new Failure(
      'usage',
      `"${fault.stem}" of "${song.title}" is not ducked, so its side-chain cannot be at fault.`,
    );
  }
}

/** The stem with one fault, in new arrays. */
function spoil(signal: StereoSignal, fault: Fault, song: Song): StereoSignal {
  switch (fault.kind) {
    case 'gain':
      return mapSides(signal, dbToAmplitude(fault.gainDb), dbToAmplitude(fault.gainDb));
    case 'bell':
      return zeroPhaseFilter(signal, bellCurve(fault.centreHz, fault.gainDb, fault.q));
    case 'mud':
      return zeroPhaseFilter(signal, bellCurve(MUD_HZ, fault.gainDb, MUD_Q));
    case 'low shelf':
      return zeroPhaseFilter(signal, shelfCurve(fault.cornerHz, fault.gainDb, -1));
    case 'high shelf':
      return zeroPhaseFilter(signal, shelfCurve(fault.cornerHz, fault.gainDb, 1));
    case 'width':
      return widened(signal, fault.widthPercent / 100);
    case 'pan':
      return mapSides(signal, dbToAmplitude(-fault.rightOverLeftDb / 2), dbToAmplitude(fault.rightOverLeftDb / 2));
    case 'over-compression':
      return squashed(signal, fault, song);
    case 'missing sidechain':
      return reducked(signal, fault.stem, song, -1);
    case 'too deep sidechain':
      return reducked(signal, fault.stem, song, fault.extraDepthDb / duckOf(fault.stem, song).depthDb);
    case 'clipped master':
      return signal;
  }
}

/** Gain in dB over frequency. */
type Curve = (hz: Hertz) => Decibels;

function bellCurve(centreHz: Hertz, gainDb: Decibels, q: number): Curve {
  const octaves = (2 * Math.asinh(1 / (2 * q))) / Math.LN2;
  return (hz) => gainDb * 2 ** -((Math.log2(hz / centreHz) / (octaves / 2)) ** 2);
}

/** Logistic over octaves: 1/(1 + 9^∓octaves). */
function shelfCurve(cornerHz: Hertz, gainDb: Decibels, direction: 1 | -1): Curve {
  return (hz) => gainDb / (1 + 9 ** (-direction * Math.log2(hz / cornerHz)));
}

function mapSides(signal: StereoSignal, leftGain: number, rightGain: number): StereoSignal {
  return {
    sampleRateHz: signal.sampleRateHz,
    left: signal.left.map((sample) => leftGain * sample),
    right: signal.right.map((sample) => rightGain * sample),
  };
}

function widened(signal: StereoSignal, width: number): StereoSignal {
  const own = (1 + width) / 2;
  const other = (1 - width) / 2;
  return {
    sampleRateHz: signal.sampleRateHz,
    left: signal.left.map((sample, frame) => own * sample + other * signal.right[frame]),
    right: signal.right.map((sample, frame) => own * sample + other * signal.left[frame]),
  };
}

function squashed(signal: StereoSignal, fault: Extract<Fault, { kind: 'over-compression' }>, song: Song): StereoSignal {
  const levelDb = song.tracks.find(({ name }) => name === fault.stem)?.channel.levelDb ?? 0;
  const spoilt = mapSides(signal, 1, 1);
  const settings = { thresholdDb: levelDb - fault.depthDb, ratio: fault.ratio, attackMs: 2, releaseMs: 60 };
  compress(spoilt, settings, signal.sampleRateHz);
  const makeUp = Math.sqrt(energyOf(signal) / Math.max(energyOf(spoilt), Number.MIN_VALUE));
  return mapSides(spoilt, makeUp, makeUp);
}

function energyOf({ left, right }: StereoSignal): number {
  let energy = 0;
  for (let frame = 0; frame < left.length; frame += 1) energy += left[frame] ** 2 + right[frame] ** 2;
  return energy;
}

/** Ducking is a gain and stands last on a track, so more of it is a product and none of it a quotient: gain ^ power. */
function reducked(signal: StereoSignal, stem: string, song: Song, power: number): StereoSignal {
  const gain = duckingGain(duckOf(stem, song), kickFramesOf(song), signal.left.length, signal.sampleRateHz);
  for (let frame = 0; frame < gain.length; frame += 1) gain[frame] = gain[frame] === 1 ? 1 : gain[frame] ** power;
  return {
    sampleRateHz: signal.sampleRateHz,
    left: signal.left.map((sample, frame) => sample * gain[frame]),
    right: signal.right.map((sample, frame) => sample * gain[frame]),
  };
}

function duckOf(stem: string, song: Song): { depthDb: Decibels; releaseMs: number } {
  const duck = song.tracks.find(({ name }) => name === stem)?.channel.duck;
  if (duck === undefined) throw new Error(`${stem} is not ducked.`);
  return duck;
}

function clip({ left, right }: StereoSignal, driveDb: Decibels): void {
  const drive = dbToAmplitude(driveDb);
  for (const samples of [left, right]) {
    for (let frame = 0; frame < samples.length; frame += 1) {
      samples[frame] = Math.max(-1, Math.min(1, drive * samples[frame]));
    }
  }
}
