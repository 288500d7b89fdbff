import { featureRange, featureValue, judgedBesideLabel, spokenScope } from '../../gap/gap-sentences.ts';
import { severityOf } from '../../gap/yardstick.ts';
import type { FeatureMove } from '../predict/plan-effect.ts';

/**
 * Why the fix is there: the feature that explains it best, against the references.
 *
 * @param about beginnings of the ids of features that such a fix is made for, where there are any
 */
export function reasonOf(moved: readonly FeatureMove[], about: readonly string[] = []): string {
  const main = mainReason(moved, about);
  const { feature, scope, band, sorted } = main.row;
  const isHigh = severityOf(main.row, main.before) > 0;
  const others = sorted.filter((value) => (isHigh ? value < main.before : value > main.before)).length;
  const share =
    sorted.length === 0
      ? ''
      : `, ${isHigh ? 'higher' : 'lower'} than in ${shareOf(others, sorted.length)} of your references`;
  const also = moved.filter((one) => one !== main && one.relief > main.relief / 3).length;
  return (
    `${feature.label}${spokenScope(scope)}: ${judgedBesideLabel(feature, isHigh)}, ${featureValue(feature, main.before)}${share} ` +
    `(yours ${featureRange(feature, band)}); about ${featureValue(feature, main.after)} after this fix` +
    `${also > 0 ? `, which helps ${String(also)} more ${also === 1 ? 'feature' : 'features'}` : ''}.`
  );
}

/** The feature that explains a fix best; of those it is made for, if it relieves any of them. */
export function mainReason(moved: readonly FeatureMove[], about: readonly string[] = []): FeatureMove {
  const meant = moved.filter(({ row, relief }) => relief > 0 && about.some((id) => row.feature.id.startsWith(id)));
  return (meant.length > 0 ? meant : moved).reduce((best, one) =>
    tellingRelief(one) > tellingRelief(best) ? one : best,
  );
}

/**
 * How well a feature tells why. Loudness moves with every change and says nothing of what was wrong; a correlation says
 * the same as the width beside it, in a harder word.
 */
function tellingRelief({ row, relief }: FeatureMove): number {
  if (row.feature.group === 'loudness') return relief / 10;
  return row.feature.id.startsWith('stereo.correlation') ? relief / 3 : relief;
}

function shareOf(count: number, all: number): string {
  return count === all ? 'all' : `${String(Math.round((100 * count) / all))} %`;
}
