import { displayOf } from './display.ts';
import type { Drawn } from './displays.ts';

const first: Drawn['status'] = {
  phase: 'waiting',
  status: 'Not started',
  hint: '',
  progress: null,
  notice: '',
  detail: '',
};

export const autowatch = 0;
export const inlets = 1;
export const outlets = 0;

/** The status line, the one thing to do, and the progress of an analysis. */
export const { show, enabled, redraw, paint } = displayOf(first, (canvas, document) => {
  const { phase, status, hint, progress, notice, detail } = document;
  const { palette, width, height } = canvas;
  const colour = phase === 'error' ? palette.outside : palette.text;
  if (phase === 'error') canvas.fillRounded(0, 0, 3, height, palette.outside);

  const elapsed = progress === null ? '' : progressText(progress);
  const room = width - 2 * INSET;
  canvas.text(status, INSET, 13, { bold: true, colour, width: room });
  if (progress === null) {
    const below = hint !== '' ? hint : notice !== '' ? notice : detail;
    canvas.paragraph(below, INSET, 25, 3, 10, { size: 8.5, alpha: 0.75, width: room });
    return;
  }
  canvas.text(elapsed, INSET, 28, { colour: palette.accent, width: room });
  const done = Math.max(0, Math.min(1, progress.percent / 100));
  const barWidth = width - 2 * INSET;
  canvas.fillRounded(INSET, height - 12, barWidth, 4, palette.faint, 0.4);
  if (done > 0) canvas.fillRounded(INSET, height - 12, Math.max(4, done * barWidth), 4, palette.accent);
});

const INSET = 7;

function progressText({ percent, secondsLeft }: NonNullable<Drawn['status']['progress']>): string {
  const shown = `${Math.floor(percent)} %`;
  if (secondsLeft === null) return shown;
  const seconds = Math.max(0, Math.ceil(secondsLeft));
  return `${shown} · ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
}
