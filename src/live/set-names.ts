import type { DeviceSnapshot, SetSnapshot } from './live-set.ts';

/**
 * What the objects of a set are called, by the ids of its snapshots: ids mean nothing to a producer who is told that
 * something is gone.
 */
export class SetNames {
  readonly #names = new Map<string, string>();

  /** Of what is gone by now the old names stay: just those are asked for. */
  remember({ tracks }: SetSnapshot): void {
    for (const track of tracks) {
      this.#names.set(track.id, `The track ${track.name}`);
      for (const { id, name } of track.mixer) this.#names.set(id, `${track.name} › Mixer › ${name}`);
      this.#rememberDevices(track.name, track.devices);
    }
  }

  /**
   * `The track Bass`, `Bass › EQ Eight`, `Bass › EQ Eight › 3 Gain A`; of what no snapshot held, what it is and its id.
   */
  of(id: string, what: 'track' | 'device' | 'parameter'): string {
    return this.#names.get(id) ?? `The ${what} with id ${id}`;
  }

  #rememberDevices(track: string, devices: readonly DeviceSnapshot[]): void {
    for (const device of devices) {
      const name = `${track} › ${device.name}`;
      this.#names.set(device.id, name);
      for (const parameter of device.parameters) this.#names.set(parameter.id, `${name} › ${parameter.name}`);
      for (const chain of device.chains ?? []) this.#rememberDevices(track, chain.devices);
    }
  }
}
