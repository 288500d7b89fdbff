import { piecesOf, PieceBox, type Atom } from '../message-pieces.ts';
import {
  NO_SETTINGS,
  PROTOCOL,
  type StripAction,
  type StripButton,
  type StripSettings,
  type StripView,
} from '../messages.ts';
import { complain, later, openInBrowser, send } from '../max.ts';
import { Controls } from './controls.ts';
import { Displays } from './displays.ts';
import { NODE_DIED, NODE_OLD, NODE_SILENT, NODE_STARTING, NOT_STARTED, withoutEngine } from './engine-views.ts';

/**
 * The strip: shows what Node says, and says to Node what a person does. It decides nothing; only while Node cannot
 * speak for itself, it says so.
 *
 * Outlets: 0 to Node, 1 to the controls, 2 to what the set keeps, 3 to the displays.
 */

export const autowatch = 0;
export const inlets = 1;
export const outlets = 4;

const TO_NODE_OUTLET = 0;
const TO_CONTROLS_OUTLET = 1;
const TO_SET_OUTLET = 2;
const TO_DISPLAYS_OUTLET = 3;

const readyPieces = new PieceBox<'ready'>();
const viewPieces = new PieceBox<'view'>();
const keepPieces = new PieceBox<'keep'>();
const browsePieces = new PieceBox<'browse'>();

const controls = new Controls((...atoms) => send(TO_CONTROLS_OUTLET, ...atoms));
const displays = new Displays((...atoms) => send(TO_DISPLAYS_OUTLET, ...atoms));

let engine: 'none' | 'starting' | 'ready' | 'silent' | 'dead' = 'none';
let shown: StripView = withoutEngine(undefined, NOT_STARTED);
let settings: StripSettings = NO_SETTINGS;
let settingsText = '';
let amountPercent = 100;
let messages = 0;
let unanswered = 0;

/** From `live.thisdevice`: the device has loaded, or a preset was; Node starts once. */
export function loaded(): void {
  show(shown);
  if (engine === 'none') start();
  watch();
}

/** From `node.script`'s right outlet. */
export function lifecycle(...words: readonly Atom[]): void {
  const said = words.map(String);
  // Some versions put the exit code, others the name of the script behind these words.
  if (said.some((word) => word === 'terminated' || word === 'stop')) {
    if (engine === 'none') return;
    engine = 'dead';
    show(withoutEngine(shown, NODE_DIED));
  } else if (said.includes('restarting')) {
    engine = 'starting';
    show(withoutEngine(shown, NODE_STARTING));
  }
}

export function ready(...atoms: readonly unknown[]): void {
  taking(readyPieces, atoms, ({ protocol }) => {
    if (protocol !== PROTOCOL) {
      engine = 'dead';
      show(withoutEngine(shown, NODE_OLD));
      return;
    }
    engine = 'ready';
    unanswered = 0;
    tell('settings', settings);
    act({ do: 'amount', amount: amountPercent });
  });
}

export function view(...atoms: readonly unknown[]): void {
  taking(viewPieces, atoms, (document) => {
    engine = 'ready';
    unanswered = 0;
    show(document);
  });
}

/** Writes into the set only what differs: every write is a step in Live's undo. */
export function keep(...atoms: readonly unknown[]): void {
  taking(keepPieces, atoms, (document) => {
    const text = JSON.stringify(document);
    if (text === settingsText) return;
    settings = document;
    settingsText = text;
    send(TO_SET_OUTLET, text);
  });
}

export function browse(...atoms: readonly unknown[]): void {
  taking(browsePieces, atoms, ({ url }) => openInBrowser(url));
}

/** From the set, when it loads and when Live's undo changes it; and the echo of our own `keep`. */
export function stored(text: Atom = ''): void {
  const said = String(text);
  if (said === settingsText || said === '') return;
  const read = readSettings(said);
  if (read === undefined) return;
  settings = read;
  settingsText = said;
  if (engine === 'ready') tell('settings', settings);
}

/** From a button. */
export function press(name: Atom): void {
  // A mapped key reaches a button that is grey, too.
  if (!shown.can[name as StripButton]) return;
  if (name === 'main') pressMain();
  else act({ do: name } as StripAction);
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

function pressMain(): void {
  if (engine === 'ready') act({ do: shown.mainAction });
  else {
    // A process that hangs must end before another can start.
    if (engine === 'silent') send(TO_NODE_OUTLET, 'script', 'stop');
    start();
  }
}

function start(): void {
  engine = 'starting';
  show(withoutEngine(shown, NODE_STARTING));
  send(TO_NODE_OUTLET, 'script', 'start');
}

/** Without Node there is nobody to tell; the strip then says so. */
function act(action: StripAction): void {
  if (engine === 'ready') tell('action', action);
}

function tell<Name extends 'action' | 'settings'>(
  name: Name,
  document: Name extends 'action' ? StripAction : StripSettings,
): void {
  messages++;
  for (const message of piecesOf(name, `strip-${messages}`, document as never)) send(TO_NODE_OUTLET, ...message);
}

function show(next: StripView): void {
  shown = next;
  controls.show(next);
  displays.show(next);
}

/** Asks Node for a sign of life, for as long as the device lives. */
function watch(): void {
  if (watching) return;
  watching = true;
  const ask = (): void => {
    if (engine === 'ready') {
      if (unanswered >= MOST_UNANSWERED) {
        engine = 'silent';
        show(withoutEngine(shown, NODE_SILENT));
      } else {
        unanswered++;
        act({ do: 'ping' });
      }
    } else if (engine === 'starting') {
      unanswered++;
      if (unanswered >= MOST_UNANSWERED_AT_START) {
        engine = 'silent';
        unanswered = 0;
        show(withoutEngine(shown, NODE_SILENT));
      }
    }
    later(PING_EVERY_MS, ask);
  };
  later(PING_EVERY_MS, ask);
}

let watching = false;
const PING_EVERY_MS = 5000;
/** Three pings, 15 seconds: analysis runs in threads of its own, so Node itself is never busy for long. */
const MOST_UNANSWERED = 3;
/** Half a minute to start, on a slow disk. */
const MOST_UNANSWERED_AT_START = 6;

function taking<Name extends 'ready' | 'view' | 'keep' | 'browse'>(
  box: PieceBox<Name>,
  atoms: readonly unknown[],
  use: (document: NonNullable<ReturnType<PieceBox<Name>['take']>>['document']) => void,
): void {
  try {
    const message = box.take(atoms);
    if (message !== undefined) use(message.document);
  } catch (fault) {
    complain(String(fault));
  }
}

function readSettings(text: string): StripSettings | undefined {
  try {
    const read = JSON.parse(text) as Partial<StripSettings>;
    return { ...NO_SETTINGS, ...read, version: 1 };
  } catch {
    complain('the settings kept in this set cannot be read; new ones are used.');
    return undefined;
  }
}
