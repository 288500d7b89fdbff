import { graphics, themeColour, type Colour, type Graphics } from '../max.ts';

/** Colours of Live's displays by their role here. Live keeps displays dark in all of its own themes. */
export interface Palette {
  background: Colour;
  frame: Colour;
  text: Colour;
  faint: Colour;
  /** What is yours. */
  accent: Colour;
  /** What lies outside. */
  outside: Colour;
}

/** A drawing surface of one display with the theme's colours and Live's own typeface. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
  readonly #graphics: Graphics;
  readonly #alpha: number;

  /** @param isOn false while the device is switched off: everything is faint. */
  constructor(isOn: boolean) {
    this.#graphics = graphics();
    [this.width, this.height] = this.#graphics.size;
    this.palette = readPalette();
    this.#alpha = isOn ? 1 : OFF_ALPHA;
    this.fillRounded(0, 0, this.width, this.height, this.palette.background, 1, CORNER);
  }

  fillRect(x: number, y: number, width: number, height: number, colour: Colour, alpha = 1): void {
    this.#colour(colour, alpha);
    this.#graphics.rectangle(x, y, width, height);
    this.#graphics.fill();
  }

  fillRounded(
    x: number,
    y: number,
    width: number,
    height: number,
    colour: Colour,
    alpha = 1,
    radius = width > height ? height / 2 : width / 2,
  ): void {
    this.#graphics.set_source_rgba(colour[0], colour[1], colour[2], colour[3] * alpha);
    this.#graphics.rectangle_rounded(x, y, width, height, radius * 2, radius * 2);
    this.#graphics.fill();
  }

  /** A line of one pixel, exactly on the pixels. */
  hairline(x1: number, y1: number, x2: number, y2: number, colour: Colour, alpha = 1): void {
    if (y1 === y2) this.fillRect(Math.min(x1, x2), y1, Math.abs(x2 - x1), 1, colour, alpha);
    else this.fillRect(x1, Math.min(y1, y2), 1, Math.abs(y2 - y1), colour, alpha);
  }

  path(points: readonly (readonly [number, number])[], colour: Colour, width: number, alpha = 1): void {
    this.#trace(points);
    this.#colour(colour, alpha);
    this.#graphics.set_line_width(width);
    this.#graphics.stroke();
  }

  area(points: readonly (readonly [number, number])[], colour: Colour, alpha = 1): void {
    this.#trace(points);
    this.#graphics.close_path();
    this.#colour(colour, alpha);
    this.#graphics.fill();
  }

  /**
   * Writes one line; what does not fit ends in an ellipsis.
   *
   * @param y of the base line.
   */
  text(
    text: string,
    x: number,
    y: number,
    {
      size = 9.5,
      bold = false,
      colour = this.palette.text,
      alpha = 1,
      align = 'left',
      width = Infinity,
    }: TextStyle = {},
  ): void {
    this.#font(size, bold);
    const fitted = this.#fit(text, width);
    const [drawnWidth] = this.#graphics.text_measure(fitted);
    const start = align === 'left' ? x : align === 'right' ? x - drawnWidth : x - drawnWidth / 2;
    this.#colour(colour, alpha);
    this.#graphics.move_to(start, y);
    this.#graphics.show_text(fitted);
  }

  /** Writes over several lines, broken between words; the last line ends in an ellipsis where there is more. */
  paragraph(text: string, x: number, y: number, lines: number, lineHeight: number, style: TextStyle): void {
    this.#font(style.size ?? 9.5, style.bold ?? false);
    for (const [index, line] of this.#wrap(text, style.width ?? this.width - 2 * x, lines).entries()) {
      this.text(line, x, y + index * lineHeight, style);
    }
  }

  widthOf(text: string, size: number, bold = false): number {
    this.#font(size, bold);
    return this.#graphics.text_measure(text)[0];
  }

  #wrap(text: string, width: number, most: number): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line === '' || lines.length === most - 1 || this.#graphics.text_measure(longer)[0] <= width) line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    return line === '' ? lines : [...lines, line];
  }

  #fit(text: string, width: number): string {
    if (width === Infinity || this.#graphics.text_measure(text)[0] <= width) return text;
    let end = text.length;
    while (end > 0 && this.#graphics.text_measure(`${text.slice(0, end).trimEnd()}…`)[0] > width) end--;
    return `${text.slice(0, end).trimEnd()}…`;
  }

  #font(size: number, bold: boolean): void {
    this.#graphics.select_font_face(bold ? BOLD_FACE : FACE);
    this.#graphics.set_font_size(size);
  }

  #trace(points: readonly (readonly [number, number])[]): void {
    points.forEach(([x, y], index) => {
      if (index === 0) this.#graphics.move_to(x, y);
      else this.#graphics.line_to(x, y);
    });
  }

  #colour(colour: Colour, alpha: number): void {
    this.#graphics.set_source_rgba(colour[0], colour[1], colour[2], colour[3] * alpha * this.#alpha);
  }
}

export interface TextStyle {
  size?: number;
  bold?: boolean;
  colour?: Colour;
  alpha?: number;
  align?: 'left' | 'right' | 'centre';
  width?: number;
}

/** The typefaces that come with Live. */
const FACE = 'Ableton Sans Medium';
const BOLD_FACE = 'Ableton Sans Bold';
const CORNER = 2;
const OFF_ALPHA = 0.4;

/** Read at every drawing: the theme may have changed, and Max says so with a bang from `live.colors`. */
function readPalette(): Palette {
  return {
    background: themeColour('live_lcd_bg', [0.11, 0.11, 0.11, 1]),
    frame: themeColour('live_lcd_frame', [0.2, 0.2, 0.2, 1]),
    text: themeColour('live_lcd_title', [0.77, 0.77, 0.77, 1]),
    faint: themeColour('live_lcd_control_fg_zombie', [0.5, 0.5, 0.5, 1]),
    accent: themeColour('live_lcd_control_fg', [0.25, 0.78, 0.88, 1]),
    outside: themeColour('live_lcd_control_fg_alt', [1, 0.65, 0.2, 1]),
  };
}
