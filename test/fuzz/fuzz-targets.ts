import { AUDIO_FORMATS, audioTarget } from './audio-target.ts';
import { deviceTarget } from './device-target.ts';
import { documentTarget } from './document-target.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { messageTarget } from './message-target.ts';
import { oscTarget } from './osc-target.ts';
import { pageTarget } from './page-target.ts';
import { wordsTarget } from './words-target.ts';

/** How a target is made, and what an input costs in inputs of the cheapest. */
export interface FuzzEntry {
  make: (program: string) => Promise<FuzzTarget>;
  cost: number;
}

/** Every reader of what comes from outside, by name. */
export const FUZZ_TARGETS: Readonly<Record<string, FuzzEntry>> = {
  ...Object.fromEntries(AUDIO_FORMATS.map((format) => [format, { make: () => audioTarget(format), cost: 1 }])),
  documents: { make: documentTarget, cost: 2 },
  osc: { make: oscTarget, cost: 1 },
  http: { make: pageTarget, cost: 1 },
  messages: { make: () => Promise.resolve(messageTarget()), cost: 1 },
  amxd: { make: () => Promise.resolve(deviceTarget()), cost: 1 },
  words: { make: wordsTarget, cost: 20 },
};
