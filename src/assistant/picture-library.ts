import { featureById } from '../analysis/features.ts';
import type { ReferenceTable } from '../profile/reference-table.ts';
import { styleMap, type MapPoint } from '../profile/style-map.ts';
import { featureKey, featureValues, type AnalysisDocument } from '../store/analysis-document.ts';
import type { LibraryDocument } from '../store/library-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import { measureGap, targetOfPlan } from './measure-gap.ts';
import { readProfile } from './profiles.ts';
import { analyse } from './analyse.ts';
import type { Workshop } from './workshop.ts';

/**
 * Draws the library that a plan was made for, with the plan's mix among its tracks.
 *
 * @param newMix a newer bounce, to be shown too
 * @throws Failure 'input' where the profile is gone
 */
export async function pictureLibrary(
  workshop: Workshop,
  plan: PlanDocument,
  newMix: string | undefined,
): Promise<LibraryDocument> {
  const profile = await readProfile(workshop, plan.target.profile);
  const table = tableOf(profile);
  const map = styleMap(table);
  const placeOf = (analysis: AnalysisDocument): [number, number] => {
    const values = featureValues(analysis);
    return pairOf(
      map.placeOf(table.columns.map(({ feature, scope }) => values.get(featureKey(feature.id, scope)) ?? NaN)),
    );
  };
  const request = { ...targetOfPlan(plan, plan.mix), contentHash: plan.mixHash };
  const { analysis, yardstick } = await measureGap(workshop, request);
  const loudness = profile.columns.findIndex(({ id, scope }) => id === 'loudness.integrated' && scope === 'whole');
  return {
    schema: 'coproducer.library/1',
    profile: profile.name,
    folder: profile.folder,
    learnedAt: profile.createdAt,
    axes: [{ ...map.axes[0] }, { ...map.axes[1] }],
    references: profile.references.map(({ file, cluster, tempoBpm, key, styleScore, vector }, i) => {
      const loudnessLufs = vector[loudness] ?? undefined;
      const about = { file, cluster, tempoBpm, key, styleScore, at: pairOf(map.points[i]) };
      return loudnessLufs === undefined ? about : { ...about, loudnessLufs };
    }),
    clusters: profile.clusters.map(({ name, summary, members }) => ({ name, summary, count: members.length })),
    mix: placeOf(analysis),
    ...(newMix !== undefined && { after: placeOf(await analyse(workshop, newMix)) }),
    distributions: yardstick.rows.map(({ feature, scope, sorted }) => ({
      feature: feature.id,
      scope,
      sorted: sorted.map((value) => Number(value.toPrecision(SHOWN_DIGITS))),
    })),
    validation: profile.validation.map(({ level, sentence }) => ({ level, sentence })),
  };
}

/** A hundredth of a decibel at 60: more than a picture can show. */
const SHOWN_DIGITS = 4;

/** Features that the catalogue has lost since are no columns any more. */
function tableOf({ columns, references }: ProfileDocument): ReferenceTable {
  const known = columns.flatMap(({ id, scope }, place) => {
    const feature = featureById(id);
    return feature === undefined ? [] : [{ feature, scope, place }];
  });
  const places = known.map(({ place }) => place);
  return {
    columns: known,
    rows: references.map(({ vector }) => Float64Array.from(places, (place) => vector[place] ?? NaN)),
  };
}

function pairOf([x, y]: MapPoint): [number, number] {
  return [x, y];
}
