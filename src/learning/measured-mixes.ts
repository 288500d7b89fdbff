import type { TasteEvent } from './taste-event.ts';

type MeasuredEvent = Extract<TasteEvent, { what: 'measured' }>;

/** What the answers to a fix are about: where its mix stood, and by how much it was to move what. */
export interface PlannedMoves {
  /** By `featureKey`: distances of the mix from the references' own median, in spreads, and what the fix adds. */
  distances: Readonly<Record<string, number>>;
  moves: Readonly<Record<string, number>>;
}

/** Tastes change: of a producer's mixes the newest so many say where they stand. */
const MOST_MIXES = 40;

/**
 * Where the producer's mixes of one profile stood when plans were made for them. A mix that was planned for again and
 * again counts once, as it stood last.
 */
export class MeasuredMixes {
  readonly #plans = new Map<string, MeasuredEvent>();
  readonly #newest: readonly MeasuredEvent[];

  /** @param events oldest first */
  constructor(events: readonly TasteEvent[], profile: string) {
    const byMix = new Map<string, MeasuredEvent>();
    for (const event of events) {
      if (event.what !== 'measured' || event.profile !== profile) continue;
      this.#plans.set(event.plan, event);
      // Deleted first, so that the map is in the order of the last time.
      byMix.delete(event.mix);
      byMix.set(event.mix, event);
    }
    this.#newest = [...byMix.values()].slice(-MOST_MIXES);
  }

  /** Where the mixes stood in one feature, one number a mix that has it. */
  standsOf(key: string): number[] {
    return this.#newest.flatMap(({ distances }) => (key in distances ? [distances[key]] : []));
  }

  /** `undefined` for a plan of before this was kept, or of another machine. */
  planned(plan: string, fix: string): PlannedMoves | undefined {
    const event = this.#plans.get(plan);
    const moves = event?.fixes[fix];
    return event === undefined || moves === undefined ? undefined : { distances: event.distances, moves };
  }
}
