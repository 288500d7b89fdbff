import { parseDisplay } from '../devices/display-text.ts';

/** The raw range of a parameter, in which its texts rise or fall. */
export interface RawRange {
  min: number;
  max: number;
}

/**
 * Finds the raw value at which a parameter shows a number, by asking only for texts: it yields a raw value, is sent the
 * text Live shows there, and returns the raw value to write, or `undefined` where the texts are not numbers.
 *
 * A text stands for a stretch of raw values. The middle of the stretch is chosen, and the end of the range where the
 * stretch reaches it, so that 0 % is really 0. A number between two texts gets the nearer one, a number beyond the
 * range its end; the caller compares what is shown with what was wanted. Some 45 questions. A generator, because one
 * host answers at once (LiveAPI) and another over a network.
 */
export function* searchDisplay(range: RawRange, wanted: number): Generator<number, number | undefined, string> {
  const atMin = numberIn(yield range.min);
  const atMax = numberIn(yield range.max);
  if (atMin === undefined || atMax === undefined) return undefined;
  // Place 0 is the end that shows the smaller number, place 1 the other, whichever way the raw values run.
  const [start, end] = atMin <= atMax ? [range.min, range.max] : [range.max, range.min];
  const rawAt = (place: number): number => start + (end - start) * place;
  const [lowest, highest] = [Math.min(atMin, atMax), Math.max(atMin, atMax)];
  if (!isBelow(lowest, wanted)) return rawAt(0);
  if (!isBelow(wanted, highest)) return rawAt(1);

  let below = { place: 0, shown: lowest };
  let reached = { place: 1, shown: highest };
  while (reached.place - below.place > FINEST_PLACE) {
    const place = (below.place + reached.place) / 2;
    const shown = numberIn(yield rawAt(place));
    if (shown === undefined) return undefined;
    if (isBelow(shown, wanted)) below = { place, shown };
    else reached = { place, shown };
  }
  // One edge of the stretch is found; its other edge lies on the far side.
  const fromBelow = wanted - below.shown < reached.shown - wanted;
  const { place, shown } = fromBelow ? below : reached;
  if (!isBelow(lowest, shown)) return rawAt(0);
  if (!isBelow(shown, highest)) return rawAt(1);
  const other = yield* edge(rawAt, place, fromBelow ? 0 : 1, (number) =>
    fromBelow ? !isBelow(number, shown) : !isBelow(shown, number),
  );
  return other === undefined ? undefined : rawAt((place + other) / 2);
}

/**
 * Two texts never lie closer together: a text of three digits covers at least a few thousandths of a percent of a
 * range.
 */
const FINEST_PLACE = 2 ** -22;

/** Numbers read from texts are decimal; anything closer is the same text. */
const SAME_TEXT = 1e-9;

function isBelow(shown: number, wanted: number): boolean {
  const tolerance = Number.isFinite(wanted) ? SAME_TEXT * Math.max(1, Math.abs(wanted)) : 0;
  return shown < wanted - tolerance;
}

function numberIn(text: string): number | undefined {
  return parseDisplay(text)?.value;
}

/** The farthest place from `inside` towards `outside` for which the number shown still passes. */
function* edge(
  rawAt: (place: number) => number,
  inside: number,
  outside: number,
  passes: (shown: number) => boolean,
): Generator<number, number | undefined, string> {
  while (Math.abs(outside - inside) > FINEST_PLACE) {
    const place = (inside + outside) / 2;
    const shown = numberIn(yield rawAt(place));
    if (shown === undefined) return undefined;
    if (passes(shown)) inside = place;
    else outside = place;
  }
  return inside;
}
