import type { ShownFix, TasteEvent } from '../../src/learning/taste-event.ts';

/** A fix as most are: a 3 dB cut on a pad's width. */
export function shownFix(fields: Partial<ShownFix> = {}): ShownFix {
  return {
    kind: 'width',
    role: 'pad',
    model: 'Utility',
    size: -3,
    relativeSize: 1,
    benefit: 0.1,
    risk: 'low',
    improves: 0.9,
    accepted: 0.75,
    propensity: 1,
    features: [],
    ...fields,
  };
}

let count = 0;

/** An event about a fix of its own, unless a fix is named. */
export function fixEvent(
  what: 'shown' | 'accept' | 'skip' | 'applied' | 'undo' | 'undo-later' | 'intentional',
  about: Partial<ShownFix> = {},
  fix = `f${++count}`,
  plan = 'p',
): TasteEvent {
  return { ...headOf(fix, about), plan, what };
}

export function changeEvent(finalSize: number, about: Partial<ShownFix> = {}, fix = `f${++count}`): TasteEvent {
  return { ...headOf(fix, about), what: 'change', finalSize };
}

export function verifiedEvent(
  { promised, came, jnd = 1, share = 1 }: { promised: number; came: number; jnd?: number; share?: number },
  about: Partial<ShownFix> = {},
): TasteEvent {
  return { ...headOf(`f${++count}`, about), what: 'verified', feature: 'tone.mud', promised, came, jnd, share };
}

/** A plan for a mix that stood there, of which each fix was to move what is said. */
export function measuredEvent(
  plan: string,
  distances: Record<string, number>,
  fixes: Record<string, Record<string, number>> = {},
  mix = plan,
): TasteEvent {
  const head = { schema: 'coproducer.event/1' as const, id: `e${++count}`, at: '2026-01-01T00:00:00.000Z' };
  return { ...head, what: 'measured', plan, profile: 'mine', mix, distances, fixes };
}

export function handEvent(what: 'forget', item: string): TasteEvent;
export function handEvent(what: 'pin', item: string, value: number): TasteEvent;
export function handEvent(what: 'forget' | 'pin', item: string, value = 0): TasteEvent {
  const head = { schema: 'coproducer.event/1' as const, id: `e${++count}`, at: '2026-01-01T00:00:00.000Z' };
  return what === 'pin' ? { ...head, what, item, value } : { ...head, what, item };
}

export function many(times: number, make: () => TasteEvent): TasteEvent[] {
  return Array.from({ length: times }, make);
}

function headOf(fix: string, about: Partial<ShownFix>) {
  return {
    schema: 'coproducer.event/1' as const,
    id: `e${++count}`,
    at: '2026-01-01T00:00:00.000Z',
    plan: 'p',
    fix,
    profile: 'mine',
    profileVersion: '2025-12-31T00:00:00.000Z',
    about: shownFix(about),
  };
}
