import { readAmxd } from '../../device/amxd.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CHANNEL, type InstanceId } from '../../device/instance-channel.ts';
import { YOUNG_MS } from '../../device/instances/instance-link.ts';
import { PieceBox } from '../../device/message-pieces.ts';
import type { StripView } from '../../device/messages.ts';
import type { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { LiveHost } from './live/live-host.ts';
import { bridgeGlobals } from './runtime/bridge-globals.ts';
import { MaxNames, type NamedMessages } from './runtime/max-names.ts';
import { ChildNode } from './runtime/node-process.ts';
import type { Message } from './runtime/objects.ts';
import { PatchRuntime } from './runtime/patch-runtime.ts';
import { measureText } from './runtime/renderer.ts';
import { RealScheduler } from './runtime/scheduler.ts';

export interface DeviceInLiveOptions {
  set: EmbeddedSet;
  /** Name of the track it is on. */
  track: string;
  /** Shared with the other devices of the set. */
  names?: MaxNames;
  /** Where the program keeps what it learns. */
  home: string;
  /** What the set kept for the device. */
  kept?: string;
  /** What the folder dialog answers. */
  choosePath?: () => string | undefined;
}

/**
 * The whole device in a Live set, every piece of it real: the built `.amxd`, its objects and cords, its scripts, the
 * program in a process of its own, and Live's API over an embedded set.
 */
export class DeviceInLive {
  readonly host: LiveHost;
  readonly runtime: PatchRuntime;
  readonly views: StripView[] = [];
  /** While true, tasks of the bridge wait, as they do while Live is busy or shows a dialog. */
  isLiveBusy = false;
  #node: ChildNode | undefined;
  #id: InstanceId | undefined;
  readonly #seen = new PieceBox<'view'>();
  #wake: () => void = () => undefined;
  #loadedMs = 0;

  constructor({ set, track, names = new MaxNames(), home, kept, choosePath }: DeviceInLiveOptions) {
    this.host = new LiveHost(set, { track });
    const scheduler = new RealScheduler();
    names.receive(CHANNEL, (message) => this.#look(message));
    const { patch } = readAmxd(readFileSync(join(FOLDER, 'Coproducer.amxd')));
    this.runtime = new PatchRuntime(patch, {
      folder: FOLDER,
      scheduler,
      measureText,
      names: this.#tapped(names),
      ...(kept !== undefined && { kept }),
      ...(choosePath !== undefined && { choosePath }),
      globals: bridgeGlobals(this.host, scheduler, () => this.isLiveBusy),
      startNode: (file, node) => {
        this.#node = new ChildNode(
          file,
          {
            ...node,
            data: (message) => {
              this.#look(message);
              node.data(message);
            },
          },
          { COPRODUCER_HOME: home },
        );
        return this.#node;
      },
    });
  }

  /** The names, and what this device calls itself: the first thing that it says to others. */
  #tapped(names: MaxNames): NamedMessages {
    return {
      receive: (name, hear) => names.receive(name, hear),
      send: (name, message) => {
        if (message[0] === 'hello') this.#id = String(message[1]);
        names.send(name, message);
      },
    };
  }

  /** A view for this device, from its own Node or through another. */
  #look([word, to, name, ...atoms]: Message): void {
    const view = word === 'to' && to === this.#id && name === 'view' ? this.#seen.take(atoms) : undefined;
    if (view !== undefined) this.views.push(view.document);
    this.#wake();
  }

  /** The set has loaded. */
  load(): this {
    this.host.loaded = true;
    this.#loadedMs = performance.now();
    this.runtime.load();
    return this;
  }

  /** Until the device has been in the set for so long that a host which goes is no longer taken for another set's. */
  async grown(): Promise<void> {
    await delay(Math.max(0, this.#loadedMs + YOUNG_MS + TIMER_SLACK_MS - performance.now()));
  }

  get node(): ChildNode {
    return this.#node!;
  }

  /** The newest view. */
  get view(): StripView | undefined {
    return this.views.at(-1);
  }

  /** The next view, from now on, of which this is true. */
  async until(what: string, isTrue: (view: StripView) => boolean, seconds = 120): Promise<StripView> {
    const deadline = Date.now() + seconds * 1000;
    let looked = this.views.length;
    for (;;) {
      const found = this.views.slice(looked).find(isTrue);
      if (found !== undefined) return found;
      looked = this.views.length;
      const left = deadline - Date.now();
      if (left <= 0) {
        throw new Error(`Never ${what}; last: ${JSON.stringify(this.view)}\n${this.node.output}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Does something and waits for the view that comes of it. */
  async after(
    act: () => void,
    what: string,
    isTrue: (view: StripView) => boolean,
    seconds?: number,
  ): Promise<StripView> {
    const seen = this.until(what, isTrue, seconds);
    act();
    return seen;
  }

  /** A button's click. */
  click(button: string): void {
    this.runtime.control(button).click();
  }

  /** The device is deleted, or the set closed. */
  async close(): Promise<void> {
    this.runtime.close();
    await this.node.close();
  }
}

const FOLDER = join('dist', 'Coproducer');

/** Timers of one length set apart end apart. */
const TIMER_SLACK_MS = 100;
