/**
 * A path or word as it can be pasted into the platform's shell: quoted, so that spaces and signs in song titles do no
 * harm.
 */
export function pasteable(text: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return `"${text}"`;
  return MEANS_SOMETHING_IN_QUOTES.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}

/** Signs that a POSIX shell still reads within double quotes; `!` recalls old commands. */
const MEANS_SOMETHING_IN_QUOTES = /["$`\\!]/;
