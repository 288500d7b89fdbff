import type { Percent } from '../../dsp/units.ts';
import type { Fix } from '../../store/plan-document.ts';
import type { StemMapping } from '../../store/stem-map-document.ts';
import { withUnit } from '../../dsp/spoken-units.ts';
import type { MasterChain } from '../master-chain.ts';
import type { RaisedTruePeak } from '../raised-true-peak.ts';

/**
 * What a person should know of a plan as a whole, the most important first.
 *
 * @param fixes everything that is asked for, advice whose cause is known among it
 */
export function planNotes(
  fixes: readonly Pick<Fix, 'sentence'>[],
  {
    chain,
    amount,
    styleDelta,
    stems,
  }: { chain: MasterChain; amount: Percent; styleDelta: number; stems: readonly StemMapping[] },
): string[] {
  return [...summary(fixes, chain, amount, styleDelta), ...leftOutNotes(stems)];
}

/** What a person has to see to where a plan raises the true peak and no fix of it holds it. */
export function peakNotes(raised: RaisedTruePeak | undefined): string[] {
  if (raised === undefined) return [];
  const [by, allowed] = [withUnit(raised.byDb, 'dB'), withUnit(raised.allowedDb, 'dBTP')];
  return [`The plan lifts the true peak by ${by}: end the main track with a limiter that holds ${allowed}.`];
}

function summary(fixes: readonly unknown[], chain: MasterChain, amount: Percent, before: number): string[] {
  if (chain.trust === 'none') return [`No fixes: ${chain.sentence}`];
  const trust = [
    ...(before > FAR_STYLE_DELTA ? [FAR_SENTENCE] : []),
    ...(chain.trust === 'poor' ? [chain.sentence] : []),
  ];
  if (fixes.length > 0) return trust;
  if (amount === 0) return ['Amount 0 asks for no change.', ...trust];
  const why =
    before === 0
      ? 'every measured feature lies inside your references'
      : 'no change of a fader, pan, width or EQ would bring it noticeably closer to your references';
  return [`No change needed: ${why}.`, ...trust];
}

/**
 * A finished track of the library's own kind stands at 0.3 to 0.9, one with several bad faults at up to 1.2. Beyond,
 * the mix is of another kind, and what is typical of the references may be wrong for it.
 */
const FAR_STYLE_DELTA = 1.5;
const FAR_SENTENCE =
  'The mix is unlike all of these references, so the plan may ask for what does not suit it: compare with closer ones (--reference, --cluster).';

function leftOutNotes(stems: readonly StemMapping[]): string[] {
  return stems.filter(({ leftOut }) => leftOut !== '').map(({ track, leftOut }) => `${track}: ${leftOut}`);
}
