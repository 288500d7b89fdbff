import { describe, expect, test } from '@jest/globals';
import { readAmxd, writeAmxd, type Amxd } from '../../device/amxd.ts';
import { lintPatch } from '../../device/lint-patch.ts';
import { STRIP_HEIGHT, STRIP_WIDTH } from '../../device/strip/layout.ts';
import { stripPatch } from '../../device/strip/strip-patch.ts';

interface Patcher {
  [key: string]: unknown;
  openrect: number[];
  boxes: { box: Record<string, unknown> & { id: string } }[];
  lines: { patchline: { source: [string, number]; destination: [string, number] } }[];
  parameters: Record<string, unknown>;
  project: Record<string, unknown>;
}

/** The device as it is, with one thing spoilt. */
function spoilt(spoil: (patcher: Patcher) => void): string[] {
  const patch = structuredClone(stripPatch());
  spoil(patch.patcher as unknown as Patcher);
  return lintPatch(patch);
}

function boxWith({ boxes }: Patcher, key: string, value: unknown): Record<string, unknown> {
  const found = boxes.find(({ box }) => box[key] === value);
  if (found === undefined) throw new Error(`no box with ${key} ${String(value)}`);
  return found.box;
}

function cordBetween(patcher: Patcher, from: string, to: string): Patcher['lines'][number]['patchline'] {
  const [source, destination] = [from, to].map((text) => boxWith(patcher, 'text', text).id);
  const found = patcher.lines.find(
    ({ patchline }) => patchline.source[0] === source && patchline.destination[0] === destination,
  );
  if (found === undefined) throw new Error(`no cord from ${from} to ${to}`);
  return found.patchline;
}

function valueOf(patcher: Patcher, varname: string): Record<string, unknown> {
  const saved = boxWith(patcher, 'varname', varname).saved_attribute_attributes as { valueof: Record<string, unknown> };
  return saved.valueof;
}

describe('the strip', () => {
  test('has no fault', () => {
    expect(lintPatch(stripPatch())).toEqual([]);
  });

  test('has none after it was written to a device and read again', () => {
    const written: Amxd = { kind: 'audio effect', patch: stripPatch() };
    const read = readAmxd(writeAmxd(written));
    expect(lintPatch(read.patch)).toEqual([]);
    expect(read.patch.patcher.boxes).toEqual(written.patch.patcher.boxes);
  });

  test('is as high as Live allows and no wider than half of a small screen', () => {
    expect((stripPatch().patcher as unknown as Patcher).openrect).toEqual([0, 0, STRIP_WIDTH, STRIP_HEIGHT]);
    expect(STRIP_WIDTH).toBeLessThanOrEqual(640);
  });

  test('names every script that lies beside it, and watches none', () => {
    const { dependency_cache: cache } = stripPatch().patcher as { dependency_cache?: { name: string }[] };
    expect(cache?.map(({ name }) => name).sort()).toEqual([
      'coproducer-bridge.js',
      'coproducer-fix-view.js',
      'coproducer-gaps-view.js',
      'coproducer-node.js',
      'coproducer-status-view.js',
      'coproducer-strip.js',
      'coproducer-tone-view.js',
    ]);
  });

  test('lets Live see and keep nothing but the amount and one text', () => {
    const seen = (stripPatch().patcher as unknown as Patcher).boxes.flatMap(({ box }) => {
      const saved = box.saved_attribute_attributes as { valueof?: Record<string, unknown> } | undefined;
      const { parameter_longname: name, parameter_invisible: invisible } = saved?.valueof ?? {};
      return name === undefined || invisible === 2 ? [] : [[name, invisible]];
    });
    expect(seen).toEqual([
      ['Coproducer Settings', 1],
      ['Amount', 0],
    ]);
  });
});

describe('lintPatch', () => {
  test.each<[string, (patcher: Patcher) => void, RegExp]>([
    ['a cord to nowhere', ({ lines }) => (lines[0].patchline.destination[0] = 'obj-999'), /hangs loose/],
    [
      'a cord from an outlet that is not there',
      ({ lines }) => (lines[3].patchline.source[1] = 9),
      /outlet that is not/,
    ],
    [
      'a cord to an inlet that is not there',
      ({ lines }) => (lines[3].patchline.destination[1] = 9),
      /inlet that is not/,
    ],
    ['a cord drawn twice', ({ lines }) => lines.push(structuredClone(lines[5])), /the cord .* twice/],
    ['a signal into a script', ({ lines, boxes }) => (lines[0].patchline.destination[0] = boxes[2].box.id), /signal/],
    [
      'a message into a channel of the recorder',
      (patcher) => (cordBetween(patcher, 'route record', 'sfrecord~ 4').destination[1] = 3),
      /signal and a message/,
    ],
    [
      'a signal into the number of a message',
      (patcher) =>
        (cordBetween(patcher, 'plugphasor~', 'sfrecord~ 4').destination = [
          boxWith(patcher, 'text', 'change').id as string,
          0,
        ]),
      /signal and a message/,
    ],
    [
      'a recorder with a channel less',
      (patcher) => (boxWith(patcher, 'text', 'sfrecord~ 4').numinlets = 3),
      /3 inlets, not 4/,
    ],
    ['left and right swapped', ({ lines }) => (lines[0].patchline.destination[1] = 1), /left to left/],
    ['a wrong outlet count', (patcher) => (boxWith(patcher, 'text', 't b b').numoutlets = 3), /3 outlets, not 2/],
    ['a wrong inlet count', (patcher) => (boxWith(patcher, 'text', 't b b').numinlets = 2), /2 inlets, not 1/],
    [
      'wrong outlet types',
      (patcher) => (boxWith(patcher, 'text', 'live.thisdevice').outlettype = ['', '', '']),
      /types \[, , \], not \[bang, int, int\]/,
    ],
    ['an unknown class', (patcher) => (boxWith(patcher, 'text', 'deferlow').text = 'defer~'), /not in the table/],
    ['an id used twice', ({ boxes }) => (boxes[4].box.id = boxes[5].box.id), /the id .* twice/],
    [
      'a duplicate long name',
      (patcher) => (valueOf(patcher, 'undo').parameter_longname = 'Amount'),
      /"Amount" is used/,
    ],
    ['a duplicate short name', (patcher) => (valueOf(patcher, 'undo').parameter_shortname = 'Skip'), /"Skip" is used/],
    ['a long name that Max made up', (patcher) => (valueOf(patcher, 'undo').parameter_longname = 'Undo[1]'), /made up/],
    ['a button that Live sees', (patcher) => (valueOf(patcher, 'apply').parameter_invisible = 0), /floods the undo/],
    ['a parameter without visibility', (patcher) => delete valueOf(patcher, 'amount').parameter_invisible, /how much/],
    [
      'an enumeration too short',
      (patcher) => (valueOf(patcher, 'ab').parameter_mmax = 4),
      /2 texts and a maximum of 4/,
    ],
    ['an integer out of range', (patcher) => (valueOf(patcher, 'amount').parameter_mmax = 1000), /0 to 255/],
    [
      'an overlapping rectangle',
      (patcher) => (boxWith(patcher, 'varname', 'undo').presentation_rect = [310, 100, 80, 30]),
      /overlap/,
    ],
    [
      'half a pixel',
      (patcher) => (boxWith(patcher, 'varname', 'undo').presentation_rect = [312.5, 141, 43, 20]),
      /whole pixels/,
    ],
    [
      'a control under the edge',
      (patcher) => (boxWith(patcher, 'varname', 'undo').presentation_rect = [312, 160, 43, 20]),
      /outside the strip/,
    ],
    ['unequal margins', (patcher) => (patcher.openrect[2] += 10), /margin/],
    ['a control without info', (patcher) => (boxWith(patcher, 'varname', 'skip').annotation = ''), /Info View/],
    ['a colour of its own', (patcher) => (boxWith(patcher, 'varname', 'skip').bgcolor = [0, 0, 0, 1]), /theme/],
    ['a tab', (patcher) => (boxWith(patcher, 'text', 'Profile').text = 'Pro\tfile'), /tab/],
    ['latency', (patcher) => (patcher.latency = 64), /latency of 64/],
    ['a patch that opens as a patch', (patcher) => (patcher.openinpresentation = 0), /presentation/],
    ['scripts that Max would move', (patcher) => (patcher.project.autoorganize = 1), /autoorganize/],
    [
      'a script that is watched',
      (patcher) => (boxWith(patcher, 'text', 'v8 coproducer-strip.js').textfile = {}),
      /watch/,
    ],
    [
      'a parameter missing in the table',
      (patcher) => delete patcher.parameters[String(boxWith(patcher, 'varname', 'undo').id)],
      /lacks Undo/,
    ],
    [
      'a bank of something hidden',
      (patcher) => (patcher.parameters.parameterbanks = { '0': { parameters: ['Apply Fix'] } }),
      /bank names Apply Fix/,
    ],
    ['a strip of another height', (patcher) => (patcher.openrect[3] = 180), /169/],
    ['no name space', (patcher) => delete patcher.classnamespace, /classnamespace/],
  ])('catches %s', (_, spoil, sentence) => {
    expect(spoilt(spoil).join('\n')).toMatch(sentence);
  });
});
