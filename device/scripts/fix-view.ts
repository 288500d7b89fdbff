import type { FixView } from '../messages.ts';
import type { Canvas } from './canvas.ts';
import { displayOf } from './display.ts';
import type { Drawn } from './displays.ts';

const first: Drawn['fix'] = { fix: null, hasBounces: false, phase: 'waiting' };

export const autowatch = 0;
export const inlets = 1;
export const outlets = 0;

/** One fix of the plan: where, what, how much, why, and what it is predicted to do. */
export const { show, enabled, redraw, paint } = displayOf(first, (canvas, { fix, hasBounces, phase }) => {
  if (fix !== null) drawFix(canvas, fix);
  else if (!hasBounces) drawHowTo(canvas);
  else {
    const text = phase === 'analysing' ? 'The plan appears here' : 'No plan yet';
    canvas.text(text, canvas.width / 2, canvas.height / 2 + 3, { align: 'centre', alpha: 0.5 });
  }
});

const INSET = 8;

function drawFix(canvas: Canvas, fix: FixView): void {
  const { palette, width, height } = canvas;
  const room = width - 2 * INSET;
  const state = fix.state === 'open' ? openWord(fix) : STATES[fix.state];
  const stateWidth = state === '' ? 0 : canvas.widthOf(state, 9, true) + 8;
  canvas.text(`Fix ${fix.position} of ${fix.count}`, INSET, 14, { size: 9, alpha: 0.75 });
  if (state !== '') {
    canvas.text(state, width - INSET, 14, {
      size: 9,
      bold: true,
      align: 'right',
      colour: fix.state === 'applied' || fix.state === 'verified' ? palette.accent : palette.text,
    });
  }
  drawDots(canvas, fix, stateWidth);
  canvas.text(fix.where, INSET, 32, { size: 12, bold: true, width: room });
  canvas.text(fix.howMuch, INSET, 47, { size: 11, bold: true, colour: palette.accent, width: room });
  canvas.text(fix.what, INSET, 60, { size: 9, alpha: 0.75, width: room });
  canvas.paragraph(fix.why, INSET, 73, 2, 11, { size: 9, width: room });
  canvas.hairline(INSET, height - 15, width - INSET, height - 15, palette.faint, 0.35);
  canvas.text(fix.effect, INSET, height - 5, { size: 9, alpha: 0.75, width: room });
}

function openWord({ advice, aside }: FixView): string {
  return advice ? 'Advice' : aside ? 'Also possible' : '';
}

const STATES: Readonly<Record<Exclude<FixView['state'], 'open'>, string>> = {
  applied: 'Applied',
  skipped: 'Skipped',
  undone: 'Undone',
  verified: 'Verified',
};

/** One dot a fix, the shown one lit. */
function drawDots(canvas: Canvas, { position, count }: FixView, stateWidth: number): void {
  const { palette, width } = canvas;
  const start = width - INSET - stateWidth - count * DOT_STEP + (DOT_STEP - DOT);
  for (let index = 0; index < count; index++) {
    const isShown = index + 1 === position;
    canvas.fillRounded(
      start + index * DOT_STEP,
      9,
      DOT,
      DOT,
      isShown ? palette.accent : palette.faint,
      isShown ? 1 : 0.6,
    );
  }
}

const DOT = 4;
const DOT_STEP = 7;

/** Shown until bounces were chosen: how to get them out of Live. */
function drawHowTo(canvas: Canvas): void {
  const { palette, width } = canvas;
  canvas.text('Bounce your track', INSET, 18, { size: 11, bold: true });
  HOW_TO.forEach((line, index) => {
    const y = 36 + index * 15;
    canvas.text(String(index + 1), INSET, y, { size: 9, bold: true, colour: palette.accent });
    canvas.text(line, INSET + 12, y, { size: 9, width: width - 2 * INSET - 12 });
  });
}

const HOW_TO = [
  'File › Export Audio/Video',
  'Render: All Individual Tracks',
  'Normalize off, all the same length',
  'Choose that folder at the lower left',
  'Press Analyze & Suggest',
] as const;
