import { tranceScore, type TranceReferences } from '../analysis/trance-score.ts';
import { measureGap as gapOf } from '../gap/measure-gap.ts';
import type { Yardstick } from '../gap/yardstick.ts';
import { refineYardstick, type TargetRefinement } from '../gap/refine-yardstick.ts';
import { yardstickOf } from '../gap/yardstick-of.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { GapDocument } from '../store/gap-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import { analyse } from './analyse.ts';
import { analyseInForm } from './analyse-in-form.ts';
import { readProfile } from './profiles.ts';
import { readTarget } from './targets.ts';
import { loadTaste } from './taste.ts';
import type { Workshop } from './workshop.ts';

export interface GapRequest {
  mix: string;
  /** Of the sound that is meant, where the file may hold another by now. */
  contentHash?: string | undefined;
  /** An earlier bounce of the song, whose sections the mix is measured in. */
  inFormOf?: AnalysisDocument | undefined;
  /** Name of the profile; the one used last if undefined. */
  profile?: string | undefined;
  /** Files of the profile to compare with instead of a style. */
  references?: readonly string[] | undefined;
  /** Name of a cluster, or `library`; the nearest if undefined. */
  cluster?: string | undefined;
  /** A name given by `similar --as-target`: its profile and references, in the place of those above. */
  target?: string | undefined;
  /** Targets moved by the producer's answers, by `featureKey`; those learned until now if undefined. */
  refinements?: ReadonlyMap<string, TargetRefinement> | undefined;
}

export interface MeasuredGap {
  gap: GapDocument;
  analysis: AnalysisDocument;
  yardstick: Yardstick;
  /** When the profile was learned. */
  profileVersion: string;
}

/** Measures a mix against a profile, a style in it, or chosen references. */
export async function measureGap(workshop: Workshop, asked: GapRequest): Promise<MeasuredGap> {
  const request = asked.target === undefined ? asked : { ...asked, ...(await namedTarget(workshop, asked.target)) };
  const profile = await readProfile(workshop, request.profile);
  const analysis =
    request.inFormOf === undefined
      ? await analyse(workshop, request.mix, request.contentHash)
      : await analyseInForm(workshop, request.mix, request.inFormOf);
  if (analysis.engine !== profile.engine) {
    workshop.progress.note(
      `"${profile.name}" was learned by another version, which measured some things otherwise: learn its folder again.`,
    );
  }
  const ofReferences = yardstickOf(
    profile,
    request.references === undefined || request.references.length === 0
      ? { cluster: request.cluster ?? 'nearest' }
      : { references: request.references },
    analysis,
  );
  const refinements = request.refinements ?? (await loadTaste(workshop)).refinements(profile.name);
  const yardstick = refineYardstick(ofReferences, refinements);
  const { score, components } = tranceScore(analysis, tranceReferences(yardstick, profile));
  const gap = gapOf(analysis, yardstick, { tranceScore: score, tranceComponents: components });
  return { gap, analysis, yardstick, profileVersion: profile.createdAt };
}

async function namedTarget(workshop: Workshop, name: string): Promise<Pick<GapRequest, 'profile' | 'references'>> {
  const { profile, references } = await readTarget(workshop, name);
  return { profile, references };
}

/** The conventions of the genre as the references keep them that the mix is compared with. */
function tranceReferences({ rows }: Yardstick, { references }: ProfileDocument): TranceReferences {
  const modes = references.map(({ key }) => key.split(' ')[1]).filter((mode) => mode !== undefined);
  return {
    features: rows.map(({ feature, scope, median, sorted }) => ({ id: feature.id, scope, median, sorted })),
    minorShare: modes.length === 0 ? 0 : modes.filter((mode) => mode === 'minor').length / modes.length,
    keyed: modes.length,
  };
}

/**
 * The plan's target as a request: a new bounce must not be compared with another style because it came nearer to that,
 * nor with targets that answers have moved since.
 */
export function targetOfPlan({ target }: PlanDocument, mix: string): GapRequest {
  const { profile, cluster, references } = target;
  const refinements = new Map((target.refinements ?? []).map(({ key, ...refinement }) => [key, refinement] as const));
  return references.length > 0 ? { mix, profile, references, refinements } : { mix, profile, cluster, refinements };
}
