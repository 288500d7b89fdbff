import { outletsOfScript } from './scripts.ts';

/** What is known of a class of Max objects: how its boxes must be written. Read off devices that Max itself saved. */
export interface ObjectClass {
  /** `newobj` for objects written as text; else the class of the box itself. */
  maxclass: string;
  /** Counts of inlets and types of outlets (`''` is any message), which follow from an object's arguments. */
  inlets: (args: readonly string[]) => number;
  outlets: (args: readonly string[]) => readonly string[];
  /** What each inlet takes; messages unless told. */
  takes?: (inlet: number) => 'messages' | 'signals' | 'both';
  /** Keys every box of this class must have, besides those of every box. */
  keys: readonly string[];
  /** True for the `live.*` controls that are parameters of the device. */
  isParameter: boolean;
  /** True for what is seen and touched. */
  isControl: boolean;
}

/** Every class that this device may use; the linter refuses others. */
export const OBJECT_CLASSES: Readonly<Record<string, ObjectClass>> = {
  // Audio. Live's own audio goes in and out here.
  'plugin~': textObject(2, ['signal', 'signal']),
  'plugout~': { ...textObject(2, ['signal', 'signal']), takes: () => 'signals' },

  // Where in the song Live is: within the beat, exact to the sample; and in beats, as messages.
  'plugphasor~': textObject(1, ['signal', 'list']),
  'plugsync~': textObject(1, ['int', 'int', 'int', 'float', 'list', 'float', 'float', 'int', 'int']),
  'sig~': { ...textObject(1, ['signal']), takes: () => 'both' },

  // Recording: a channel an inlet; the first takes the commands, too.
  'sfrecord~': {
    ...textObject(1, ['signal']),
    inlets: ([channels = '1']) => Number(channels),
    takes: (inlet) => (inlet === 0 ? 'both' : 'signals'),
  },

  // Live.
  'live.thisdevice': textObject(1, ['bang', 'int', 'int']),
  'live.colors': textObject(1, ['', 'bang']),
  'live.banks': textObject(1, ['']),

  // Scripts.
  'node.script': textObject(1, ['', ''], ['saved_object_attributes', 'textfile']),
  v8: {
    ...textObject(1, [], ['filename', 'saved_object_attributes', 'textfile']),
    outlets: ([file = '']) => anything(outletsOfScript(file) ?? 0),
  },
  v8ui: uiObject(1, [], ['filename', 'textfile', 'border', 'annotation', 'annotation_name']),

  // Messages on their way.
  trigger: {
    ...textObject(1, []),
    outlets: (args) => args.map((letter) => (letter === 'b' ? 'bang' : letter === 'i' ? 'int' : '')),
  },
  route: {
    ...textObject(1, []),
    inlets: (args) => args.length + 1,
    outlets: (args) => anything(args.length + 1),
  },
  routepass: {
    ...textObject(1, []),
    inlets: (args) => args.length + 1,
    outlets: (args) => anything(args.length + 1),
  },
  prepend: textObject(1, ['']),
  deferlow: textObject(1, ['']),
  send: textObject(1, []),
  receive: textObject(0, ['']),
  change: textObject(1, ['', 'int', 'int']),
  message: { ...uiObject(2, [''], ['text']), isControl: false },
  comment: { ...uiObject(1, [], ['text']), isControl: false },

  // Files and state.
  opendialog: textObject(1, ['', 'bang']),
  conformpath: textObject(1, ['', 'int']),
  pattr: {
    ...textObject(1, anything(3), ['saved_object_attributes', 'saved_attribute_attributes', 'varname']),
    isParameter: true,
  },

  // Controls.
  'live.text': parameter(['', '']),
  'live.menu': parameter(['', '', 'float']),
  'live.numbox': parameter(['', 'float']),
  'live.drop': parameter(['', '']),
  'live.comment': uiObject(1, [], ['text', 'textjustification']),
};

/** Class and arguments of an object: `route a b` is a `route` with two arguments; `t` is short for `trigger`. */
export function classOfText(text: string): { className: string; args: string[] } {
  const [first = '', ...args] = text.split(' ');
  return { className: SHORT_FOR[first] ?? first, args };
}

const SHORT_FOR: Readonly<Record<string, string>> = { t: 'trigger' };

function textObject(inlets: number, outlets: readonly string[], keys: readonly string[] = []): ObjectClass {
  return {
    maxclass: 'newobj',
    inlets: () => inlets,
    outlets: () => outlets,
    keys: ['text', ...keys],
    isParameter: false,
    isControl: false,
  };
}

function uiObject(inlets: number, outlets: readonly string[], keys: readonly string[]): ObjectClass {
  return {
    maxclass: '',
    inlets: () => inlets,
    outlets: () => outlets,
    keys,
    isParameter: false,
    isControl: true,
  };
}

function parameter(outlets: readonly string[]): ObjectClass {
  const keys = ['parameter_enable', 'saved_attribute_attributes', 'varname', 'annotation', 'annotation_name'];
  return { ...uiObject(1, outlets, keys), isParameter: true };
}

function anything(count: number): string[] {
  return new Array<string>(count).fill('');
}
