/**
 * What was last reckoned of a few lists, each known by holding the very same items. A search that has found something
 * asks for it again at once or never: what it keeps for longer only costs memory and the time to look through it.
 */
export class LastFew<Item, Value> {
  readonly #most: number;
  /** The latest first. */
  readonly #known: { items: readonly Item[]; value: Value }[] = [];

  /** @param most how many are known at once */
  constructor(most: number) {
    this.#most = most;
  }

  /** What is known of the items, or what `reckon` makes of them. */
  get(items: readonly Item[], reckon: () => Value): Value {
    const known = this.#known;
    const at = known.findIndex((entry) => isSameList(entry.items, items));
    if (at >= 0) {
      const [entry] = known.splice(at, 1);
      known.unshift(entry);
      return entry.value;
    }
    const value = reckon();
    known.unshift({ items, value });
    if (known.length > this.#most) known.pop();
    return value;
  }
}

function isSameList<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
