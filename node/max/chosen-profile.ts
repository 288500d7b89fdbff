import type { StripSettings, StripView } from '../../device/messages.ts';
import { listProfiles, readProfile } from '../../src/assistant/profiles.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';

/** The profiles there are, the chosen one, and the styles in it. */
export class ChosenProfile {
  readonly #workshop: Workshop;
  #profiles: StripView['profiles'] = { names: [], chosen: '' };
  #clusters: readonly string[] = [];

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  get profiles(): StripView['profiles'] {
    return this.#profiles;
  }

  /** Names of the styles. */
  get clusters(): readonly string[] {
    return this.#clusters;
  }

  /** Looks what there is; the profile used last stands where none is chosen. */
  async find(settings: StripSettings): Promise<void> {
    const { profiles } = await listProfiles(this.#workshop);
    const current = profiles.find((profile) => profile.current)?.name ?? '';
    this.#profiles = { names: profiles.map(({ name }) => name), chosen: settings.profile || current };
    const isThere = this.#profiles.names.includes(this.#profiles.chosen);
    const profile = isThere ? await readProfile(this.#workshop, this.#profiles.chosen) : undefined;
    this.#clusters = profile?.clusters.map(({ name }) => name) ?? [];
  }
}
