import type { StereoSignal } from '../../audio/audio-source.ts';
import type { Cents, Normal, Seconds } from '../../dsp/units.ts';
import { clusterCorrelation } from './cluster-correlation.ts';
import { commonSwing } from './common-swing.ts';
import { fitDetune, type DetuneFit } from './fit-detune.ts';

/** Detuned voices in unison: the sound of trance leads and pads. */
export interface Supersaw {
  /** Of the outermost voices from the middle one. */
  detuneCents: Cents;
  /** How many voices, as coarsely as a recording tells. */
  voices: '2–3' | '4–6' | '7+';
  /** How clearly a unison explains what is heard: 0.45 and more on a stem that holds one, rarely above 0.95. */
  clarity: Normal;
}

/**
 * Looks for a unison of detuned voices in stretches of sustained sound, each at least 0.37 s long, all of one rate: the
 * loud parts of a stem, or the moments of a mix in which leads and pads stand alone.
 *
 * The power spectrum's correlation with itself at distances of up to 120 cents (`clusterCorrelation`) is fitted with
 * the pair distances of two to nine voices (`fitDetune`). Voices lie the same number of *cents* apart at every
 * harmonic, which tells them from notes that are merely short, from reverb and from the harmonics of chords that almost
 * coincide; and they do not move up and down together, which tells them from vibrato (`commonSwing`). A chorus effect
 * is made of detuned copies and counts as voices.
 *
 * On drawn stems of 5 to 50 cents (`npm run bench:ears`) nine in ten are found, and of those the detune is within 20 %
 * for nine in ten; tight ones of many voices, whose voices no window tells apart, are missed most often, and voices
 * laid out by chance are within 20 % for two in three.
 *
 * `undefined` where none is found: silence, noise, sines, single saws, plucks, singers; and where too little sounds to
 * tell. NaN must not occur.
 */
export function measureSupersaw(stretches: readonly StereoSignal[]): Supersaw | undefined {
  const fit = fitDetune(clusterCorrelation(stretches, WINDOW_SECONDS));
  if (fit === undefined || !isUnison(fit) || swings(fit, stretches)) return undefined;
  return {
    detuneCents: fit.detuneCents,
    voices: fit.voices <= 3 ? '2–3' : fit.voices <= 6 ? '4–6' : '7+',
    clarity: fit.gain,
  };
}

/** 16384 samples at 44.1 kHz: a hertz-wide view of the cluster, and about as long as the notes of a lead. */
const WINDOW_SECONDS: Seconds = 16384 / 44100;

/** Single saws, bells and plucks stay below one or the other of these; measured on the songs of known truth. */
const LEAST_GAIN: Normal = 0.45;
/** Where no single voice shows and a swing or a blur fits nearly as well, more must be explained. */
const LEAST_GAIN_IN_DOUBT: Normal = 0.55;
const IN_DOUBT = 1.25;
const LEAST_EXPLAINED: Normal = 0.9;
/**
 * The pairs must be there in most of the half octaves, and in the upper ones, where they are told from blurred lines.
 */
const LEAST_PAIR_POWER = 0.15;
const BANDS_WITH_PAIRS = 0.6;
const UPPER_BANDS = 4;
/**
 * Voices beat, and what beats looks like a lone line in part; only a pitch that moves within the window, as singers'
 * does, gives pairs more power than this in the highest half octaves.
 */
const MOST_PAIR_POWER = 4.5;

function isUnison({ gain, explained, swinging, pairPower }: DetuneFit): boolean {
  const present = pairPower.filter((power) => power >= LEAST_PAIR_POWER).length;
  const upper = pairPower.slice(-UPPER_BANDS).filter((power) => power >= LEAST_PAIR_POWER).length;
  const highest = pairPower.slice(-2);
  return (
    gain >= (swinging < IN_DOUBT ? LEAST_GAIN_IN_DOUBT : LEAST_GAIN) &&
    explained >= LEAST_EXPLAINED &&
    present >= BANDS_WITH_PAIRS * pairPower.length &&
    upper >= UPPER_BANDS - 1 &&
    highest.reduce((sum, power) => sum + power, 0) <= MOST_PAIR_POWER * highest.length
  );
}

/**
 * From here on the swinging shape is ruled out by the fit alone, and drums may move what they like; later where the
 * unison is one of many voices, which a few singers together can look like.
 */
const SWING_RULED_OUT = 1.3;
const SWING_OF_MANY_RULED_OUT = 2.6;
const MANY_VOICES = 7;
/** A vibrato moves everything by nearly as far as its spread; a unison hardly moves. */
const COMMON_SHARE: Normal = 0.35;

function swings({ detuneCents, voices, swinging }: DetuneFit, stretches: readonly StereoSignal[]): boolean {
  if (swinging >= (voices >= MANY_VOICES ? SWING_OF_MANY_RULED_OUT : SWING_RULED_OUT)) return false;
  return commonSwing(stretches) >= COMMON_SHARE * detuneCents;
}
