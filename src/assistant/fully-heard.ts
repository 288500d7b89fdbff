import { ENCODER_NAME } from '../similarity/encoder-card.ts';
import { findRuntime } from '../similarity/onnx-session.ts';
import { networkFile } from '../similarity/shipped-network.ts';
import { FRONT_END } from '../similarity/sound-patches.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';

/**
 * Whether an analysis holds all that this machine can hear: what the network of this version says of it, or whatever
 * it holds where no network can be run. An analysis that was made while no runtime could be loaded, or by another
 * network, is not whole any more once one can.
 *
 * @param canHear whether a network can be run here; looked for once a thread, and only where an analysis lacks it
 */
export async function isFullyHeard({ sound }: AnalysisDocument, canHear = canHearHere): Promise<boolean> {
  if (sound?.frontEnd === FRONT_END && sound.network === ENCODER_NAME) return true;
  return !(await canHear());
}

function canHearHere(): Promise<boolean> {
  return (looking ??= lookForNetwork());
}

let looking: Promise<boolean> | undefined;

async function lookForNetwork(): Promise<boolean> {
  const [file, { runtime }] = await Promise.all([networkFile(), findRuntime()]);
  return file !== undefined && runtime !== undefined;
}
