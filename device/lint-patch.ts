import type { Amxd } from './amxd.ts';
import { classOfText, OBJECT_CLASSES, type ObjectClass } from './object-classes.ts';
import type { Rect } from './patch.ts';
import { STRIP_HEIGHT } from './strip/layout.ts';

/** What a box of a patch may hold, as far as the linter looks. */
interface LintedBox {
  id: string;
  maxclass: string;
  text?: string;
  numinlets?: number;
  numoutlets?: number;
  outlettype?: readonly string[];
  patching_rect?: Rect;
  presentation?: number;
  presentation_rect?: Rect;
  annotation?: string;
  annotation_name?: string;
  varname?: string;
  filename?: string;
  textfile?: { autowatch?: number };
  saved_attribute_attributes?: { valueof?: Valueof };
}

interface Valueof {
  parameter_longname?: string;
  parameter_shortname?: string;
  parameter_type?: number;
  parameter_invisible?: number;
  parameter_enum?: readonly string[];
  parameter_mmin?: number;
  parameter_mmax?: number;
}

interface LintedPatcher {
  openrect?: readonly number[];
  openinpresentation?: number;
  latency?: number;
  classnamespace?: string;
  fileversion?: number;
  boxes?: readonly { box: LintedBox }[];
  lines?: readonly { patchline: { source: readonly [string, number]; destination: readonly [string, number] } }[];
  parameters?: Readonly<Record<string, unknown>>;
  project?: { autoorganize?: number };
}

/**
 * Everything that is wrong with a device's patch, a sentence each; empty where all is well. Max and Live say little of
 * such faults: a wrong outlet count or a name used twice shows only when something does not work.
 */
export function lintPatch({ patcher }: Amxd['patch']): string[] {
  const patch = patcher as LintedPatcher;
  const boxes = (patch.boxes ?? []).map(({ box }) => box);
  return [
    ...deviceFaults(patch),
    ...doubles(
      boxes.map(({ id }) => id),
      'the id',
    ),
    ...doubles(
      boxes.flatMap(({ varname }) => varname ?? []),
      'the scripting name',
    ),
    ...doubles(
      boxes.flatMap((box) => longNameOf(box) ?? []),
      'the long name',
    ),
    ...doubles(
      boxes.flatMap((box) => box.saved_attribute_attributes?.valueof?.parameter_shortname ?? []),
      'the short name',
    ),
    ...boxes.flatMap(boxFaults),
    ...cordFaults(patch, new Map(boxes.map((box) => [box.id, box]))),
    ...presentationFaults(
      boxes.filter(({ presentation }) => presentation === 1),
      patch.openrect?.[2] ?? 0,
    ),
    ...parameterTableFaults(patch, boxes),
  ];
}

function deviceFaults(patch: LintedPatcher): string[] {
  const faults: string[] = [];
  if (patch.fileversion !== 1 || patch.classnamespace !== 'box') {
    faults.push('The patcher lacks fileversion 1 or classnamespace "box", and Live refuses it.');
  }
  if (patch.openinpresentation !== 1) faults.push('The patcher does not open in presentation.');
  if (patch.latency !== 0) faults.push(`The patcher declares a latency of ${patch.latency ?? 'nothing'}, not 0.`);
  if (patch.openrect?.[3] !== STRIP_HEIGHT) faults.push(`The strip is not ${STRIP_HEIGHT} pixels high.`);
  if (patch.project?.autoorganize !== 0) {
    faults.push('autoorganize is not 0: Max would move the scripts away from the device.');
  }
  return faults;
}

function doubles(names: readonly string[], what: string): string[] {
  return names.filter((name, index) => names.indexOf(name) < index).map((name) => `${what} "${name}" is used twice.`);
}

function boxFaults(box: LintedBox): string[] {
  const { className, args } = classOf(box);
  const known = OBJECT_CLASSES[className];
  if (known === undefined) return [`${box.id}: the class "${className}" is not in the table of objects.`];
  const name = `${box.id} (${box.text ?? className})`;
  const outlets = known.outlets(args);
  const faults: string[] = [];
  if (box.numinlets !== known.inlets(args)) {
    faults.push(`${name} has ${box.numinlets ?? 'no'} inlets, not ${known.inlets(args)}.`);
  }
  if (box.numoutlets !== outlets.length) {
    faults.push(`${name} has ${box.numoutlets ?? 'no'} outlets, not ${outlets.length}.`);
  } else if ((box.outlettype ?? []).join('|') !== outlets.join('|')) {
    faults.push(
      `${name} has outlets of the types [${(box.outlettype ?? []).join(', ')}], not [${outlets.join(', ')}].`,
    );
  }
  const lacking = known.keys.filter((key) => !(key in box));
  if (lacking.length > 0) faults.push(`${name} lacks ${lacking.join(', ')}.`);
  if (box.patching_rect?.length !== 4) faults.push(`${name} has no patching_rect.`);
  if (box.textfile !== undefined && box.textfile.autowatch !== 0) faults.push(`${name} watches its file.`);
  const colours = Object.keys(box).filter((key) => key.endsWith('color'));
  if (colours.length > 0) faults.push(`${name} sets ${colours.join(', ')}; colours are the theme's.`);
  if (box.text?.includes('\t') === true) faults.push(`${name} holds a tab.`);
  return [...faults, ...controlFaults(box, known, name), ...parameterFaults(box, known, name)];
}

/** Max takes `maxclass` for boxes of a class of their own, and the first word of the text for the others. */
function classOf(box: LintedBox): { className: string; args: string[] } {
  return box.maxclass === 'newobj' ? classOfText(box.text ?? '') : { className: box.maxclass, args: scriptArgs(box) };
}

function scriptArgs({ maxclass, filename }: LintedBox): string[] {
  return maxclass === 'v8ui' && filename !== undefined ? [filename] : [];
}

function controlFaults(box: LintedBox, known: ObjectClass, name: string): string[] {
  if (!known.isControl) return box.presentation === 1 ? [`${name} is presented and is no control.`] : [];
  const faults: string[] = [];
  if (box.presentation !== 1 || box.presentation_rect?.length !== 4) faults.push(`${name} is not presented.`);
  const needsInfo = known.keys.includes('annotation');
  if (needsInfo && ((box.annotation ?? '') === '' || (box.annotation_name ?? '') === '')) {
    faults.push(`${name} has no title or text for the Info View.`);
  }
  return faults;
}

function parameterFaults(box: LintedBox, known: ObjectClass, name: string): string[] {
  if (!known.isParameter) return [];
  const value = box.saved_attribute_attributes?.valueof ?? {};
  const faults: string[] = [];
  if ((value.parameter_longname ?? '') === '' || (value.parameter_shortname ?? '') === '') {
    faults.push(`${name} lacks a long or short name.`);
  }
  if (/\[\d+\]$/.test(value.parameter_longname ?? '')) {
    faults.push(`${name} has a long name that Max made up: ${value.parameter_longname}.`);
  }
  if (value.parameter_invisible === undefined) faults.push(`${name} does not say how much Live sees of it.`);
  if (value.parameter_type === ENUM) {
    const count = value.parameter_enum?.length ?? 0;
    if (count === 0) faults.push(`${name} is an enumeration without texts.`);
    else if (value.parameter_mmax !== count - 1) {
      faults.push(`${name} has ${count} texts and a maximum of ${value.parameter_mmax ?? 'nothing'}.`);
    }
    if (box.maxclass === 'live.text' && value.parameter_invisible !== HIDDEN) {
      faults.push(`${name} is a button that Live sees, so pressing it floods the undo history.`);
    }
  }
  if (value.parameter_type === INT && ((value.parameter_mmin ?? 0) < 0 || (value.parameter_mmax ?? 127) > 255)) {
    faults.push(`${name} is an integer outside 0 to 255, which Live cannot hold.`);
  }
  return faults;
}

const INT = 1;
const ENUM = 2;
const HIDDEN = 2;

function cordFaults(patch: LintedPatcher, boxes: ReadonlyMap<string, LintedBox>): string[] {
  const lines = (patch.lines ?? []).map(({ patchline }) => patchline);
  const faults = lines.flatMap(({ source, destination }) => {
    const cord = `The cord from ${source.join(' outlet ')} to ${destination.join(' inlet ')}`;
    const from = boxes.get(source[0]);
    const to = boxes.get(destination[0]);
    if (from === undefined || to === undefined) return [`${cord} hangs loose.`];
    const type = (from.outlettype ?? [])[source[1]];
    if (type === undefined) return [`${cord} leaves from an outlet that is not there.`];
    if (destination[1] < 0 || destination[1] >= (to.numinlets ?? 0)) {
      return [`${cord} ends in an inlet that is not there.`];
    }
    const { className } = classOf(to);
    const takes = OBJECT_CLASSES[className]?.takes?.(destination[1]) ?? 'messages';
    if (takes !== 'both' && (type === 'signal') !== (takes === 'signals')) {
      return [`${cord} joins a signal and a message.`];
    }
    return [];
  });
  return [
    ...faults,
    ...doubles(
      lines.map(({ source, destination }) => `${source.join(':')} to ${destination.join(':')}`),
      'the cord',
    ),
    ...audioFaults(lines, boxes),
  ];
}

/** The device costs nothing: what comes in goes out, left to left and right to right, and nothing else does. */
function audioFaults(
  lines: readonly { source: readonly [string, number]; destination: readonly [string, number] }[],
  boxes: ReadonlyMap<string, LintedBox>,
): string[] {
  const paths = lines
    .filter(({ destination }) => boxes.get(destination[0])?.text === 'plugout~')
    .map(({ source, destination }) => `${boxes.get(source[0])?.text ?? ''} ${source[1]} ${destination[1]}`)
    .sort();
  return paths.join() === 'plugin~ 0 0,plugin~ 1 1'
    ? []
    : ['Audio does not pass straight from plugin~ to plugout~, left to left and right to right.'];
}

function presentationFaults(boxes: readonly LintedBox[], width: number): string[] {
  const placed = boxes.flatMap((box) =>
    box.presentation_rect === undefined ? [] : [{ id: box.id, rect: box.presentation_rect }],
  );
  const faults = placed.flatMap(({ id, rect }) => {
    const [x, y, w, h] = rect;
    if (!rect.every(Number.isInteger)) return [`${id} is not on whole pixels: ${rect.join(', ')}.`];
    if (x < 0 || y < 0 || w <= 0 || h <= 0 || x + w > width || y + h > STRIP_HEIGHT) {
      return [`${id} lies outside the strip of ${width} × ${STRIP_HEIGHT}: ${rect.join(', ')}.`];
    }
    return [];
  });
  for (const [index, one] of placed.entries()) {
    for (const other of placed.slice(index + 1)) {
      if (overlap(one.rect, other.rect)) faults.push(`${one.id} and ${other.id} overlap.`);
    }
  }
  const left = Math.min(...placed.map(({ rect }) => rect[0]));
  const right = width - Math.max(...placed.map(({ rect }) => rect[0] + rect[2]));
  if (placed.length > 0 && left !== right) faults.push(`The left margin is ${left} pixels and the right ${right}.`);
  return faults;
}

function overlap(a: Rect, b: Rect): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}

/** The patcher's own table of parameters must agree with the boxes, and its banks with the names. */
function parameterTableFaults(patch: LintedPatcher, boxes: readonly LintedBox[]): string[] {
  const table = patch.parameters ?? {};
  const visible = new Set<string>();
  const faults = boxes.flatMap((box) => {
    const longName = longNameOf(box);
    if (longName === undefined) return [];
    if (box.saved_attribute_attributes?.valueof?.parameter_invisible === 0) visible.add(longName);
    const row = table[box.id];
    return Array.isArray(row) && row[0] === longName ? [] : [`The table of parameters lacks ${longName} (${box.id}).`];
  });
  const banks = Object.values((table.parameterbanks ?? {}) as Record<string, { parameters?: readonly string[] }>);
  const unknown = banks
    .flatMap(({ parameters }) => parameters ?? [])
    .filter((name) => name !== '-' && !visible.has(name));
  return [...faults, ...unknown.map((name) => `The bank names ${name}, which is no parameter that Push could show.`)];
}

function longNameOf(box: LintedBox): string | undefined {
  return box.saved_attribute_attributes?.valueof?.parameter_longname;
}
