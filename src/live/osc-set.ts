import { deviceByClassName } from '../devices/devices.ts';
import { findParameter } from '../devices/device-settings.ts';
import { parseDisplay } from '../devices/display-text.ts';
import { Failure, throwIfCancelled } from '../store/failure.ts';
import type { DisplayValue } from '../store/plan-document.ts';
import { searchDisplay } from './display-search.ts';
import type {
  DeviceSnapshot,
  LiveCapabilities,
  LiveSet,
  ParameterReading,
  ParameterSnapshot,
  SetSnapshot,
  TrackSnapshot,
} from './live-set.ts';
import { OscExchange, type OscMessage, type OscOptions, type OscQuestion } from './osc/osc-exchange.ts';
import {
  deviceQuestion,
  mixerModels,
  mixerQuestion,
  mixerText,
  trackQuestion,
  walkOscSet,
} from './osc/walk-osc-set.ts';
import { findChoice, readingOf, shows, writeDisplay } from './parameter-writer.ts';

/** How often a value is written and looked for before it counts as held by something else. */
const WRITES = 8;

/** A parameter of the last snapshot, with all that must still be so before it is touched. */
interface Known {
  track: TrackSnapshot;
  /** Undefined for the mixer. */
  device: DeviceSnapshot | undefined;
  parameter: ParameterSnapshot;
  label: string;
  /** Track, device and parameter by their places; for the mixer track and place. */
  at: readonly number[];
}

/**
 * Live through AbletonOSC, for use without Max: https://github.com/ideoforms/AbletonOSC. It knows objects by their
 * places only, so every access first looks whether what is there still has its name; it shows only the text of the value
 * that stands, so a value whose curve is unknown is found by moving the control.
 */
export class OscSet implements LiveSet {
  readonly kind = 'osc';
  readonly name = 'osc';
  readonly #osc: OscExchange;
  #snapshot: SetSnapshot | undefined;
  #closed = false;

  private constructor(osc: OscExchange) {
    this.#osc = osc;
  }

  /** @throws Failure 'live-unreachable' where nothing answers; the sentence says what to do. */
  static async open(options: OscOptions = {}): Promise<OscSet> {
    const set = new OscSet(await OscExchange.open(options));
    try {
      await set.capabilities();
      return set;
    } catch (error) {
      await set.close();
      throw error;
    }
  }

  async capabilities(): Promise<LiveCapabilities> {
    const [[major, minor]] = await this.#ask([{ address: '/live/application/get/version', args: [], echoed: false }]);
    return {
      liveVersion: `${Number(major)}.${Number(minor)}`,
      insertDevice: false,
      displayValue: false,
      misses: [
        'AbletonOSC cannot insert devices',
        'AbletonOSC shows neither return tracks, nor the main track, nor the inside of racks',
        'AbletonOSC does not tell what is automated or held by a macro, nor the decibels of a send',
        'a value whose curve is unknown is found by moving the control, which can be heard while Live plays',
      ],
    };
  }

  async snapshot(signal?: AbortSignal): Promise<SetSnapshot> {
    throwIfCancelled(signal);
    this.#checkOpen();
    this.#snapshot = await walkOscSet(this.#osc, signal);
    return this.#snapshot;
  }

  async read(parameterId: string): Promise<ParameterReading> {
    return this.#reading(await this.#find(parameterId));
  }

  async write(parameterId: string, wanted: DisplayValue): Promise<ParameterReading> {
    const known = await this.#find(parameterId);
    const standing = await this.#reading(known);
    if (!known.device) return this.#writeMixer(known, standing, wanted);
    const { label, parameter } = known;
    if (parameter.items.length > 0) return this.#writeChoice(known, standing, wanted);
    const number = typeof wanted === 'number' ? wanted : parseDisplay(wanted)?.value;
    if (number === undefined || Number.isNaN(number)) {
      throw new Failure('refused', `${label} takes a number, and "${wanted}" is none; check the plan.`);
    }
    return standing.display === number ? standing : this.#writeNumber(known, standing, number);
  }

  async writeRaw(parameterId: string, raw: number): Promise<ParameterReading> {
    const known = await this.#find(parameterId);
    await this.#put(known, raw);
    return this.#reading(known);
  }

  async insertDevice(trackId: string, deviceName: string): Promise<string> {
    const track = this.#snapshot?.tracks.find(({ id }) => id === trackId);
    throw new Failure(
      'refused',
      `AbletonOSC cannot insert ${deviceName}${track ? ` on ${track.name}` : ''}; insert it by hand, then make a new plan.`,
    );
  }

  async deleteDevice(deviceId: string): Promise<void> {
    const found = this.#snapshot?.tracks
      .map((track) => ({ track, place: track.devices.findIndex(({ id }) => id === deviceId) }))
      .find(({ place }) => place >= 0);
    if (!found) throw gone(`The device with id ${deviceId}`);
    const { track, place } = found;
    await this.#checkTrack(track);
    const before = track.devices.length;
    const index = Number(track.id);
    for (let attempt = 1; attempt <= WRITES; attempt++) {
      // Sent twice it would delete the next device too: it is sent again only once the first can no longer arrive.
      await this.#osc.tell({ address: '/live/track/delete_device', args: [index, place] });
      await this.#osc.settle();
      if ((await this.#deviceNames(index)).length === before - 1) return;
    }
    throw new Failure('refused', `Live does not delete ${track.devices[place].name} on ${track.name}.`);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#osc.close();
  }

  /** The mixer's laws are known, so the raw value is reckoned here, by the house's own search. */
  async #writeMixer(known: Known, standing: ParameterReading, wanted: DisplayValue): Promise<ParameterReading> {
    const model = mixerModels(known.at[1])[known.at[1]];
    let raw = standing.raw;
    writeDisplay(
      {
        label: known.label,
        min: model.min,
        max: model.max,
        isQuantized: false,
        items: [],
        get: () => raw,
        set: (value) => (raw = Math.fround(value)),
        strForValue: (value) => mixerText(model, value),
      },
      wanted,
    );
    if (!(await this.#put(known, raw))) throw held(known, await this.#reading(known), wanted);
    return this.#reading(known);
  }

  async #writeNumber(known: Known, standing: ParameterReading, wanted: number): Promise<ParameterReading> {
    const { parameter, device } = known;
    const { min, max } = parameter;
    const model = deviceByClassName(device!.className);
    const row = model && findParameter(model, parameter.name);
    if (row?.kind === 'continuous') {
      const guess = Math.min(max, Math.max(min, row.law.toRaw(wanted)));
      const text = await this.#textAt(known, guess);
      if (text !== undefined && shows(text, wanted)) return this.#reading(known);
    }
    const search = searchDisplay({ min, max }, wanted);
    let question = search.next();
    while (question.done !== true) {
      const text = await this.#textAt(known, question.value);
      // A search through texts of a control that does not move would go on for nothing.
      if (text === undefined) throw await this.#restored(known, standing, held(known, standing, wanted));
      question = search.next(text);
    }
    const text = question.value === undefined ? undefined : await this.#textAt(known, question.value);
    if (text !== undefined && shows(text, wanted)) return this.#reading(known);
    const ends = `${await this.#textAt(known, min)} to ${await this.#textAt(known, max)}`;
    const refusal = new Failure('refused', `${known.label} cannot show ${wanted}: it goes from ${ends}.`);
    throw await this.#restored(known, standing, refusal);
  }

  async #writeChoice(known: Known, standing: ParameterReading, wanted: DisplayValue): Promise<ParameterReading> {
    const { min, items } = known.parameter;
    const place = findChoice(items, wanted);
    if (place >= 0) {
      const text = await this.#textAt(known, min + place);
      if (text === undefined) throw await this.#restored(known, standing, held(known, standing, wanted));
      if (text === items[place]) return this.#reading(known);
    }
    // This Live has other positions than ours: ask each for its text.
    const texts: string[] = [];
    for (let raw = min; raw <= known.parameter.max; raw++) texts.push((await this.#textAt(known, raw)) ?? '');
    const found = findChoice(texts, wanted);
    if (found >= 0 && (await this.#put(known, min + found))) return this.#reading(known);
    const refusal = new Failure('refused', `${known.label} has no position "${wanted}": it has ${texts.join(', ')}.`);
    throw await this.#restored(known, standing, refusal);
  }

  async #restored(known: Known, standing: ParameterReading, failure: Failure): Promise<Failure> {
    await this.#put(known, standing.raw);
    return failure;
  }

  /** Writes a raw value and says what it shows; undefined where it does not stay. */
  async #textAt(known: Known, raw: number): Promise<string | undefined> {
    const value = Math.fround(raw);
    for (let attempt = 1; attempt <= WRITES; attempt++) {
      const [[stands], [text]] = await this.#ask(
        [question(known, 'value'), question(known, 'value_string')],
        [setting(known, value)],
      );
      if (stands !== value) continue;
      if (this.#osc.isQuiet) return String(text);
      // One of the two may have been a late answer to what was asked before: only what is said twice counts.
      const [[again], [sameText]] = await this.#ask([question(known, 'value'), question(known, 'value_string')]);
      if (again === value && sameText === text) return String(text);
    }
    return undefined;
  }

  /** Whether the raw value stands now. */
  async #put(known: Known, raw: number): Promise<boolean> {
    const value = Math.fround(raw);
    for (let attempt = 1; attempt <= WRITES; attempt++) {
      const [[stands]] = await this.#ask([question(known, 'value')], [setting(known, value)]);
      if (stands === value) return true;
    }
    return false;
  }

  async #reading(known: Known): Promise<ParameterReading> {
    if (!known.device) {
      const [[raw]] = await this.#ask([question(known, 'value')]);
      return readingOf(Number(raw), mixerText(mixerModels(known.at[1])[known.at[1]], Number(raw)), false);
    }
    const [[raw], [text]] = await this.#ask([question(known, 'value'), question(known, 'value_string')]);
    return readingOf(Number(raw), String(text), known.parameter.items.length > 0);
  }

  /** @throws Failure 'refused' where what is at the parameter's place has another name than it had. */
  async #find(id: string): Promise<Known> {
    for (const track of this.#snapshot?.tracks ?? []) {
      const place = track.mixer.findIndex((parameter) => parameter.id === id);
      const index = Number(track.id);
      if (place >= 0) {
        await this.#checkTrack(track);
        const parameter = track.mixer[place];
        const label = `${track.name} › Mixer › ${parameter.name}`;
        return { track, device: undefined, parameter, label, at: [index, place] };
      }
      for (const [order, device] of track.devices.entries()) {
        const which = device.parameters.findIndex((parameter) => parameter.id === id);
        if (which < 0) continue;
        await this.#checkTrack(track);
        const parameter = device.parameters[which];
        const at = [index, order, which];
        const [[name]] = await this.#ask([deviceQuestion('parameter/name', at)]);
        if (name !== parameter.name) throw gone(`${parameter.name} of ${device.name} on ${track.name}`);
        return { track, device, parameter, label: `${track.name} › ${device.name} › ${parameter.name}`, at };
      }
    }
    throw gone(`The parameter with id ${id}`);
  }

  async #checkTrack(track: TrackSnapshot): Promise<void> {
    const index = Number(track.id);
    const [[name]] = await this.#ask([trackQuestion('name', index)]);
    if (name !== track.name) throw gone(`The track ${track.name}`);
    const names = await this.#deviceNames(index);
    if (JSON.stringify(names) !== JSON.stringify(track.devices.map((device) => device.name))) {
      throw gone(`The chain of ${track.name} as it was read`);
    }
  }

  async #deviceNames(track: number): Promise<string[]> {
    const [names] = await this.#ask([trackQuestion('devices/name', track)]);
    return names.map(String);
  }

  #ask(...given: Parameters<OscExchange['ask']>): ReturnType<OscExchange['ask']> {
    this.#checkOpen();
    return this.#osc.ask(...given);
  }

  #checkOpen(): void {
    if (this.#closed) throw new Failure('live-unreachable', 'AbletonOSC was let go; open the set again.');
  }
}

/** Of a parameter: of the mixer each has an address of its own. */
function question({ device, at }: Known, what: 'value' | 'value_string'): OscQuestion {
  return device ? deviceQuestion(`parameter/${what}`, at) : mixerQuestion(at[0], at[1]);
}

function setting(known: Known, raw: number): OscMessage {
  const { address, args } = question(known, 'value');
  return { address: address.replace('/get/', '/set/'), args: [...args, raw] };
}

function gone(what: string): Failure {
  return new Failure('refused', `${what} is gone or was moved; read the set again.`);
}

function held({ label }: Known, { text }: ParameterReading, wanted: DisplayValue): Failure {
  return new Failure('refused', `${label} shows ${text} after ${wanted} was written; something else holds it.`);
}
