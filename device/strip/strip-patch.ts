import type { Amxd } from '../amxd.ts';
import { Patch, type Placed, type Rect } from '../patch.ts';
import { CHANNEL } from '../instance-channel.ts';
import { DEVICE_SCRIPTS, NODE_SCRIPT } from '../scripts.ts';
import { AMOUNT, BUTTONS, DROP, MENUS, type Button } from './controls.ts';
import { AMOUNT_ROW_Y, CONTROL_COLUMN, DISPLAYS, DROP_RECT, LABEL_WIDTH, ROW_HEIGHT } from './layout.ts';
import { placeRecorder } from './recorder.ts';
import { deviceKeys } from './device-keys.ts';
import { VISIBILITY, enumParameter, parameterKeys } from './parameters.ts';

/**
 * The device's patch: audio passes untouched; everything else is messages between the controls, two scripts and Node.
 *
 * ```
 * live.thisdevice ─► strip.js ◄─► node.script ◄─► bridge.js     plugin~ ═► plugout~
 *        controls ─►    │  └─► controls, displays
 *  other instances ◄─► send, receive                          plugin~ ═► recorder
 *                       └─► pattr (what the set keeps)
 * ```
 */
export function stripPatch(): Amxd['patch'] {
  const patch = new Patch();
  const at = PLACES;

  // Audio: straight through, no latency.
  const audioIn = patch.object('plugin~', at.audioIn);
  const audioOut = patch.object('plugout~', at.audioOut);
  patch.cord(audioIn, 0, audioOut, 0);
  patch.cord(audioIn, 1, audioOut, 1);

  // The two scripts and Node.
  const strip = script(patch, 'v8', DEVICE_SCRIPTS.strip.file, at.strip);
  const bridge = script(patch, 'v8', DEVICE_SCRIPTS.bridge.file, at.bridge);
  const node = patch.object(`node.script ${NODE_SCRIPT} @autostart 0 @watch 0 @restart 1`, at.node, {
    saved_object_attributes: { autostart: 0, defer: 0, node_bin_path: '', npm_bin_path: '', restart: 1, watch: 0 },
    textfile: textFile(NODE_SCRIPT),
  });
  const fromNode = patch.object('routepass request', at.fromNode);
  const lowPriority = patch.object('deferlow', at.lowPriority);
  const lifecycle = patch.object('prepend lifecycle', at.lifecycle);
  patch.cord(strip, 0, node);
  patch.cord(node, 0, fromNode);
  patch.cord(fromNode, 0, lowPriority);
  patch.cord(lowPriority, 0, bridge);
  patch.cord(fromNode, 1, strip);
  const fromBridge = patch.object('routepass place', at.fromBridge);
  patch.cord(bridge, 0, fromBridge);
  patch.cord(fromBridge, 0, strip);
  patch.cord(fromBridge, 1, node);
  patch.cord(node, 1, lifecycle);
  patch.cord(lifecycle, 0, strip);

  // The device has loaded: first the bridge may reach the set, then the strip starts Node.
  const device = patch.object('live.thisdevice', at.device);
  const inOrder = patch.object('t b b', at.inOrder);
  const stripLoaded = patch.box('message', [...at.stripLoaded, 50, 22], { text: 'loaded' });
  const enabled = patch.object('prepend enabled', at.enabled);
  patch.cord(device, 0, inOrder);
  patch.cord(inOrder, 1, bridge);
  patch.cord(inOrder, 0, stripLoaded);
  patch.cord(stripLoaded, 0, strip);
  patch.cord(device, 1, enabled);
  patch.cord(enabled, 0, strip);

  placeInstances(patch, strip);
  placeRecorder(patch, audioIn, strip, STRIP_TO_OTHER_PARTS);
  placeState(patch, strip);
  placeDisplays(patch, strip);
  placeControls(patch, strip);
  patch.object('live.banks', at.banks);
  return patch.toDevice(deviceKeys(patch));
}

/** The strip's outlet for what Node tells the device's other parts. */
const STRIP_TO_OTHER_PARTS = 5;

/** Where the objects lie when the patch is opened in Max, from top to bottom in the order messages take. */
const PLACES = {
  audioIn: [20, 20],
  audioOut: [20, 80],
  banks: [20, 130],
  device: [160, 20],
  inOrder: [160, 55],
  stripLoaded: [160, 90],
  enabled: [230, 90],
  strip: [160, 380],
  node: [160, 440],
  lifecycle: [480, 480],
  fromNode: [160, 480],
  lowPriority: [560, 400],
  bridge: [560, 440],
  fromBridge: [560, 480],
} as const;

type Place = readonly [number, number];

function script(patch: Patch, kind: 'v8', file: string, at: Place): Placed {
  return patch.object(`${kind} ${file}`, at, {
    filename: file,
    saved_object_attributes: { parameter_enable: 0 },
    textfile: textFile(file),
  });
}

/** The file lies beside the device and is not watched: a released script never changes under a running set. */
function textFile(filename: string): object {
  return { filename, flags: 0, embed: 0, autowatch: 0 };
}

/**
 * The other Coproducers of the set. What comes back is taken in a later tick, never inside the message that it answers.
 */
function placeInstances(patch: Patch, strip: Placed): void {
  const say = patch.object(`send ${CHANNEL}`, [330, 440]);
  const hear = patch.object(`receive ${CHANNEL}`, [330, 20]);
  const later = patch.object('deferlow', [330, 55]);
  const heard = patch.object('prepend instances', [330, 90]);
  patch.cord(strip, 4, say);
  patch.cord(hear, 0, later);
  patch.cord(later, 0, heard);
  patch.cord(heard, 0, strip);
}

/** What the Live set keeps: one text, stored but neither automated nor shown. */
function placeState(patch: Patch, strip: Placed): void {
  const keep = patch.object('pattr settings', [780, 440], {
    restore: [''],
    ...parameterKeys('Coproducer Settings', 'Settings', {
      parameter_type: 3,
      parameter_invisible: VISIBILITY.storedOnly,
    }),
    saved_object_attributes: { parameter_enable: 1, parameter_mappable: 0 },
    varname: 'settings',
  });
  const stored = patch.object('prepend stored', [780, 480]);
  patch.cord(strip, 2, keep);
  patch.cord(keep, 0, stored);
  patch.cord(stored, 0, strip);
}

function placeDisplays(patch: Patch, strip: Placed): void {
  const names = Object.keys(DISPLAYS) as (keyof typeof DISPLAYS)[];
  const route = patch.object(`route ${names.join(' ')}`, [1000, 440]);
  patch.cord(strip, 3, route);
  const colours = patch.object('live.colors', [1000, 20]);
  const redraw = patch.box('message', [1000, 60, 50, 22], { text: 'redraw' });
  patch.cord(colours, 1, redraw);
  names.forEach((name, index) => {
    const { file } = DEVICE_SCRIPTS[name];
    const display = patch.box('v8ui', [1000 + index * 200, 490, DISPLAYS[name][2], DISPLAYS[name][3]], {
      annotation: DISPLAY_INFO[name].info,
      annotation_name: DISPLAY_INFO[name].title,
      border: 0,
      filename: file,
      parameter_enable: 0,
      textfile: textFile(file),
      ...presented(DISPLAYS[name]),
    });
    patch.cord(route, index, display);
    patch.cord(redraw, 0, display);
  });
}

const DISPLAY_INFO = {
  status: { title: 'Status', info: 'What Coproducer is doing, and the one thing to do next.' },
  tone: {
    title: 'Tonal Balance',
    info: 'The line is your mix, the band is the range of your references, both relative to their loudness.',
  },
  gaps: {
    title: 'Headline Gaps',
    info: 'How far loudness, brightness, bass and width lie outside the range of your references. Inside is yours already.',
  },
  fix: { title: 'Fix', info: 'Where, what, how much and why; and what it is predicted to do to the style delta.' },
} as const;

function placeControls(patch: Patch, strip: Placed): void {
  const names = [...BUTTONS.map(({ name }) => name), ...MENUS.map(({ name }) => name), 'bounces', 'amount'];
  const route = patch.object(`route ${names.join(' ')}`, [20, 560]);
  patch.cord(strip, 1, route);
  const control = (index: number): Place => [20 + (index % 7) * 150, 620 + Math.floor(index / 7) * 110];
  const answered = (from: Placed, text: string, [x, y]: Place, outlet = 0): void => {
    const say = text.startsWith('prepend ')
      ? patch.object(text, [x, y + 50])
      : patch.box('message', [x, y + 50, 100, 22], { text });
    patch.cord(from, outlet, say);
    patch.cord(say, 0, strip);
  };

  BUTTONS.forEach((button, index) => {
    const placed = patch.box('live.text', [...control(index), button.rect[2], button.rect[3]], buttonKeys(button));
    patch.cord(route, index, placed);
    if (button.name === 'choose') placeChooser(patch, placed, strip, control(index));
    else if (button.name === 'ab') answered(placed, 'prepend compare', control(index));
    else answered(placed, `press ${button.name}`, control(index));
  });
  MENUS.forEach((menu, order) => {
    const index = BUTTONS.length + order;
    const rect: Rect = [CONTROL_COLUMN.x + LABEL_WIDTH, menu.y, CONTROL_COLUMN.width - LABEL_WIDTH, ROW_HEIGHT];
    const placed = patch.box('live.menu', [...control(index), rect[2], rect[3]], {
      ...enumParameter(menu.label, menu.label, [menu.empty], menu.infoTitle, menu.info),
      ...presented(rect),
      varname: menu.name,
    });
    patch.cord(route, index, placed);
    answered(placed, `prepend ${menu.name}`, control(index));
    placeLabel(patch, menu.label, menu.y, control(index));
  });

  const bounces = BUTTONS.length + MENUS.length;
  const drop = patch.box('live.drop', [...control(bounces), DROP_RECT[2], DROP_RECT[3]], {
    decodemode: 0,
    legend: DROP.legend,
    parameter_enable: 1,
    ...parameterKeys(DROP.longName, DROP.longName, { parameter_type: 4, parameter_invisible: VISIBILITY.hidden }),
    ...infoKeys(DROP),
    ...presented(DROP_RECT),
    varname: 'bounces',
  });
  patch.cord(route, bounces, drop);
  placePath(patch, drop, strip, control(bounces));

  const amount = bounces + 1;
  const amountRect: Rect = [
    CONTROL_COLUMN.x + LABEL_WIDTH,
    AMOUNT_ROW_Y,
    CONTROL_COLUMN.width - LABEL_WIDTH,
    ROW_HEIGHT,
  ];
  const numbox = patch.box('live.numbox', [...control(amount), amountRect[2], amountRect[3]], {
    parameter_enable: 1,
    ...parameterKeys(AMOUNT.longName, AMOUNT.longName, {
      parameter_type: 1,
      parameter_mmin: 0,
      parameter_mmax: 100,
      parameter_initial: [100],
      parameter_initial_enable: 1,
      parameter_unitstyle: 5,
      parameter_modmode: 4,
      parameter_invisible: VISIBILITY.automatedAndStored,
      parameter_info: AMOUNT.info,
      parameter_annotation_name: AMOUNT.infoTitle,
    }),
    ...infoKeys(AMOUNT),
    ...presented(amountRect),
    varname: 'amount',
  });
  patch.cord(route, amount, numbox);
  answered(numbox, 'prepend amount', control(amount));
  placeLabel(patch, AMOUNT.longName, AMOUNT_ROW_Y, control(amount));
}

function buttonKeys(button: Button): Record<string, unknown> {
  const isToggle = button.name === 'ab';
  return {
    mode: isToggle ? 1 : 0,
    outputmode: 1,
    text: button.text,
    texton: isToggle ? 'Before' : button.text,
    ...enumParameter(
      button.longName,
      button.shortName,
      isToggle ? ['After', 'Before'] : ['Off', button.shortName],
      button.infoTitle,
      button.info,
    ),
    ...presented(button.rect),
    varname: button.name,
  };
}

function placeChooser(patch: Patch, button: Placed, strip: Placed, [x, y]: Place): void {
  const dialog = patch.object('opendialog fold', [x, y + 25]);
  patch.cord(button, 0, dialog);
  placePath(patch, dialog, strip, [x, y]);
}

/** Max says `Macintosh HD:/Users/…`; Node wants `/Users/…`. */
function placePath(patch: Patch, from: Placed, strip: Placed, [x, y]: Place): void {
  const path = patch.object('conformpath slash boot', [x, y + 50]);
  const folder = patch.object('prepend folder', [x, y + 75]);
  patch.cord(from, 0, path);
  patch.cord(path, 0, folder);
  patch.cord(folder, 0, strip);
}

function placeLabel(patch: Patch, text: string, y: number, [x, placeY]: Place): void {
  patch.box('live.comment', [x, placeY - 22, LABEL_WIDTH, 18], {
    text,
    textjustification: 0,
    ...presented([CONTROL_COLUMN.x, y, LABEL_WIDTH, ROW_HEIGHT]),
  });
}

function presented(rect: Rect): Record<string, unknown> {
  return { presentation: 1, presentation_rect: rect };
}

function infoKeys({ infoTitle, info }: { infoTitle: string; info: string }): Record<string, unknown> {
  return { annotation: info, annotation_name: infoTitle };
}
