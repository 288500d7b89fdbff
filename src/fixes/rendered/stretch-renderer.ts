import type { StereoSignal } from '../../audio/audio-source.ts';
import type { DeviceProcessor } from '../../devices/device-model.ts';
import { processWhole } from '../../devices/process-whole.ts';
import { addDifferences } from '../../dsp/sample-sums.ts';
import type { Decibels } from '../../dsp/units.ts';
import { driveAsMaster, equaliseAsMaster, type MasterSound } from '../master-sound.ts';
import { MAIN_INDEX } from '../stem-context.ts';
import type { AddedDevice } from './added-device.ts';
import type { ShortSound } from '../loud-section.ts';

/**
 * Renders the loudest passage with any devices added: the stems that change go through them, the sum is made anew from
 * the difference, and goes through the master's estimated sound and what is added on the main track.
 *
 * A renderer is settled on a list of devices, of none at first; trials come on top. What does not depend on the trial
 * is rendered once.
 */
export class StretchRenderer<Section extends ShortSound = ShortSound> {
  readonly section: Section;
  readonly #sound: MasterSound;
  readonly #settled: readonly AddedDevice[];
  readonly #stems: ReadonlyMap<number, StereoSignal>;
  readonly #sum: StereoSignal;
  #mastered: StereoSignal | undefined;

  /** @param sound what the master makes of the sum, fitted to this passage */
  static of<Section extends ShortSound>(section: Section, sound: MasterSound): StretchRenderer<Section> {
    return new StretchRenderer(section, sound, [], stemsOf(section), section.sum);
  }

  private constructor(
    section: Section,
    sound: MasterSound,
    settled: readonly AddedDevice[],
    stems: ReadonlyMap<number, StereoSignal>,
    sum: StereoSignal,
  ) {
    this.section = section;
    this.#sound = sound;
    this.#settled = settled;
    this.#stems = stems;
    this.#sum = sum;
  }

  /** A stem as settled; `undefined` for one that is silent or too quiet to be kept apart. Not to be written to. */
  stem(index: number): StereoSignal | undefined {
    return this.#stems.get(index);
  }

  /** The stems as settled, added up: what goes into the master. Not to be written to. */
  get sum(): StereoSignal {
    return this.#sum;
  }

  /** A stem with more devices, or as settled where none is on it. Not to be written to. */
  stemWith(index: number, devices: readonly AddedDevice[]): StereoSignal | undefined {
    return this.#changed(devices.filter(({ place }) => place === index)).get(index) ?? this.#stems.get(index);
  }

  /** The passage with more devices, each after what stands before it. A new signal. */
  render(devices: readonly AddedDevice[] = []): StereoSignal {
    const onMain = [...this.#settled, ...devices].filter(({ place }) => place === MAIN_INDEX);
    const driveDb = onMain.reduce((sum, device) => sum + (device.driveDb ?? 0), 0);
    const mix = this.#mixed(this.#changed(devices), driveDb);
    for (const device of onMain) this.#process(device, mix);
    return mix;
  }

  /** A new signal. What no trial changes is mastered once. */
  #mixed(changed: ReadonlyMap<number, StereoSignal>, driveDb: Decibels): StereoSignal {
    if (changed.size > 0 || driveDb !== 0) return this.#master(this.#sumWith(changed), driveDb);
    this.#mastered ??= this.#master(this.#sum, 0);
    return copyOf(this.#mastered);
  }

  /** A renderer that has these devices for granted. */
  settledOn(devices: readonly AddedDevice[]): StretchRenderer<Section> {
    if (devices.length === 0) return this;
    const changed = this.#changed(devices);
    const renderer = new StretchRenderer(
      this.section,
      this.#sound,
      [...this.#settled, ...devices],
      new Map([...this.#stems, ...changed]),
      this.#sumWith(changed),
    );
    // What stands on the main track alone comes after the master.
    if (changed.size === 0) renderer.#mastered = this.#mastered;
    return renderer;
  }

  #master(sum: StereoSignal, driveDb: Decibels): StereoSignal {
    const sound = { ...this.#sound, gainDb: this.#sound.gainDb + driveDb };
    return driveAsMaster(equaliseAsMaster(sum, sound), sound);
  }

  /** The stems that devices change, as they sound then. */
  #changed(devices: readonly AddedDevice[]): Map<number, StereoSignal> {
    const changed = new Map<number, StereoSignal>();
    for (const device of devices) {
      if (device.place === MAIN_INDEX) continue;
      const dry = this.#stems.get(device.place);
      if (dry === undefined) continue;
      const wet = changed.get(device.place) ?? copyOf(dry);
      this.#process(device, wet);
      changed.set(device.place, wet);
    }
    return changed;
  }

  #sumWith(changed: ReadonlyMap<number, StereoSignal>): StereoSignal {
    if (changed.size === 0) return this.#sum;
    const sum = copyOf(this.#sum);
    for (const [index, wet] of changed) {
      const dry = this.#stems.get(index);
      if (dry === undefined) continue;
      addDifferences(sum.left, wet.left, dry.left);
      addDifferences(sum.right, wet.right, dry.right);
    }
    return sum;
  }

  #process({ model, settings, key }: AddedDevice, { left, right, sampleRateHz }: StereoSignal): void {
    const processor: DeviceProcessor = model.createProcessor(settings, sampleRateHz);
    processWhole(processor, left, right, key === undefined ? undefined : this.#stems.get(key));
  }
}

function stemsOf({ stems }: ShortSound): Map<number, StereoSignal> {
  return new Map(stems.map(({ index, signal }) => [index, signal] as const));
}

function copyOf(signal: StereoSignal): StereoSignal {
  return { ...signal, left: signal.left.slice(), right: signal.right.slice() };
}
