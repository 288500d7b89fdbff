import type { StripButton } from '../messages.ts';
import type { Rect } from '../patch.ts';
import { CONTROL_COLUMN, FIX_COLUMN } from './layout.ts';

/** A button of the strip. */
export interface Button {
  /** What it is called in the patch and in the messages to it. */
  name: StripButton | 'choose';
  /** Written on it. */
  text: string;
  rect: Rect;
  /** Never changed after a release: Live recalls and maps by it. */
  longName: string;
  shortName: string;
  /** Title and text in Live's Info View. */
  infoTitle: string;
  info: string;
}

const { x: left, width: leftWidth } = CONTROL_COLUMN;
const { x: right } = FIX_COLUMN;

export const BUTTONS: readonly Button[] = [
  {
    name: 'main',
    text: 'Analyze & Suggest',
    rect: [left, 8, leftWidth, 20],
    longName: 'Analyze',
    shortName: 'Analyze',
    infoTitle: 'Analyze & Suggest',
    info: 'Measures the chosen bounces against your references and proposes a few changes. Nothing is written to the set. Press again to cancel.',
  },
  {
    name: 'choose',
    text: '…',
    rect: [left + leftWidth - 22, 141, 22, 20],
    longName: 'Choose Bounces',
    shortName: 'Choose',
    infoTitle: 'Choose Bounces',
    info: 'Chooses the folder into which you export the master and all individual tracks.',
  },
  {
    name: 'record',
    text: '●',
    rect: [left + leftWidth - 47, 141, 22, 20],
    longName: 'Record Stems',
    shortName: 'Record',
    infoTitle: 'Record Stems',
    info: 'On Main: press, play the song, stop. Every track with a Coproducer is recorded and becomes a stem, Main the bounce. Press again to end.',
  },
  {
    name: 'previous',
    text: '‹',
    rect: [right, 116, 22, 20],
    longName: 'Previous Fix',
    shortName: 'Previous',
    infoTitle: 'Previous Fix',
    info: 'Shows the fix before this one.',
  },
  {
    name: 'next',
    text: '›',
    rect: [right + 25, 116, 22, 20],
    longName: 'Next Fix',
    shortName: 'Next',
    infoTitle: 'Next Fix',
    info: 'Shows the fix after this one.',
  },
  {
    name: 'skip',
    text: 'Skip',
    rect: [right + 50, 116, 50, 20],
    longName: 'Skip Fix',
    shortName: 'Skip',
    infoTitle: 'Skip Fix',
    info: 'Leaves this fix out. Coproducer learns from it and offers the like less readily.',
  },
  {
    name: 'apply',
    text: 'Apply',
    rect: [right + 103, 116, 81, 20],
    longName: 'Apply Fix',
    shortName: 'Apply',
    infoTitle: 'Apply Fix',
    info: 'Makes the change shown above in the set. Undo puts back exactly what stood there.',
  },
  {
    name: 'undo',
    text: 'Undo',
    rect: [right, 141, 43, 20],
    longName: 'Undo Last',
    shortName: 'Undo',
    infoTitle: 'Undo',
    info: 'Takes the last change of Coproducer back, and leaves alone what you have moved since.',
  },
  {
    name: 'ab',
    text: 'A/B',
    rect: [right + 46, 141, 35, 20],
    longName: 'Compare A/B',
    shortName: 'A/B',
    infoTitle: 'Compare A/B',
    info: 'Lit: you hear the mix as it was before the fixes, at the same loudness. Press again to hear it with them.',
  },
  {
    name: 'apply-all',
    text: 'Apply All',
    rect: [right + 84, 141, 52, 20],
    longName: 'Apply All Fixes',
    shortName: 'Apply All',
    infoTitle: 'Apply All Fixes',
    info: 'Makes every change of the plan that was not skipped, all or none.',
  },
  {
    name: 'report',
    text: 'Report',
    rect: [right + 139, 141, 45, 20],
    longName: 'Open Report',
    shortName: 'Report',
    infoTitle: 'Open Report',
    info: 'Opens the whole report in your browser. The page is served by this computer to this computer only.',
  },
];

/** The parameters that are no buttons. */
export const MENUS = [
  {
    name: 'profile',
    label: 'Profile',
    y: 86,
    empty: 'No profile',
    infoTitle: 'Profile',
    info: 'The references that your mix is measured against. Make one with "coproducer learn".',
  },
  {
    name: 'cluster',
    label: 'Style',
    y: 104,
    empty: 'Nearest',
    infoTitle: 'Style',
    info: 'A style within your references. "Nearest" takes the one that your mix is closest to.',
  },
] as const;

export const AMOUNT = {
  longName: 'Amount',
  infoTitle: 'Amount',
  info: 'How much of each change is made: 100 % closes the gap as far as the plan goes, 50 % half of it.',
} as const;

export const DROP = {
  longName: 'Bounces',
  infoTitle: 'Bounces',
  legend: 'Drop file',
  info: 'Drop the folder of your exports or the master in it here, or choose the folder at the right. On a stem track: drop the file of that track, where another was taken. New exports are noticed by themselves.',
} as const;
