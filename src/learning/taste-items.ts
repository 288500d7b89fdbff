/**
 * What the parts of a taste are called, so that each can be shown, held and forgotten by itself. The words are the
 * producer's own: `habit width/pad`, `size width/pad`, `target mine/tone.mud@drop`, `model EQ Eight`.
 */
export type TasteItemKind = 'habit' | 'size' | 'target' | 'model';

export interface TasteItem {
  kind: TasteItemKind;
  /** What comes after the kind. */
  of: string;
}

export function habitItem(kind: string, role: string): string {
  return `habit ${kind}/${role}`;
}

export function sizeItem(kind: string, role: string): string {
  return `size ${kind}/${role}`;
}

/** @param key a feature and its scope, as `featureKey` writes them. */
export function targetItem(profile: string, key: string): string {
  return `target ${profile}/${key}`;
}

export function modelItem(model: string): string {
  return `model ${model}`;
}

/** The parts of an item's name; `undefined` where it is none. */
export function parseItem(name: string): TasteItem | undefined {
  const found = /^(habit|size|target|model) (.+)$/u.exec(name);
  return found === null ? undefined : { kind: found[1] as TasteItemKind, of: found[2] };
}
