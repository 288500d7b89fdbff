import { Failure, throwIfCancelled } from '../store/failure.ts';
import type { DisplayValue } from '../store/plan-document.ts';
import type { LiveCapabilities, LiveSet, ParameterReading, SetSnapshot, TrackSnapshot } from './live-set.ts';
import { OscExchange, type OscOptions } from './osc/osc-exchange.ts';
import { OscParameter } from './osc/osc-parameter.ts';
import { deviceQuestion, trackQuestion, walkOscSet } from './osc/walk-osc-set.ts';
import type { SidechainReading } from './sidechain-input.ts';

/** How often a device is deleted before Live counts as refusing. */
const DELETIONS = 8;

/**
 * Live through AbletonOSC, for use without Max: https://github.com/ideoforms/AbletonOSC. It knows objects by their
 * places only, so every access first looks whether what is there still has its name; it shows only the text of the
 * value that stands, so a value whose curve is unknown is found by moving the control.
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
      routeSidechain: false,
      misses: [
        'AbletonOSC cannot insert devices',
        'AbletonOSC cannot choose what a sidechain hears',
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
    return (await this.#find(parameterId)).reading();
  }

  async write(parameterId: string, wanted: DisplayValue): Promise<ParameterReading> {
    return (await this.#find(parameterId)).write(wanted);
  }

  async writeRaw(parameterId: string, raw: number): Promise<ParameterReading> {
    return (await this.#find(parameterId)).writeRaw(raw);
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
    for (let attempt = 1; attempt <= DELETIONS; attempt++) {
      // Sent twice it would delete the next device too: it is sent again only once the first can no longer arrive.
      await this.#osc.tell({ address: '/live/track/delete_device', args: [index, place] });
      await this.#osc.settle();
      if ((await this.#deviceNames(index)).length === before - 1) return;
    }
    throw new Failure('refused', `Live does not delete ${track.devices[place].name} on ${track.name}.`);
  }

  readSidechain(deviceId: string): Promise<SidechainReading> {
    return this.writeSidechain(deviceId);
  }

  async writeSidechain(deviceId: string): Promise<SidechainReading> {
    for (const { name, devices } of this.#snapshot?.tracks ?? []) {
      const device = devices.find(({ id }) => id === deviceId);
      if (device !== undefined) throw unroutable(`${device.name} on ${name}`);
    }
    throw unroutable(`the device with id ${deviceId}`);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#osc.close();
  }

  /** @throws Failure 'refused' where what is at the parameter's place has another name than it had. */
  async #find(id: string): Promise<OscParameter> {
    for (const track of this.#snapshot?.tracks ?? []) {
      const place = track.mixer.findIndex((parameter) => parameter.id === id);
      const index = Number(track.id);
      if (place >= 0) {
        await this.#checkTrack(track);
        const shown = track.mixer[place];
        const label = `${track.name} › Mixer › ${shown.name}`;
        return new OscParameter(this.#osc, { label, className: undefined, shown, at: [index, place] });
      }
      for (const [order, device] of track.devices.entries()) {
        const which = device.parameters.findIndex((parameter) => parameter.id === id);
        if (which < 0) continue;
        await this.#checkTrack(track);
        const shown = device.parameters[which];
        const at = [index, order, which];
        const [[name]] = await this.#ask([deviceQuestion('parameter/name', at)]);
        if (name !== shown.name) throw gone(`${shown.name} of ${device.name} on ${track.name}`);
        const label = `${track.name} › ${device.name} › ${shown.name}`;
        return new OscParameter(this.#osc, { label, className: device.className, shown, at });
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

/** It knows nothing that only one class of device has: https://github.com/ideoforms/AbletonOSC/pull/210 is open. */
function unroutable(what: string): Failure {
  return new Failure(
    'refused',
    `AbletonOSC cannot choose what the sidechain of ${what} hears; choose it by hand in Live.`,
  );
}

function gone(what: string): Failure {
  return new Failure('refused', `${what} is gone or was moved; read the set again.`);
}
