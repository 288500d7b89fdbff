import { SEVERITY_CAP, type YardstickRow } from './yardstick.ts';

/** Whether a feature is a witness of its own of how a mix was made, and no sum of others. */
export function isWitness({ feature }: YardstickRow): boolean {
  return WITNESSES.test(feature.id);
}

/**
 * Third octaves, widths and balances of octaves, and what they do not say: the kick against the bass, the lift of a
 * drop.
 */
const WITNESSES = /^(?:tone\.band\..*|stereo\.width\..*|stereo\.balance\..*|lowEnd\.kickToBass|energy\.contrast)$/u;

/**
 * One broken measurement must not outvote all others, but the solver must still see which way is down: beyond the cap
 * of the style delta a difference only grows slowly.
 */
export function softened(z: number): number {
  const size = Math.abs(z);
  return size <= SEVERITY_CAP ? z : Math.sign(z) * (SEVERITY_CAP + Math.log1p(size - SEVERITY_CAP));
}
