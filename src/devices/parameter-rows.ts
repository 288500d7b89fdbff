import type { ChoiceParameter, ContinuousParameter, DisplayLaw } from './device-model.ts';

/** A continuous control whose default is known by what Live shows. */
export function control(
  name: string,
  [min, max]: readonly [number, number],
  law: DisplayLaw,
  defaultDisplay: number,
  aliases: readonly string[] = [],
): ContinuousParameter {
  return { kind: 'continuous', name, aliases, min, max, defaultRaw: law.toRaw(defaultDisplay), law };
}

/** A control with named positions. */
export function choice(
  name: string,
  items: readonly string[],
  defaultItem: string,
  aliases: readonly string[] = [],
): ChoiceParameter {
  return { kind: 'choice', name, aliases, items, defaultRaw: items.indexOf(defaultItem) };
}

/** An on/off button; Live's texts are `Off` and `On`. */
export function button(
  name: string,
  defaultItem: 'Off' | 'On' = 'Off',
  aliases: readonly string[] = [],
): ChoiceParameter {
  return choice(name, ['Off', 'On'], defaultItem, aliases);
}

/** The first parameter of every one of Live's devices. */
export const DEVICE_ON: ChoiceParameter = button('Device On', 'On');

/** Raw ranges as Live has them. */
export const UNIT_RANGE = [0, 1] as const;
export const SIGNED_RANGE = [-1, 1] as const;
