/**
 * The code of an error of the operating system, such as `ENOENT`; `undefined` for anything else. By shape, not by
 * class: an error may come from another realm (a worker, a test's sandbox), where `instanceof Error` is false.
 */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
