import { gaussian, seededRandom } from '../../../src/dsp/seeded-random.ts';
import type { Production } from './held-out-song.ts';

/**
 * What a library of recipes allows: precision at five of whoever knew every setting of every song, each to within so
 * many just-noticeable differences (one standard deviation), and compared them by the sum of squares. Where this is low
 * the recipes cannot be told apart by anything that hears no better.
 *
 * Settings that a song has of its own (drive, the kick's pitch) or that nobody hears (the limiter's) do not count.
 *
 * @param songs of each recipe, at least two
 */
export function ceilingOf(productions: readonly Production[], songs: number, blurJnds: number): number {
  const random = seededRandom(1);
  const heard = productions.flatMap((production, recipe) => {
    const known = settingsOf(production);
    return Array.from({ length: songs }, () => ({
      recipe,
      settings: new Map([...known].map(([name, jnds]) => [name, jnds + blurJnds * gaussian(random)])),
    }));
  });
  const precisions = heard.map((asked) => {
    const nearest = heard
      .filter((other) => other !== asked)
      .map(({ recipe, settings }) => ({ recipe, distance: distanceOf(asked.settings, settings) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, NEAREST);
    return nearest.filter(({ recipe }) => recipe === asked.recipe).length / Math.min(NEAREST, songs - 1);
  });
  return precisions.reduce((sum, precision) => sum + precision, 0) / precisions.length;
}

const NEAREST = 5;
/** Of another waveform, and of a setting that only one of two songs has. */
const OTHER_JNDS = 3;

const UNHEARD = new Set(['fundamentalHz', 'driveDb', 'glue', 'ceilingDb', 'limiterReleaseMs']);

/** A production's settings in just-noticeable differences, by their paths. */
function settingsOf({ sounds, master }: Production): Map<string, number> {
  const settings = new Map<string, number>();
  const add = (path: string, name: string, value: unknown): void => {
    if (UNHEARD.has(name)) return;
    if (typeof value === 'number') settings.set(path, jndsOf(name, value));
    else if (name === 'shape') settings.set(path, value === 'saw' ? 0 : OTHER_JNDS);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) add(`${path}.${key}`, key, inner);
  };
  for (const [track, sound] of sounds) add(track, track, sound);
  add('master', 'master', master);
  return settings;
}

/**
 * About what listeners notice in a mix: a decibel, a tenth of a frequency, a time or a detuning, a quarter of an octave
 * of a sweep, half a semitone of a drum's tuning, one voice, a tenth of whatever goes from 0 to 1.
 */
function jndsOf(name: string, value: number): number {
  if (name.endsWith('Db')) return value;
  if (/Hz$|Ms$|Cents$|^seconds$/.test(name)) return Math.log(value) / Math.log(1.1);
  if (name === 'sweepOctaves') return value / 0.25;
  if (name === 'tuneSemitones') return value / 0.5;
  return ['voices', 'steps', 'bar'].includes(name) ? value : value / 0.1;
}

function distanceOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [name, value] of a) sum += (value - (b.get(name) ?? value + OTHER_JNDS)) ** 2;
  for (const name of b.keys()) if (!a.has(name)) sum += OTHER_JNDS ** 2;
  return sum;
}
