import { piecesOf, PieceBox, type Atom } from '../message-pieces.ts';
import { NO_SETTINGS, PROTOCOL } from '../messages.ts';
import type { Messages, StripAction, StripButton, StripSettings, StripView } from '../messages.ts';
import { complain, later, openInBrowser, send } from '../max.ts';
import { Controls } from './controls.ts';
import { Displays } from './displays.ts';
import { Engine } from './engine.ts';
import { NOT_STARTED, withoutEngine } from './engine-views.ts';

/**
 * The strip: shows what Node says, and says to Node what a person does. It decides nothing; only while Node cannot
 * speak for itself, it says so. Every function that is exported is a message that the patch sends.
 *
 * Outlets: 0 to Node, 1 to the controls, 2 to what the set keeps, 3 to the displays.
 */

export const autowatch = 0;
export const inlets = 1;
export const outlets = 4;

const TO_NODE = 0;
const TO_CONTROLS = 1;
const TO_SET = 2;
const TO_DISPLAYS = 3;

const received = {
  ready: new PieceBox<'ready'>(),
  view: new PieceBox<'view'>(),
  keep: new PieceBox<'keep'>(),
  browse: new PieceBox<'browse'>(),
};

const controls = new Controls((...atoms) => send(TO_CONTROLS, ...atoms));
const displays = new Displays((...atoms) => send(TO_DISPLAYS, ...atoms));
const engine = new Engine({
  script: (command) => send(TO_NODE, 'script', command),
  ping: () => act({ do: 'ping' }),
  say: (sentence) => draw(withoutEngine(shown, sentence)),
  later,
});

let shown: StripView = withoutEngine(undefined, NOT_STARTED);
let settings: StripSettings = NO_SETTINGS;
let settingsText = '';
let amountPercent = 100;
let messages = 0;

/** From `live.thisdevice`: the device has loaded, or a preset was. */
export function loaded(): void {
  draw(shown);
  engine.load();
}

/** From `node.script`'s right outlet. */
export function lifecycle(...words: readonly Atom[]): void {
  engine.lifecycle(words);
}

export function ready(...atoms: readonly unknown[]): void {
  take('ready', atoms, ({ protocol }) => {
    engine.ready(protocol === PROTOCOL);
    if (!engine.isReady) return;
    tell('settings', settings);
    act({ do: 'amount', amount: amountPercent });
  });
}

export function view(...atoms: readonly unknown[]): void {
  take('view', atoms, (next) => {
    if (engine.heard()) draw(next);
  });
}

/** Writes into the set only what differs: every write is a step in Live's undo. */
export function keep(...atoms: readonly unknown[]): void {
  take('keep', atoms, (chosen) => {
    const text = JSON.stringify(chosen);
    if (text === settingsText) return;
    settings = chosen;
    settingsText = text;
    send(TO_SET, text);
  });
}

export function browse(...atoms: readonly unknown[]): void {
  take('browse', atoms, ({ url }) => openInBrowser(url));
}

/** From the set, when it loads and when Live's undo changes it; and the echo of our own `keep`. */
export function stored(text: Atom = ''): void {
  const said = String(text);
  if (said === settingsText) return;
  // Live's undo of the first choice leaves nothing.
  const read = said === '' ? NO_SETTINGS : readSettings(said);
  if (read === undefined) return;
  settings = read;
  settingsText = said;
  tell('settings', settings);
}

/** From a button. */
export function press(name: Atom): void {
  // A mapped key reaches a button that is grey, too.
  if (!shown.can[name as StripButton]) return;
  if (name !== 'main') act({ do: name } as StripAction);
  else if (engine.isReady) act({ do: shown.mainAction });
  else engine.wake();
}

/** From the A/B toggle: 1 is before. Controls speak while a set loads, too; only what differs is a person's choice. */
export function hear(isBefore: Atom): void {
  const wanted = isBefore === 1 ? 'before' : 'after';
  if (shown.can.ab && wanted !== shown.hear) act({ do: 'ab', hear: wanted });
}

export function amount(percent: Atom): void {
  amountPercent = Number(percent);
  act({ do: 'amount', amount: amountPercent });
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

function draw(next: StripView): void {
  shown = next;
  controls.show(next);
  displays.show(next);
}

function act(action: StripAction): void {
  tell('action', action);
}

/** Without Node there is nobody to tell; the strip then says so, and all is told anew when Node is ready. */
function tell<Name extends 'action' | 'settings'>(name: Name, document: Messages[Name]): void {
  if (!engine.isReady) return;
  messages++;
  for (const message of piecesOf(name, `strip-${messages}`, document)) send(TO_NODE, ...message);
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

function readSettings(text: string): StripSettings | undefined {
  try {
    return { ...NO_SETTINGS, ...(JSON.parse(text) as Partial<StripSettings>), version: 1 };
  } catch {
    complain('the settings kept in this set cannot be read; new ones are used.');
    return undefined;
  }
}
