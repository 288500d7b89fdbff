import type { ContinuousParameter, DisplayLaw } from '../../devices/device-model.ts';

/**
 * Bends a law at most to raw^(5/3) or raw^(3/5): clearly another curve, yet each text still has its stretch of raw
 * values.
 */
const STRONGEST_BEND = 5 / 3;

/**
 * A parameter's law as one particular Live might have it. Laws known for sure stay; one of low confidence is bent by
 * the seed, with its range, its direction and its default untouched, because those are known.
 */
export function discoverableLaw(parameter: ContinuousParameter, deviceClass: string, seed: number): DisplayLaw {
  const { law, min, max, defaultRaw } = parameter;
  if (seed === 0 || law.confidence !== 'low') return law;
  const exponent = STRONGEST_BEND ** (2 * fractionOf(`${seed}/${deviceClass}/${parameter.name}`) - 1);
  const bend = (raw: number, power: number): number => {
    const held = Math.min(max, Math.max(min, raw));
    const end = held >= defaultRaw ? max : min;
    return end === defaultRaw
      ? held
      : defaultRaw + (end - defaultRaw) * ((held - defaultRaw) / (end - defaultRaw)) ** power;
  };
  return {
    ...law,
    toDisplay: (raw) => law.toDisplay(bend(raw, exponent)),
    toRaw: (display) => bend(law.toRaw(display), 1 / exponent),
  };
}

/** FNV-1a, 32 bits. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A number in [0, 1) that depends on every character of a text and on nothing else. */
function fractionOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), FNV_PRIME);
  // FNV leaves the upper bits of short texts alike; one multiply-and-fold round spreads them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
