import { svg, text } from '../../../node/picture/svg.ts';

/** Width in pixels of a text in a type of so many points. */
export type MeasureText = (words: string, points: number, isBold: boolean) => number;

/** Max's `mgraphics`, drawing into SVG; it throws where a script draws before it has set up what it draws with. */
export class SvgGraphics {
  relative_coords = 1;
  autofill = 1;
  readonly size: readonly [number, number];
  readonly #measure: MeasureText;
  #marks: string[] = [];
  #path = '';
  #pen: readonly [number, number] | undefined;
  #colour = { fill: '#000000', opacity: 1 };
  #lineWidth = 1;
  #face = '';
  #points = 0;

  constructor(size: readonly [number, number], measure: MeasureText) {
    this.size = size;
    this.#measure = measure;
  }

  clear(): void {
    this.#marks = [];
    this.#path = '';
    this.#pen = undefined;
  }

  toSvg(): string {
    if (this.#path !== '') throw new Error('A path was drawn and neither filled nor stroked.');
    return this.#marks.join('');
  }

  init(): void {
    this.relative_coords = 1;
  }

  redraw(): void {
    // Max draws when it likes; the runtime draws when it is looked at.
  }

  set_source_rgba(red: number, green: number, blue: number, alpha: number): void {
    for (const part of [red, green, blue, alpha]) {
      if (!(part >= 0 && part <= 1)) throw new Error(`${part} is no part of a colour.`);
    }
    const hex = [red, green, blue].map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, '0'),
    );
    this.#colour = { fill: `#${hex.join('')}`, opacity: alpha };
  }

  set_line_width(width: number): void {
    this.#lineWidth = width;
  }

  rectangle(x: number, y: number, width: number, height: number): void {
    this.#add(`M${spot(x, y)}h${finite(width)}v${finite(height)}h${finite(-width)}z`);
  }

  rectangle_rounded(x: number, y: number, width: number, height: number, arcWidth: number, arcHeight: number): void {
    const [rx, ry] = [Math.min(arcWidth, width) / 2, Math.min(arcHeight, height) / 2];
    const corner = (dx: number, dy: number): string => `a${rx} ${ry} 0 0 1 ${dx} ${dy}`;
    this.#add(
      `M${spot(x + rx, y)}h${finite(width - 2 * rx)}${corner(rx, ry)}v${finite(height - 2 * ry)}${corner(-rx, ry)}` +
        `h${finite(2 * rx - width)}${corner(-rx, -ry)}v${finite(2 * ry - height)}${corner(rx, -ry)}z`,
    );
  }

  move_to(x: number, y: number): void {
    this.#pen = [x, y];
    this.#path += `M${spot(x, y)}`;
  }

  line_to(x: number, y: number): void {
    this.#path += `L${spot(x, y)}`;
  }

  close_path(): void {
    this.#path += 'z';
  }

  fill(): void {
    const { fill, opacity } = this.#colour;
    this.#mark(svg('path', { d: this.#path, fill, 'fill-opacity': exact(opacity) }));
  }

  stroke(): void {
    const { fill, opacity } = this.#colour;
    const line = { fill: 'none', stroke: fill, 'stroke-opacity': exact(opacity), 'stroke-linejoin': 'round' };
    this.#mark(svg('path', { d: this.#path, ...line, 'stroke-width': this.#lineWidth }));
  }

  select_font_face(name: string): void {
    this.#face = name;
  }

  set_font_size(points: number): void {
    this.#points = points;
  }

  show_text(words: string): void {
    if (this.#pen === undefined || this.#points === 0) throw new Error(`"${words}" was written nowhere.`);
    const [x, y] = this.#pen;
    const [width] = this.size;
    if (x < -0.5 || x + this.text_measure(words)[0] > width + 0.5)
      throw new Error(`"${words}" runs out of its display.`);
    const style = { 'font-size': this.#points, 'font-weight': this.#isBold ? 600 : 400 };
    const { fill, opacity } = this.#colour;
    this.#mark(text(words, x, y, { ...style, fill, 'fill-opacity': exact(opacity) }));
  }

  text_measure(words: string): readonly [number, number] {
    return [this.#measure(words, this.#points, this.#isBold), this.#points];
  }

  get #isBold(): boolean {
    return this.#face.endsWith('Bold');
  }

  #add(path: string): void {
    this.#path += path;
  }

  #mark(mark: string): void {
    this.#marks.push(mark);
    this.#path = '';
    this.#pen = undefined;
  }
}

function spot(x: number, y: number): string {
  return `${finite(x)} ${finite(y)}`;
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Error('A drawing goes to no number.');
  return Math.round(value * 100) / 100;
}

/** As a text, which the writer of attributes leaves as it is. */
function exact(value: number): string {
  return value.toFixed(3);
}
