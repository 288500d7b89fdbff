import { COMPRESSOR } from '../../devices/compressor.ts';
import { withUnit } from '../../dsp/spoken-units.ts';
import type { Milliseconds } from '../../dsp/units.ts';
import { inputInWords } from '../../live/sidechain-input.ts';
import type { CausedAdvice } from '../advice.ts';
import { roundTo } from '../fix-kind.ts';
import { mayWrite } from '../kinds/device-change.ts';
import { shallowerThreshold, type DuckingCompressor } from './kinds/ducking-compressor.ts';
import { keyedCompressors } from './kinds/keyed-compressors.ts';
import type { OddDuck } from './odd-ducks.ts';

/** `Its level dips by 0.4 dB under the kick, while Lead, Pad and Pluck dip by 6.9 dB.` */
export function duckInWords({ fault, own, usual, siblings }: OddDuck): string {
  const others = `${siblings.slice(0, -1).join(', ')} and ${siblings.at(-1) ?? ''}`;
  return fault === 'late'
    ? `Its level comes back ${withUnit(own.releaseMs, 'ms')} after the kick, while that of ${others} does after ${withUnit(usual.releaseMs, 'ms')}.`
    : `Its level dips by ${withUnit(own.depthDb, 'dB')} under the kick, while ${others} dip by ${withUnit(usual.depthDb, 'dB')}.`;
}

/**
 * What a person does where nothing may be written or inserted. Where a Compressor is seen to make the dip, what it
 * stands at and what it should.
 */
export function duckByHand(odd: OddDuck, behind: DuckingCompressor | undefined): CausedAdvice {
  const { stem, fault, own, usual } = odd;
  const lessDb = own.depthDb - usual.depthDb;
  const byHand = {
    missing: `it does not duck under the kick as the others do. ${missingByHand(odd)}`,
    deep: `it ducks too deep under the kick. Take back ${withUnit(lessDb, 'dB', 0)} of what ducks it: ${
      behind === undefined
        ? 'raise the threshold of its sidechain, or lower the amount of its volume shaper'
        : turned(behind, 'Threshold', shallowerThreshold(behind, lessDb), 'dB')
    }.`,
    late: `it comes back too late after the kick, by ${withUnit(own.releaseMs - usual.releaseMs, 'ms')}: ${
      behind === undefined || behind.settings['Auto Release On/Off'] === 'On'
        ? 'shorten the release of its sidechain by as much'
        : turned(behind, 'Release', shorterReleaseMs(behind, odd), 'ms')
    }.`,
  }[fault];
  const track = stem.track.name;
  return { track, stem: stem.file, sentence: `${track}: ${byHand}`, why: duckInWords(odd), answers: [] };
}

/** `in Pump, set Threshold from −30.0 dB to −19.5 dB`. */
function turned(
  { device, settings }: DuckingCompressor,
  parameter: 'Threshold' | 'Release',
  to: number,
  unit: 'dB' | 'ms',
): string {
  const name = device.standing?.name ?? COMPRESSOR.name;
  const held = mayWrite(device, parameter) ? '' : ', which is automated or held by a macro, so change that';
  return `in ${name}, set ${parameter} from ${withUnit(Number(settings[parameter]), unit)} to ${withUnit(to, unit)}${held}`;
}

/** A Compressor lets go in proportion to its release. */
function shorterReleaseMs({ settings }: DuckingCompressor, { own, usual }: OddDuck): Milliseconds {
  const releaseMs = (Number(settings.Release) * usual.releaseMs) / own.releaseMs;
  return Math.max(SHORTEST_RELEASE_MS, roundTo(releaseMs, RELEASE_STEP_MS));
}

const RELEASE_STEP_MS: Milliseconds = 5;
const SHORTEST_RELEASE_MS: Milliseconds = 5;

function missingByHand({ stem, usual }: OddDuck): string {
  const takes = withUnit(usual.depthDb, 'dB', 0);
  const [listening] = keyedCompressors(stem);
  if (listening === undefined) return `Give it a Compressor whose sidechain hears the kick and takes ${takes}.`;
  const { name = COMPRESSOR.name, sidechain } = listening.standing ?? {};
  const hears = sidechain === undefined ? '' : ` (now ${inputInWords(sidechain)})`;
  return `Check what the sidechain of ${name} hears${hears}: it should hear the kick and take ${takes}.`;
}
