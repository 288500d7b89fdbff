/**
 * Runs a synchronous call into a decoder with `console.error` muted. The decoders print on standard error what they
 * also return, which would tear the progress display apart; nothing is lost, since their errors are read from the
 * result.
 */
export function withoutConsole<T>(call: () => T): T {
  const { error } = console;
  console.error = () => undefined;
  try {
    return call();
  } finally {
    console.error = error;
  }
}
