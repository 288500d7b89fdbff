import { camelotOf } from '../../src/analysis/camelot.ts';
import type { MusicalKey } from '../../src/store/analysis-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { clock } from '../terminal/clock.ts';

/** A key in a line: its place on the wheel of DJs, how sure it is, what else it may be, and where it changes. */
export function keyInWords(key: MusicalKey, ink: Ink): string {
  if (key.tonic === '') return 'no clear pitch';
  const camelot = camelotOf(key);
  const code = camelot === undefined ? '' : ` · ${camelot.code}, mixes with ${camelot.mixesWith.join(' ')}`;
  const sure = ink.quiet(` (${Math.round(key.confidence * 100)} % sure)`);
  const [rival] = key.alternatives;
  const doubt =
    rival === undefined || key.ambiguity === 'none' ? '' : `, or ${kinOf(key.ambiguity)}${rival.tonic} ${rival.mode}`;
  const changes = key.modulations.map(({ seconds, tonic, mode }) => `${tonic} ${mode} from ${clock(seconds)}`);
  return `${key.tonic} ${key.mode}${sure}${doubt}${code}${changes.length === 0 ? '' : `; ${changes.join(', ')}`}`;
}

function kinOf(ambiguity: MusicalKey['ambiguity']): string {
  return ambiguity === 'relative' || ambiguity === 'parallel' ? `its ${ambiguity} ` : '';
}
