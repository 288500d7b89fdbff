import { Failure } from '../store/failure.ts';
import type { LiveSet } from './live-set.ts';
import { isSameInput, type SidechainInput } from './sidechain-input.ts';

/**
 * Lets a sidechain hear again what it heard; nothing is done where it does. A set may do it and say that it failed, so
 * that what counts is what stands there afterwards.
 *
 * @throws Failure 'refused' where it does not take it
 */
export async function restoreSidechain(set: LiveSet, deviceId: string, before: SidechainInput): Promise<void> {
  if (isSameInput(await set.readSidechain(deviceId), before)) return;
  try {
    await set.writeSidechain(deviceId, before);
  } catch (error) {
    const isRefused = error instanceof Failure && error.kind === 'refused';
    if (!isRefused || !isSameInput(await set.readSidechain(deviceId), before)) throw error;
  }
}
