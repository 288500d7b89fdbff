/**
 * What a value is beside its target, such as `≥ 0.95`, `> 0` or `≤ −0.4 dB`: `met`, `missed`, and nothing where the
 * target is words.
 */
export function verdictOn(value: number, target: string): 'met' | 'missed' | '' {
  const stated = /^([≥≤>=]) (−?[\d.]+)/.exec(target);
  if (stated === null) return '';
  return HOLDS[stated[1] as Relation](value, Number(stated[2].replace('−', '-'))) ? 'met' : 'missed';
}

type Relation = keyof typeof HOLDS;

const HOLDS = {
  '≥': (value: number, bound: number) => value >= bound,
  '≤': (value: number, bound: number) => value <= bound,
  '>': (value: number, bound: number) => value > bound,
  '=': (value: number, bound: number) => value === bound,
} as const;
