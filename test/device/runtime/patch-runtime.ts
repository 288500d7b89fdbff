import { join } from 'node:path';
import type { Amxd } from '../../../device/amxd.ts';
import { classOfText } from '../../../device/object-classes.ts';
import { AUDIO_OBJECTS, SoundFileRecorder, type HostVector } from './audio-objects.ts';
import { MaxNames, type NamedMessages } from './max-names.ts';
import type { NodeProcess, NodeProcessHost } from './node-process.ts';
import {
  Kept,
  LiveControl,
  MESSAGE_OBJECTS,
  NodeScript,
  ScriptObject,
  THEME_CHANGED,
  ThisDevice,
  type BoxKeys,
  type MaxObject,
  type Message,
  type ObjectHost,
} from './objects.ts';
import { ScriptContext } from './script-context.ts';
import type { Scheduler } from './scheduler.ts';
import type { MeasureText } from './svg-graphics.ts';
import { THEMES, type Theme } from './themes.ts';

export interface RuntimeOptions {
  /** Where the device's files lie. */
  folder: string;
  scheduler: Scheduler;
  /** Shared by all devices of one Max; alone if left out. */
  names?: NamedMessages;
  measureText: MeasureText;
  startNode: (file: string, host: NodeProcessHost) => NodeProcess;
  /** What each script finds in its global scope besides Max's own, by its file. */
  globals?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What the Live set held for the device; nothing for a fresh one. */
  kept?: string;
  choosePath?: () => string | undefined;
}

interface PatchBox extends BoxKeys {
  numinlets: number;
  numoutlets: number;
  patching_rect: readonly [number, number, number, number];
  outlettype?: readonly string[];
}

/**
 * Runs the messages of a device's patch as Max orders them: a message goes depth first all its way before the next;
 * of several cords from one outlet, the one to the object farthest right goes first, of those in one column the lowest.
 */
export class PatchRuntime {
  /** Lines of the Max console; empty on a good day. */
  readonly console: string[] = [];
  readonly opened: string[] = [];
  readonly boxes: readonly PatchBox[];
  readonly #objects = new Map<string, MaxObject>();
  readonly #cords = new Map<string, { to: string; inlet: number }[]>();
  readonly #signalCords = new Map<string, { from: PatchBox; outlet: number; inlet: number }[]>();
  readonly #options: RuntimeOptions;
  readonly #names: NamedMessages;
  #theme: Theme = THEMES[0];
  #depth = 0;

  constructor({ patcher }: Amxd['patch'], options: RuntimeOptions) {
    this.#options = options;
    this.#names = options.names ?? new MaxNames();
    this.boxes = (patcher.boxes as { box: PatchBox }[]).map(({ box }) => box);
    for (const box of this.boxes) this.#objects.set(box.id, this.#make(box));
    this.#drawCords(
      (patcher.lines as { patchline: { source: [string, number]; destination: [string, number] } }[]).map(
        ({ patchline }) => patchline,
      ),
    );
  }

  /** The set has loaded: parameters come to their values, then the device speaks. */
  load(): void {
    for (const object of this.#objects.values()) object.load?.();
    this.thisDevice.speak();
  }

  get thisDevice(): ThisDevice {
    return this.#only(ThisDevice);
  }

  get kept(): Kept {
    return this.#only(Kept);
  }

  get node(): NodeProcess {
    return this.#only(NodeScript).process;
  }

  get recorder(): SoundFileRecorder {
    return this.#only(SoundFileRecorder);
  }

  /** A control by its scripting name. */
  control(varname: string): LiveControl {
    const found = [...this.#objects.values()].find(
      (object) => object instanceof LiveControl && object.box.varname === varname,
    );
    if (found === undefined) throw new Error(`The patch has no control "${varname}".`);
    return found as LiveControl;
  }

  script(file: string): ScriptContext {
    const box = this.boxes.find(({ filename }) => filename === file);
    const found = box && this.#objects.get(box.id);
    if (!(found instanceof ScriptObject)) throw new Error(`The patch has no script "${file}".`);
    return found.script;
  }

  object(id: string): MaxObject {
    return this.#objects.get(id)!;
  }

  get theme(): Theme {
    return this.#theme;
  }

  /** Another theme is chosen in Live. */
  set theme(theme: Theme) {
    this.#theme = theme;
    for (const box of this.boxes) {
      if (box.text === 'live.colors') this.#objects.get(box.id)!.receive(0, [THEME_CHANGED]);
    }
  }

  /**
   * Audio runs for one vector: the scheduler has its turn, then signals go along their cords. Several into one inlet
   * are added up.
   *
   * @returns what the device plays.
   */
  process(vector: HostVector): readonly Float32Array[] {
    for (const object of this.#objects.values()) object.tick?.(vector);
    const done = new Map<string, readonly Float32Array[]>();
    const signalsOf = (box: PatchBox): readonly Float32Array[] => {
      const known = done.get(box.id);
      if (known) return known;
      const inputs = Array.from({ length: box.numinlets }, () => new Float32Array(vector.left.length));
      for (const { from, outlet, inlet } of this.#signalCords.get(box.id) ?? []) {
        const signal = signalsOf(from)[outlet];
        for (let i = 0; i < signal.length; i++) inputs[inlet][i] += signal[i];
      }
      const made = this.#objects.get(box.id)!.signal?.(inputs, vector) ?? [];
      done.set(box.id, made);
      return made;
    };
    for (const box of this.boxes) if (this.#objects.get(box.id)!.signal) signalsOf(box);
    return done.get(this.boxes.find(({ text }) => text === 'plugout~')!.id)!;
  }

  /**
   * The device is deleted, or the set closed.
   *
   * @param isSilent true where the objects go in such an order that a script's last words reach nobody.
   */
  close(isSilent = false): void {
    const scripts = [...this.#objects.values()].filter((object) => object instanceof ScriptObject);
    if (!isSilent) for (const { script } of scripts) script.notifyDeleted();
    for (const object of this.#objects.values()) object.close?.();
    for (const { script } of scripts) script.stop();
  }

  #make(box: PatchBox): MaxObject {
    const { className, args } =
      box.maxclass === 'newobj' ? classOfText(box.text ?? '') : { className: box.maxclass, args: [] };
    const host: ObjectHost = {
      out: (outlet, message) => this.#out(box, outlet, message),
      scheduler: this.#options.scheduler,
      names: this.#names,
      console: (line) => this.console.push(line),
      choosePath: () => this.#options.choosePath?.(),
    };
    const { kept } = this.#options;
    switch (className) {
      case 'live.thisdevice':
        return new ThisDevice(host);
      case 'pattr':
        return new Kept(host, kept === undefined ? [] : [kept]);
      case 'v8':
      case 'v8ui':
        return new ScriptObject(this.#script(box, className === 'v8ui'));
      case 'node.script':
        return new NodeScript(
          this.#options.startNode(join(this.#options.folder, args[0]), {
            data: (message) => this.#out(box, 0, message),
            lifecycle: (message) => this.#out(box, 1, message),
            console: (line) => this.console.push(line),
          }),
        );
      default: {
        if (className.startsWith('live.') && 'parameter_enable' in box) return new LiveControl(host, box);
        const make = MESSAGE_OBJECTS[className] ?? AUDIO_OBJECTS[className];
        if (make === undefined) throw new Error(`The runtime does not know the class "${className}".`);
        return make(host, args, box);
      }
    }
  }

  #script(box: PatchBox, isDrawn: boolean): ScriptContext {
    const file = box.filename!;
    const [, , width = 0, height = 0] = box.presentation_rect ?? [];
    const { measureText } = this.#options;
    const script = new ScriptContext(join(this.#options.folder, file), {
      scheduler: this.#options.scheduler,
      ...(isDrawn && { drawing: { theme: () => this.#theme, measureText, size: [width, height] } }),
      outlet: (index, atoms) => this.#out(box, index, atoms),
      console: (line) => this.console.push(line),
      browser: (url) => this.opened.push(url),
      globals: this.#options.globals?.[file] ?? {},
    });
    const { outlets, autowatch } = script.counts;
    if (outlets !== box.numoutlets) {
      throw new Error(`${file} has ${outlets} outlets and its box ${box.numoutlets}.`);
    }
    if (autowatch !== 0) throw new Error(`${file} watches itself.`);
    return script;
  }

  #drawCords(lines: readonly { source: [string, number]; destination: [string, number] }[]): void {
    const placeOf = new Map(this.boxes.map(({ id, patching_rect: [x, y] }) => [id, { x, y }]));
    for (const { source, destination } of lines) {
      const from = this.boxes.find(({ id }) => id === source[0])!;
      if (from.outlettype?.[source[1]] === 'signal') {
        const into = this.#signalCords.get(destination[0]) ?? [];
        this.#signalCords.set(destination[0], [...into, { from, outlet: source[1], inlet: destination[1] }]);
        continue;
      }
      const key = source.join(':');
      const cords = this.#cords.get(key) ?? [];
      cords.push({ to: destination[0], inlet: destination[1] });
      cords.sort((a, b) => {
        const [one, other] = [placeOf.get(a.to)!, placeOf.get(b.to)!];
        return other.x - one.x || other.y - one.y;
      });
      this.#cords.set(key, cords);
    }
  }

  #out(box: PatchBox, outlet: number, message: Message): void {
    if (outlet >= box.numoutlets) throw new Error(`${box.id} has no outlet ${outlet}.`);
    // Max stops a patch that calls itself without end.
    if (this.#depth > STACK_LIMIT) throw new Error('Stack overflow in the patch.');
    this.#depth++;
    try {
      for (const { to, inlet } of this.#cords.get(`${box.id}:${outlet}`) ?? []) {
        this.#objects.get(to)!.receive(inlet, message);
      }
    } finally {
      this.#depth--;
    }
  }

  #only<Kind extends MaxObject>(kind: abstract new (...args: never[]) => Kind): Kind {
    return [...this.#objects.values()].find((object) => object instanceof kind) as Kind;
  }
}

const STACK_LIMIT = 200;
