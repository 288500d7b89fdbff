import { EmbeddedSet } from '../../src/live/embedded-set.ts';

/** Names, places, raw values and what sidechains hear, of everything in a set's file. */
export async function embeddedSetSnapshotOf(file: string): Promise<unknown> {
  const { tracks } = (await EmbeddedSet.load(file)).document();
  return tracks.map(({ name, mixer, devices }) => [
    name,
    mixer.map(({ raw }) => raw),
    devices.map((device) => [
      device.name,
      device.parameters.map(({ raw }) => raw),
      device.sidechainFrom,
      device.sidechainTap,
    ]),
  ]);
}
