import colors from 'picocolors';

/** Colour by meaning. Off unless the output is a terminal that wants it (`NO_COLOR`, `FORCE_COLOR` and `TERM=dumb` are honoured). */
export interface Ink {
  title(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  quiet(text: string): string;
  strong(text: string): string;
}

/** @param terminal whether the stream that the text goes to is a terminal. */
export function inkFor(terminal: boolean): Ink {
  const { bold, green, yellow, red, dim, cyan } = colors.createColors(terminal && colors.isColorSupported);
  return {
    title: (text) => bold(cyan(text)),
    good: green,
    warn: yellow,
    bad: red,
    quiet: dim,
    strong: bold,
  };
}
