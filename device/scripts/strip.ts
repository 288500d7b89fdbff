import type { InstanceId } from '../instance-channel.ts';
import { InstanceLink } from '../instances/instance-link.ts';
import { piecesOf, PieceBox, type Atom } from '../message-pieces.ts';
import { NO_SETTINGS, PROTOCOL } from '../messages.ts';
import type { DevicePlace, Messages, StripAction, StripButton } from '../messages.ts';
import type { StripSettings, StripView } from '../messages.ts';
import { complain, later, openInBrowser, send } from '../max.ts';
import { Controls } from './controls.ts';
import { Displays } from './displays.ts';
import { NOT_STARTED, withoutEngine } from './engine-views.ts';

/**
 * The strip: shows what Node says, and says to Node what a person does. It decides nothing; only while Node cannot
 * speak for itself, it says so. Every function that is exported is a message that the patch sends.
 *
 * Outlets: 0 to Node, 1 to the controls, 2 to what the set keeps, 3 to the displays, 4 to the other instances, 5 to the
 * device's other parts: what Node has said to this instance and the strip has no use for.
 */

export const autowatch = 0;
export const inlets = 1;
export const outlets = 6;

const TO_NODE = 0;
const TO_CONTROLS = 1;
const TO_SET = 2;
const TO_DISPLAYS = 3;
const TO_INSTANCES = 4;
const TO_OTHER_PARTS = 5;

/** A letter first: no atom that could be taken for a number. */
const me: InstanceId = `c${Math.random().toString(36).slice(2, 10)}`;

const received = {
  ready: new PieceBox<'ready'>(),
  place: new PieceBox<'place'>(),
  view: new PieceBox<'view'>(),
  keep: new PieceBox<'keep'>(),
  browse: new PieceBox<'browse'>(),
};

const controls = new Controls((...atoms) => send(TO_CONTROLS, ...atoms));
const displays = new Displays((...atoms) => send(TO_DISPLAYS, ...atoms));
const link = new InstanceLink(me, {
  toNode: (...message) => send(TO_NODE, ...message),
  toInstances: (...message) => send(TO_INSTANCES, ...message),
  later,
  standing: () => settings,
  hear,
  say: (sentence) => draw(withoutEngine(shown, sentence)),
  introduce,
  seek(isYoung) {
    // A host that goes as soon as this one comes was perhaps that of the set before: what it said is not of this set.
    if (isYoung) settings = kept();
  },
  takeOver() {
    // What only the host before had in the set would be lost with it.
    if (settings.revision === 0) return;
    inherited = settings;
    write(settings);
  },
  open: () => tell('settings', settings),
  share(id) {
    for (const piece of piecesOf('keep', `${me}-${++messages}`, settings)) link.tellInstance(id, piece);
  },
  outgrow(revision) {
    write({ ...settings, revision: revision + 1 });
    tell('settings', settings);
  },
});

let shown: StripView = withoutEngine(undefined, NOT_STARTED);
/** The settings of the set's Coproducers, which share one Node. */
let settings: StripSettings = NO_SETTINGS;
/** What this device has in the set, as it was read or written. */
let settingsText = '';
/** What stood when this instance became the host: Live's undo of having written that down must not lose it. */
let inherited: StripSettings = NO_SETTINGS;
let devicePlace: DevicePlace | null = null;
let amountPercent = 100;
let messages = 0;

/** From `live.thisdevice`: the device has loaded, or a preset was. */
export function loaded(): void {
  draw(shown);
  link.load();
}

/** From Max, when the device is deleted. */
export function notifydeleted(): void {
  link.leave();
}

/** From `node.script`'s right outlet. */
export function lifecycle(...words: readonly Atom[]): void {
  link.lifecycle(words);
}

export function ready(...atoms: readonly unknown[]): void {
  take('ready', atoms, ({ protocol }) => link.ready(protocol === PROTOCOL));
}

/** From the own Node: the instance that it speaks to, a word and its atoms. */
export function to(...message: readonly Atom[]): void {
  link.fromNode(message);
}

/** From the other instances, and the own echo. */
export function instances(...message: readonly Atom[]): void {
  link.fromInstances(message);
}

/** From the device's other parts: a word and its atoms, for Node. */
export function tellNode(...message: readonly Atom[]): void {
  link.tell(message);
}

/** From the bridge: where the device sits. */
export function place(...atoms: readonly unknown[]): void {
  take('place', atoms, (found) => {
    devicePlace = found;
    introduce();
  });
}

/** From the set, when it loads and when Live's undo changes it; and the echo of our own writing. */
export function stored(text: Atom = ''): void {
  const said = String(text);
  if (said === settingsText) return;
  // Live's undo of the first choice leaves nothing.
  const read = said === '' ? inherited : readSettings(said);
  if (read === undefined) return;
  settingsText = said;
  // The host's are those of all.
  if (link.isFollowing) return;
  settings = read;
  tell('settings', settings);
}

/** From a button. */
export function press(name: Atom): void {
  // A mapped key reaches a button that is grey, too.
  if (!shown.can[name as StripButton]) return;
  if (name !== 'main') act({ do: name } as StripAction);
  else if (link.isReady) act({ do: shown.mainAction });
  else link.wake();
}

/** From the A/B toggle: 1 is before. Controls speak while a set loads, too; only what differs is a person's choice. */
export function compare(isBefore: Atom): void {
  const wanted = isBefore === 1 ? 'before' : 'after';
  if (shown.can.ab && wanted !== shown.hear) act({ do: 'ab', hear: wanted });
}

export function amount(percent: Atom): void {
  amountPercent = Number(percent);
  introduce();
}

/** From the menus: the index of the item. */
export function profile(index: Atom): void {
  const name = shown.profiles.names[Number(index)];
  if (name !== undefined && name !== shown.profiles.chosen) act({ do: 'profile', name });
}

export function cluster(index: Atom): void {
  // The first item is the nearest.
  const name = Number(index) === 0 ? '' : shown.clusters.names[Number(index) - 1];
  if (name !== undefined && name !== shown.clusters.chosen) act({ do: 'cluster', name });
}

/** From the drop area and the dialog. */
export function folder(path: Atom): void {
  act({ do: 'folder', path: String(path) });
}

/** From `live.thisdevice`: whether the device is switched on. */
export function enabled(isOn: Atom): void {
  controls.enable(isOn === 1, shown);
  displays.enable(isOn === 1);
}

/** From Node, for this instance. */
function hear(word: string, atoms: readonly Atom[]): void {
  switch (word) {
    case 'view':
      return take('view', atoms, draw);
    case 'keep':
      return take('keep', atoms, (chosen) => {
        settings = chosen;
        if (link.isHost) write(chosen);
      });
    case 'browse':
      return take('browse', atoms, ({ url }) => openInBrowser(url));
    default:
      send(TO_OTHER_PARTS, word, ...atoms);
  }
}

/** Into the set, and only what differs: every write is a step in Live's undo. */
function write(chosen: StripSettings): void {
  settings = chosen;
  const text = JSON.stringify(chosen);
  if (text === JSON.stringify(kept())) return;
  settingsText = text;
  send(TO_SET, text);
}

function introduce(): void {
  tell('present', { place: devicePlace, amount: amountPercent });
}

function draw(next: StripView): void {
  shown = next;
  controls.show(next);
  displays.show(next);
}

function act(action: StripAction): void {
  tell('action', action);
}

function tell<Name extends 'present' | 'action' | 'settings'>(name: Name, document: Messages[Name]): void {
  for (const piece of piecesOf(name, `${me}-${++messages}`, document)) link.tell(piece);
}

function take<Name extends keyof typeof received>(
  name: Name,
  atoms: readonly unknown[],
  use: (document: Messages[Name]) => void,
): void {
  try {
    const message = received[name].take(atoms);
    if (message !== undefined) use(message.document as Messages[Name]);
  } catch (fault) {
    complain(String(fault));
  }
}

/** What this device has in the set. */
function kept(): StripSettings {
  return (settingsText === '' ? undefined : readSettings(settingsText)) ?? NO_SETTINGS;
}

function readSettings(text: string): StripSettings | undefined {
  try {
    return { ...NO_SETTINGS, ...(JSON.parse(text) as Partial<StripSettings>), version: 1 };
  } catch {
    complain('the settings kept in this set cannot be read; new ones are used.');
    return undefined;
  }
}
