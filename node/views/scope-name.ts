/** What a scope of the documents is called in a table. */
export function scopeName(scope: string): string {
  if (scope === 'whole') return 'whole track';
  return scope === 'build' ? 'build-up' : scope;
}
