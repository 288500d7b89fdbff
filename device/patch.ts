import type { Amxd } from './amxd.ts';
import { classOfText, OBJECT_CLASSES } from './object-classes.ts';

/** x, y, width, height in pixels. */
export type Rect = readonly [number, number, number, number];

/** The JSON of one box. */
export interface Box extends Readonly<Record<string, unknown>> {
  id: string;
  maxclass: string;
}

export interface Cord {
  source: readonly [string, number];
  destination: readonly [string, number];
}

/** A handle on a box of the patch, to draw cords between. */
export interface Placed {
  readonly id: string;
}

/** A Max patch put together object by object. Inlets and outlets follow from the table of classes. */
export class Patch {
  readonly #boxes: Box[] = [];
  readonly #cords: Cord[] = [];

  /** An object written as text, such as `route a b`. */
  object(text: string, at: readonly [number, number], keys: Readonly<Record<string, unknown>> = {}): Placed {
    const { className, args } = classOfText(text);
    return this.#place(className, args, 'newobj', [...at, widthOf(text), OBJECT_HEIGHT], { text, ...keys });
  }

  /** A box of a class of its own, such as `message` or `live.text`. */
  box(maxclass: string, rect: Rect, keys: Readonly<Record<string, unknown>> = {}): Placed {
    return this.#place(maxclass, [], maxclass, rect, keys);
  }

  /** Draws a cord from an outlet to an inlet, both counted from 0 at the left. */
  cord(from: Placed, outlet: number, to: Placed, inlet = 0): void {
    this.#cords.push({ source: [from.id, outlet], destination: [to.id, inlet] });
  }

  get boxes(): readonly Box[] {
    return this.#boxes;
  }

  /** The device as its file holds it. */
  toDevice(keys: Readonly<Record<string, unknown>>): Amxd['patch'] {
    return {
      patcher: {
        ...keys,
        boxes: this.#boxes.map((box) => ({ box })),
        lines: this.#cords.map((patchline) => ({ patchline })),
      },
    };
  }

  #place(
    className: string,
    args: readonly string[],
    maxclass: string,
    rect: Rect,
    keys: Readonly<Record<string, unknown>>,
  ): Placed {
    const known = OBJECT_CLASSES[className];
    if (known === undefined) throw new RangeError(`There is no class "${className}" in the table of objects.`);
    const outlets = known.outlets(args);
    const box: Box = {
      id: `obj-${this.#boxes.length + 1}`,
      maxclass,
      numinlets: known.inlets(args),
      numoutlets: outlets.length,
      ...(outlets.length > 0 && { outlettype: outlets }),
      patching_rect: rect,
      ...keys,
    };
    this.#boxes.push(box);
    return box;
  }
}

const OBJECT_HEIGHT = 22;

/** Wide enough for the text in Max's default type; nobody sees it unless they open the patch. */
function widthOf(text: string): number {
  return Math.max(40, 16 + Math.ceil(text.length * 6.2));
}
