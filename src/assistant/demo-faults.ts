import { MUD_HZ, type Fault } from '../demo/faults.ts';
import { Random } from '../demo/random.ts';
import type { Fix, FixChange } from '../store/plan-document.ts';

/**
 * The mistakes of the demo's work in progress: four that a producer makes, one of level, two of tone, one of width, on
 * tracks that every song of the demo's style has. Sizes (in half decibels) and places are drawn from the seed.
 */
export function demoFaults(seed: number): readonly Fault[] {
  const random = new Random(seed, 'faults');
  return [
    { kind: 'gain', stem: 'Bass', gainDb: random.integer(8, 12) / 2 },
    { kind: 'bell', stem: 'Lead', centreHz: 100 * random.integer(22, 34), gainDb: random.integer(12, 16) / 2, q: 1 },
    { kind: 'mud', stem: 'Pad', gainDb: random.integer(14, 18) / 2 },
    { kind: 'width', stem: 'Lead', widthPercent: 5 * random.integer(7, 10) },
  ];
}

/**
 * Whether a fix works against a fault: on the same track, against its direction, and for tone within an octave of its
 * place. Too much level may be answered by the fader or by an equaliser, since a stem that lives in one register is the
 * same to the ear either way; tone only by an equaliser.
 */
export function answersFault(fix: Fix, fault: Fault): boolean {
  if (fix.advice || fix.track !== fault.stem) return false;
  switch (fault.kind) {
    case 'gain':
      return fix.changes.some(
        ({ parameter, ...sizes }) => LEVEL_CONTROL.test(parameter) && opposes(sizes, fault.gainDb),
      );
    case 'width':
      return fix.changes.some(
        (change) =>
          change.parameter === 'Stereo Width' && opposes(change, fault.widthPercent - UNCHANGED_WIDTH_PERCENT),
      );
    case 'bell':
      return tunesAgainst(fix, fault.centreHz, fault.gainDb);
    case 'mud':
      return tunesAgainst(fix, MUD_HZ, fault.gainDb);
    case 'low shelf':
    case 'high shelf':
      return tunesAgainst(fix, fault.cornerHz, fault.gainDb);
    case 'pan':
      return fix.changes.some((change) => change.parameter === 'Pan' && opposes(change, fault.rightOverLeftDb));
    case 'over-compression':
    case 'missing sidechain':
    case 'too deep sidechain':
    case 'clipped master':
      return false;
  }
}

/** Controls that set how loud a track, or a band of it, is. */
const LEVEL_CONTROL = /^(Volume|\d Gain A)$/;

/** Where Utility leaves the width as it is. */
const UNCHANGED_WIDTH_PERCENT = 100;

/** A change in the direction that takes the fault away. */
function opposes({ from, to }: Pick<FixChange, 'from' | 'to'>, faultSize: number): boolean {
  return typeof from === 'number' && typeof to === 'number' && (to - from) * faultSize < 0;
}

/** An equaliser band that works against the fault within an octave of its place. */
function tunesAgainst({ changes }: Fix, centreHz: number, gainDb: number): boolean {
  return changes.some((change) => {
    const band = /^(\d) Gain A$/.exec(change.parameter)?.[1];
    if (band === undefined || !opposes(change, gainDb)) return false;
    const frequency = changes.find(({ parameter }) => parameter === `${band} Frequency A`)?.to;
    return typeof frequency !== 'number' || Math.abs(Math.log2(frequency / centreHz)) <= 1;
  });
}
