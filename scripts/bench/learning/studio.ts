import { seededRandom } from '../../../src/dsp/seeded-random.ts';
import { NO_MASTER_CHAIN } from '../../../src/fixes/master-chain.ts';
import { suggestFixes } from '../../../src/fixes/suggest-fixes.ts';
import type { TasteView } from '../../../src/fixes/taste-view.ts';
import { measureGap } from '../../../src/gap/measure-gap.ts';
import { refineYardstick, type TargetRefinement } from '../../../src/gap/refine-yardstick.ts';
import type { Yardstick } from '../../../src/gap/yardstick.ts';
import { yardstickOf } from '../../../src/gap/yardstick-of.ts';
import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import type { SetSnapshot } from '../../../src/live/live-set.ts';
import { buildProfile } from '../../../src/profile/build-profile.ts';
import type { PlanDocument } from '../../../src/store/plan-document.ts';
import type { ProfileDocument } from '../../../src/store/profile-document.ts';
import type { StemMapping } from '../../../src/store/stem-map-document.ts';
import { scattered } from './mix.ts';
import { analysisOf, modelOf, SONG_STEMS, type SongSetting } from './song-model.ts';

const REFERENCES = 40;
const PROFILE = 'mine';

/** What all simulated producers share: a profile of references, and a set with their tracks. */
export class Studio {
  readonly profile: ProfileDocument;
  readonly #snapshot: SetSnapshot;

  static async open(): Promise<Studio> {
    const tracks = SONG_STEMS.map(({ name }) => ({ name }));
    const set = await EmbeddedSet.create({ name: 'Song', tempoBpm: 138, tracks });
    return new Studio(await set.snapshot());
  }

  private constructor(snapshot: SetSnapshot) {
    this.#snapshot = snapshot;
    this.profile = buildProfile({
      ...{ name: PROFILE, folder: '', skipped: [], seed: 1, createdAt: new Date(0).toISOString() },
      analyses: Array.from({ length: REFERENCES }, (_, i) =>
        analysisOf(scattered(seededRandom(1 + i)), `Reference ${i}.wav`),
      ),
    });
  }

  /** The references' own targets, as far as such a mix has the features. */
  yardstick(setting: SongSetting): Yardstick {
    return yardstickOf(this.profile, { cluster: 'library' }, analysisOf(setting, 'Mix.wav'));
  }

  /** The plan that the product makes of a mix. */
  plan(
    setting: SongSetting,
    taste: TasteView,
    refinements: ReadonlyMap<string, TargetRefinement>,
    id: string,
  ): { plan: PlanDocument; yardstick: Yardstick } {
    const analysis = analysisOf(setting, 'Mix.wav');
    const yardstick = refineYardstick(this.yardstick(setting), refinements);
    const plan = suggestFixes({
      ...{ analysis, yardstick, taste, id },
      gap: measureGap(analysis, yardstick, { tranceScore: 1 }),
      model: modelOf(setting),
      masterChain: NO_MASTER_CHAIN,
      snapshot: this.#snapshot,
      stems: STEM_MAP,
      amount: 100,
      now: new Date(0),
    });
    return { plan, yardstick };
  }
}

const STEM_MAP: readonly StemMapping[] = SONG_STEMS.map(({ name, role }) => ({
  ...{ file: `${name}.wav`, track: name, trackConfidence: 1, role, roleConfidence: 1, roleFrom: 'name', leftOut: '' },
}));
