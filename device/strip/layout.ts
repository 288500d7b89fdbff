import type { Rect } from '../patch.ts';

/** The height of every device in Live, in pixels. */
export const STRIP_HEIGHT = 169;

const MARGIN = 8;
const GUTTER = 6;

export interface Column {
  x: number;
  width: number;
}

export const CONTROL_COLUMN: Column = { x: MARGIN, width: 120 };
const MEASURE_COLUMN: Column = { x: CONTROL_COLUMN.x + CONTROL_COLUMN.width + GUTTER, width: 190 };
export const FIX_COLUMN: Column = { x: MEASURE_COLUMN.x + MEASURE_COLUMN.width + GUTTER, width: 184 };

/** As narrow as three columns can be: left and right margins are equal. */
export const STRIP_WIDTH = FIX_COLUMN.x + FIX_COLUMN.width + MARGIN;

/** Where each drawn display lies. */
export const DISPLAYS = {
  status: [CONTROL_COLUMN.x, 32, CONTROL_COLUMN.width, 49],
  tone: [MEASURE_COLUMN.x, 8, MEASURE_COLUMN.width, 93],
  gaps: [MEASURE_COLUMN.x, 105, MEASURE_COLUMN.width, 56],
  fix: [FIX_COLUMN.x, 8, FIX_COLUMN.width, 104],
} as const satisfies Readonly<Record<string, Rect>>;

/** Where the labelled rows of the left column lie. */
export const LABEL_WIDTH = 42;
export const ROW_HEIGHT = 15;
export const AMOUNT_ROW_Y = 122;
export const DROP_RECT: Rect = [CONTROL_COLUMN.x, 141, CONTROL_COLUMN.width - 50, 20];
