import type { Atom } from '../message-pieces.ts';
import type { StripButton, StripView } from '../messages.ts';
import { DROP, MENUS } from '../strip/controls.ts';

type Send = (...atoms: readonly Atom[]) => void;

/** Brings the live.* controls in line with a view, and says nothing that they know already. */
export class Controls {
  readonly #send: Send;
  readonly #said = new Map<string, string>();
  #isOn = true;

  constructor(sendToControls: Send) {
    this.#send = sendToControls;
  }

  show(view: StripView): void {
    this.#say('main', 'text', view.mainAction === 'cancel' ? 'Cancel' : 'Analyze & Suggest');
    for (const [button, can] of Object.entries(view.can) as [StripButton, boolean][]) {
      this.#say(button, 'active', this.#isOn && can ? 1 : 0);
    }
    this.#say('record', 'text', view.isRecording ? '■' : '●');
    this.#say('ab', 'set', view.hear === 'before' ? 1 : 0);
    const { profiles, clusters, bounces } = view;
    this.#menu('profile', profiles.names.length === 0 ? [MENUS[0].empty] : profiles.names, profiles.chosen);
    const nearest = clusters.nearest === '' ? MENUS[1].empty : `${MENUS[1].empty}: ${clusters.nearest}`;
    this.#menu('cluster', [nearest, ...clusters.names], clusters.chosen);
    this.#say('bounces', 'legend', bounces.name === '' ? DROP.legend : bounces.name);
  }

  /** Greys everything while the device is switched off in Live. */
  enable(isOn: boolean, view: StripView): void {
    this.#isOn = isOn;
    for (const name of ['profile', 'cluster', 'amount', 'bounces', 'choose']) {
      this.#say(name, 'active', isOn ? 1 : 0);
    }
    this.show(view);
  }

  /** Items first, then the chosen one, silently: an output would come back as a person's choice. */
  #menu(name: string, items: readonly string[], chosen: string): void {
    if (this.#say(name, '_parameter_range', ...items)) this.#said.delete(`${name} set`);
    this.#say(name, 'set', Math.max(0, items.indexOf(chosen)));
  }

  #say(name: string, message: string, ...atoms: readonly Atom[]): boolean {
    const key = `${name} ${message}`;
    const text = JSON.stringify(atoms);
    if (this.#said.get(key) === text) return false;
    this.#said.set(key, text);
    this.#send(name, message, ...atoms);
    return true;
  }
}
