/** How far each character of a TrueType font moves the pen, in thousandths of the type size; kerning is left out. */
export function fontAdvances(font: Buffer): (character: string) => number {
  const tables = new Map<string, number>();
  for (let index = 0; index < font.readUInt16BE(4); index++) {
    const record = 12 + index * 16;
    tables.set(font.toString('latin1', record, record + 4), font.readUInt32BE(record + 8));
  }
  const unitsPerEm = font.readUInt16BE(tables.get('head')! + 18);
  const metrics = font.readUInt16BE(tables.get('hhea')! + 34);
  const glyphOf = characterMap(font, tables.get('cmap')!);
  return (character) => {
    const glyph = Math.min(glyphOf(character.codePointAt(0)!), metrics - 1);
    return (1000 * font.readUInt16BE(tables.get('hmtx')! + glyph * 4)) / unitsPerEm;
  };
}

/** The font's Unicode map of the Basic Multilingual Plane (`cmap` format 4); 0 is the glyph of what is missing. */
function characterMap(font: Buffer, cmap: number): (codePoint: number) => number {
  const offsets = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, index) =>
    font.readUInt32BE(cmap + 4 + index * 8 + 4),
  );
  const start = cmap + offsets.find((offset) => font.readUInt16BE(cmap + offset) === 4)!;
  const twiceSegments = font.readUInt16BE(start + 6);
  const [ends, starts] = [start + 14, start + 16 + twiceSegments];
  const [deltas, ranges] = [starts + twiceSegments, starts + 2 * twiceSegments];
  return (codePoint) => {
    for (let at = 0; at < twiceSegments; at += 2) {
      if (codePoint > font.readUInt16BE(ends + at)) continue;
      const first = font.readUInt16BE(starts + at);
      if (codePoint < first) return 0;
      const range = font.readUInt16BE(ranges + at);
      const delta = font.readUInt16BE(deltas + at);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = font.readUInt16BE(ranges + at + range + 2 * (codePoint - first));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
