import { withUnit } from '../../dsp/spoken-units.ts';
import type { CausedAdvice } from '../advice.ts';
import type { OddDuck } from './odd-ducks.ts';

/** `Its level dips by 0.4 dB under the kick, while Lead, Pad and Pluck dip by 6.9 dB.` */
export function duckInWords({ fault, own, usual, siblings }: OddDuck): string {
  const others = `${siblings.slice(0, -1).join(', ')} and ${siblings.at(-1) ?? ''}`;
  return fault === 'late'
    ? `Its level comes back ${withUnit(own.releaseMs, 'ms')} after the kick, while that of ${others} does after ${withUnit(usual.releaseMs, 'ms')}.`
    : `Its level dips by ${withUnit(own.depthDb, 'dB')} under the kick, while ${others} dip by ${withUnit(usual.depthDb, 'dB')}.`;
}

/** What a person does where no device that is seen on the track makes the dip, or none may be inserted. */
export function duckByHand(odd: OddDuck): CausedAdvice {
  const { stem, fault, own, usual } = odd;
  const byHand = {
    missing: `it does not duck under the kick as the others do. Check the sidechain input of its Compressor, or give it one that hears the kick and takes ${withUnit(usual.depthDb, 'dB', 0)}.`,
    deep: `it ducks too deep under the kick. Take back ${withUnit(own.depthDb - usual.depthDb, 'dB', 0)} of what ducks it: raise the threshold of its sidechain, or lower the amount of its volume shaper.`,
    late: `it comes back too late after the kick. Shorten the release of its sidechain by ${withUnit(own.releaseMs - usual.releaseMs, 'ms')}.`,
  }[fault];
  const track = stem.track.name;
  return { track, stem: stem.file, sentence: `${track}: ${byHand}`, why: duckInWords(odd), answers: [] };
}
