import type { Atom } from '../message-pieces.ts';
import { complain, graphics } from '../max.ts';
import { Canvas } from './canvas.ts';

/** The messages that every display understands, around what it draws. */
export interface DisplayHandlers {
  /** The document to draw, as JSON. */
  show: (text: Atom) => void;
  /** 0 while the device is switched off. */
  enabled: (isOn: Atom) => void;
  /** The theme has changed. */
  redraw: () => void;
  /** From Max, whenever the display is to be drawn. */
  paint: () => void;
}

/** Sets Max's drawing up and makes a display out of a function that draws a document. */
export function displayOf<Document>(
  first: Document,
  draw: (canvas: Canvas, document: Document) => void,
): DisplayHandlers {
  const surface = graphics();
  surface.init();
  surface.relative_coords = 0;
  surface.autofill = 0;
  let document = first;
  let isOn = true;
  return {
    show(text) {
      try {
        document = JSON.parse(String(text)) as Document;
      } catch {
        complain('a display was sent something that it cannot read.');
      }
      surface.redraw();
    },
    enabled(on) {
      isOn = on === 1;
      surface.redraw();
    },
    redraw: () => surface.redraw(),
    paint: () => draw(new Canvas(isOn), document),
  };
}
