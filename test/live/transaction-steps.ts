import type { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { applySteps, type PlanStep, type RouteStep, type WriteStep } from '../../src/live/transaction.ts';
import { receiptDocument, type ReceiptDocument } from '../../src/store/receipt-document.ts';

export const NOW = new Date('2026-03-01T12:00:00Z');

export function step(
  fix: string,
  track: string,
  device: string,
  parameter: string,
  to: number | string,
  unit = '',
): WriteStep {
  return { fix, track, device, insert: false, parameter, to, unit };
}

export function route(fix: string, track: string, source: string, insert = false): RouteStep {
  return { fix, track, device: 'Compressor', insert, hears: { source, tap: 'Post Mixer' } };
}

/**
 * Fixes on things that are there, one that brings its own EQ, a sidechain that is routed, and a Compressor that comes
 * with its routing.
 */
export const STEPS: readonly PlanStep[] = [
  step('f1', 'Kick', 'Mixer', 'Volume', -5.5, 'dB'),
  step('f2', 'Lead', 'Utility', 'Stereo Width', 110, '%'),
  { ...step('f3', 'Kick', 'EQ Eight', '3 Filter On A', 'On'), insert: true },
  { ...step('f3', 'Kick', 'EQ Eight', '3 Frequency A', 240, 'Hz'), insert: true },
  { ...step('f3', 'Kick', 'EQ Eight', '3 Gain A', -3, 'dB'), insert: true },
  step('f4', 'Bass', 'Low cut', '2 Resonance A', 1.5, 'Q'),
  route('f5', 'Kick', 'Lead'),
  { ...step('f6', 'Lead', 'Compressor', 'S/C On', 'On'), insert: true },
  route('f6', 'Lead', 'Kick', true),
];

/** Keeps every receipt it is handed, as a file would. */
export class Shelf {
  readonly saved: ReceiptDocument[] = [];
  readonly save = async (receipt: ReceiptDocument): Promise<void> => {
    this.saved.push(receiptDocument.parse(JSON.parse(JSON.stringify(receipt))));
  };

  get last(): ReceiptDocument {
    return this.saved[this.saved.length - 1];
  }
}

export async function applyTo(set: EmbeddedSet, steps = STEPS, shelf = new Shelf()): Promise<ReceiptDocument> {
  return applySteps(set, steps, { plan: 'p1', save: shelf.save, id: 'r1', now: NOW });
}

/** Names, places, raw values and what sidechains hear, of everything; automation left out, which Live itself overrides on a write. */
export function rawValues(set: EmbeddedSet): unknown {
  return set
    .document()
    .tracks.map(({ name: track, mixer, devices }) => [
      track,
      mixer.map(({ raw }) => raw),
      devices.map(({ name, parameters, sidechainFrom, sidechainTap }) => [
        name,
        parameters.map(({ raw }) => raw),
        sidechainFrom,
        sidechainTap,
      ]),
    ]);
}
