import { svg, text } from '../../../node/picture/svg.ts';
import { STRIP_HEIGHT, STRIP_WIDTH } from '../../../device/strip/layout.ts';
import { LiveControl, ScriptObject, type BoxKeys } from './objects.ts';
import type { PatchRuntime } from './patch-runtime.ts';
import type { MeasureText } from './svg-graphics.ts';

/**
 * The strip as Live would show it, as SVG: displays as their scripts draw them, Live's own controls close to how Live
 * draws them.
 */
export function stripPicture(runtime: PatchRuntime, measure: MeasureText): string {
  const drawn = runtime.boxes.flatMap((box) => {
    const [x, y, width, height] = box.presentation_rect ?? [];
    if (x === undefined) return [];
    const object = runtime.object(box.id);
    const inside =
      object instanceof ScriptObject
        ? object.script.paint()
        : object instanceof LiveControl
          ? new ControlPicture(runtime, object, width, height, measure).draw()
          : label(runtime, box, height);
    return [svg('g', { transform: `translate(${x} ${y})` }, inside)];
  });
  return svg(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width: STRIP_WIDTH, height: STRIP_HEIGHT, 'font-family': 'Inter' },
    svg('rect', { width: STRIP_WIDTH, height: STRIP_HEIGHT, fill: hex(runtime, 'live_surface_bg') }),
    ...drawn,
  );
}

function label(runtime: PatchRuntime, box: BoxKeys, height: number): string {
  return text(box.text ?? '', 2, height / 2 + 3.5, { 'font-size': 9.5, fill: hex(runtime, 'live_control_fg') });
}

class ControlPicture {
  readonly #runtime: PatchRuntime;
  readonly #control: LiveControl;
  readonly #width: number;
  readonly #height: number;
  readonly #measure: MeasureText;

  constructor(runtime: PatchRuntime, control: LiveControl, width: number, height: number, measure: MeasureText) {
    this.#runtime = runtime;
    this.#control = control;
    this.#width = width;
    this.#height = height;
    this.#measure = measure;
  }

  draw(): string {
    switch (this.#control.box.maxclass) {
      case 'live.menu':
        return this.#menu();
      case 'live.numbox':
        return this.#frame('live_control_bg') + this.#bar() + this.#centred(`${this.#control.value} %`);
      case 'live.drop':
        return this.#drop();
      default:
        return this.#button();
    }
  }

  #button(): string {
    const isOn = this.#control.box.mode === 1 && this.#control.value === 1;
    const words = this.#words(isOn ? 'texton' : 'text');
    return this.#frame(isOn ? 'live_control_selection' : 'live_control_bg') + this.#centred(words, isOn);
  }

  #menu(): string {
    const items = this.#control.attributes.get('_parameter_range') ?? [];
    const room = this.#width - 18;
    const words = this.#fitted(String(items[this.#control.value] ?? ''), room);
    const arrow = svg('path', {
      d: `M${this.#width - 11} ${this.#height / 2 - 1.5}h6l-3 3.5z`,
      fill: this.#ink,
    });
    return this.#frame('live_control_bg') + text(words, 4, this.#height / 2 + 3.5, this.#style) + arrow;
  }

  #drop(): string {
    const frame = svg('rect', {
      x: 0.5,
      y: 0.5,
      width: this.#width - 1,
      height: this.#height - 1,
      rx: 2,
      fill: 'none',
      stroke: this.#ink,
      'stroke-opacity': 0.5,
      'stroke-dasharray': '3 2',
    });
    return frame + this.#centred(this.#fitted(this.#words('legend'), this.#width - 8));
  }

  #bar(): string {
    return svg('rect', {
      x: 1,
      y: this.#height - 2,
      width: ((this.#width - 2) * this.#control.value) / 100,
      height: 1,
      fill: hex(this.#runtime, 'live_control_selection'),
    });
  }

  #frame(colour: string): string {
    return svg('rect', {
      x: 0.5,
      y: 0.5,
      width: this.#width - 1,
      height: this.#height - 1,
      rx: 2,
      fill: hex(this.#runtime, colour),
      stroke: hex(this.#runtime, 'live_contrast_frame'),
    });
  }

  #centred(words: string, isOnSelection = false): string {
    const fill = isOnSelection ? '#141414' : this.#ink;
    return text(words, this.#width / 2, this.#height / 2 + 3.5, { ...this.#style, fill, 'text-anchor': 'middle' });
  }

  #words(attribute: string): string {
    return String(this.#control.attributes.get(attribute)?.[0] ?? '');
  }

  #fitted(words: string, room: number): string {
    let end = words.length;
    while (end > 0 && this.#measure(`${words.slice(0, end)}${end < words.length ? '…' : ''}`, 9.5, false) > room) end--;
    return end < words.length ? `${words.slice(0, end)}…` : words;
  }

  get #ink(): string {
    return hex(this.#runtime, this.#control.isActive ? 'live_control_fg' : 'live_control_fg_off');
  }

  get #style(): Record<string, string | number> {
    return { 'font-size': 9.5, fill: this.#ink };
  }
}

function hex(runtime: PatchRuntime, name: string): string {
  const parts = runtime.theme.colours[name].slice(0, 3).map((part) => Math.round(part * 255));
  return `rgb(${parts.join(',')})`;
}
