import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { renderSong, type RenderedSong } from '../../../src/demo/render-song.ts';
import { stepSeconds, STEPS_PER_BAR } from '../../../src/demo/song.ts';
import { fastestMeters } from '../../../src/dsp/kernels.ts';
import { mean, median } from '../../../src/dsp/statistics.ts';
import type { Decibels, Seconds } from '../../../src/dsp/units.ts';

/**
 * How deep its sidechains make a mastered song of the demo itself dip: its level between 200 Hz and 5 kHz against that
 * of the same song without them, through the same master, over the kicks of its drops that no clap falls on. The
 * sidechains' own depth is no truth for a mix: drums and voices are not ducked, and glue, clipper and limiter let go
 * while the rest is down, which takes a third of the dip of these songs away again (before the master it is their own
 * depth to a few tenths of a decibel).
 *
 * The depth is the least-squares factor of the sidechains' own recovery, exp(−t/τ), in the median over the kicks,
 * from where a kick has none of its own sound left until shortly before the next.
 */
export function depthInMix({ song, mix, truth }: RenderedSong): Decibels {
  const tracks = song.tracks.map((track) => {
    const channel = { ...track.channel };
    delete channel.duck;
    return { ...track, channel };
  });
  const ducked = bodyOf(mix);
  const still = bodyOf(renderSong({ ...song, tracks }).mix);
  const step = stepSeconds(song.tempoBpm);
  const tau = mean(truth.ducking.map(({ releaseMs }) => releaseMs)) / 1000 / Math.LN10;
  const first = Math.ceil(KICK_SECONDS / ducked.blockSeconds);
  const end = Math.floor((BEAT_READ * STEPS_PER_BEAT * step) / ducked.blockSeconds);
  const kicks = kicksOf(song, truth.sections).map((kick) => Math.round((kick * step) / ducked.blockSeconds));
  const left: number[] = [];
  const levels: Decibels[] = [];
  for (let block = first; block < end; block++) {
    left.push(Math.exp(-((block + 0.5) * ducked.blockSeconds) / tau));
    levels.push(median(kicks.map((kick) => 10 * Math.log10(ducked.body[kick + block] / still.body[kick + block]))));
  }
  const [middle, level] = [mean(left), mean(levels)];
  const products = mean(left.map((share, i) => (share - middle) * (levels[i] - level)));
  return -products / mean(left.map((share) => (share - middle) ** 2));
}

/** Of the drops and on the beat, by their steps. */
function kicksOf({ tracks }: RenderedSong['song'], sections: RenderedSong['truth']['sections']): number[] {
  const notesOf = (name: string): readonly { step: number }[] => tracks.find((one) => one.name === name)?.notes ?? [];
  const claps = new Set(notesOf('Clap').map(({ step }) => step));
  const drops = sections.filter(({ kind }) => kind === 'drop');
  return notesOf('Kick')
    .map(({ step }) => step)
    .filter((step) => step % STEPS_PER_BEAT === 0 && !claps.has(step))
    .filter((step) => drops.some(({ startBar, bars }) => isWithin(step / STEPS_PER_BAR, startBar, startBar + bars)));
}

const STEPS_PER_BEAT = 4;
/** As long as a kick's click reaches into the middle of the spectrum. */
const KICK_SECONDS: Seconds = 0.04;
/** Shortly before the next kick, whose dip begins ahead of it. */
const BEAT_READ = 0.97;

function isWithin(bar: number, from: number, until: number): boolean {
  return bar >= from && bar < until;
}

function bodyOf({ sampleRateHz, left, right }: StereoSignal): { body: Float32Array; blockSeconds: Seconds } {
  const meter = fastestMeters().bandEnvelopes(sampleRateHz);
  meter.push(left, right, left.length);
  return meter.finish();
}
