/**
 * Pieces of SVG text. Attributes are numbers or plain words of this program; only `text` may hold words of a person.
 */

export type Attributes = Readonly<Record<string, string | number>>;

export function svg(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${short(value)}"`);
  return `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** A line of text, escaped; characters that XML 1.0 cannot hold are left out. */
export function text(words: string, x: number, y: number, attributes: Attributes = {}): string {
  const content = words
    // eslint-disable-next-line no-control-regex -- control characters are what must go
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
  return svg('text', { x, y, ...attributes }, content);
}

/** A line through points, broken wherever a coordinate is no number. */
export function polyline(points: readonly (readonly [number, number])[], attributes: Attributes): string {
  let pen = 'M';
  const steps: string[] = [];
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = 'M';
      continue;
    }
    steps.push(`${pen}${short(x)} ${short(y)}`);
    pen = 'L';
  }
  return svg('path', { d: steps.join(''), fill: 'none', 'stroke-linejoin': 'round', ...attributes });
}

/** A tenth of a pixel is finer than any screen shows. */
function short(value: string | number): string | number {
  return typeof value === 'number' ? Math.round(value * 10) / 10 : value;
}
