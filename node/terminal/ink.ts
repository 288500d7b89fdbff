import colors from 'picocolors';

/** Colour by meaning. */
export interface Ink {
  title(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  quiet(text: string): string;
  strong(text: string): string;
}

/**
 * The ink for what goes to a stream: coloured on a terminal, plain in a file, a pipe, a terminal that cannot
 * (`TERM=dumb`), and for whoever sets `NO_COLOR` (no-color.org: to anything but the empty text).
 */
export function inkFor(stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): Ink {
  const wanted = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
  const { bold, green, yellow, red, dim, cyan } = colors.createColors(wanted);
  return {
    title: (text) => bold(cyan(text)),
    good: green,
    warn: yellow,
    bad: red,
    quiet: dim,
    strong: bold,
  };
}
