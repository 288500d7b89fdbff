import { Failure } from '../../store/failure.ts';
import type { EmbeddedSetDocument } from './set-document.ts';

/**
 * A track in a group that is not there, or in itself, would have no way to the mix.
 *
 * @throws Failure 'input' naming the first such track.
 */
export function checkGroups({ name, tracks }: EmbeddedSetDocument): void {
  const parents = new Map(tracks.filter((track) => track.kind === 'group').map((track) => [track.name, track.group]));
  for (const track of tracks) {
    let group = track.group;
    for (let depth = 0; group !== ''; depth++) {
      if (!parents.has(group) || depth > parents.size) {
        throw new Failure(
          'input',
          `${track.name} in the set ${name} is in the group "${group}", which is no group of it.`,
        );
      }
      group = parents.get(group) ?? '';
    }
  }
}
