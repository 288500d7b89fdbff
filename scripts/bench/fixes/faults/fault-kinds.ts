import { DEFECTS } from './defects.ts';
import { DYNAMICS } from './dynamics.ts';
import { LEVEL_AND_TONE } from './level-and-tone.ts';
import { MASTER } from './master.ts';
import type { FaultKind } from './planted-fault.ts';
import { STEREO } from './stereo.ts';

/** Every kind of fault the bench plants. */
export const FAULT_KINDS: readonly FaultKind[] = [...LEVEL_AND_TONE, ...STEREO, ...DYNAMICS, ...DEFECTS, ...MASTER];

/**
 * What compound faults are made of: the faults that stand in many mixes at once, each answered by a control of its own.
 */
export const COMMON_FAULTS: readonly FaultKind[] = FAULT_KINDS.filter(({ name }) =>
  ['gain', 'bell', 'low shelf', 'high shelf', 'mud', 'harsh', 'too wide', 'too narrow', 'pan'].includes(name),
);
