/** A number with its unit, as a producer reads it: `−3.2 dB`, `200 Hz`, `1.25 kHz`, `138.0 BPM`. */
export function withUnit(value: number, unit: string): string {
  if (!Number.isFinite(value)) return value < 0 ? `−inf ${unit}` : `inf ${unit}`;
  if (unit === 'Hz' && Math.abs(value) >= 1000) return `${minus((value / 1000).toFixed(2))} kHz`;
  return `${minus(value.toFixed(DECIMALS[unit] ?? 2))} ${SPOKEN_UNITS[unit] ?? unit}`.trimEnd();
}

/** The same with a sign in front of a rise. */
export function signed(value: number, unit: string): string {
  return `${value > 0 ? '+' : ''}${withUnit(value, unit)}`;
}

/** A range with its unit once: `−9.0 … −6.2 LUFS`. */
export function rangeWithUnit([low, high]: readonly [number, number], unit: string): string {
  const inKilo = unit === 'Hz' && Math.abs(high) >= 1000;
  const [scale, shown] = inKilo ? [1000, 'kHz'] : [1, SPOKEN_UNITS[unit] ?? unit];
  const decimals = inKilo ? 2 : (DECIMALS[unit] ?? 2);
  const text = (value: number): string => minus((value / scale).toFixed(decimals));
  return `${text(low)} … ${text(high)} ${shown}`.trimEnd();
}

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

const DECIMALS: Readonly<Record<string, number>> = {
  dB: 1,
  LUFS: 1,
  LU: 1,
  dBTP: 1,
  Hz: 0,
  ms: 0,
  BPM: 1,
  '%': 0,
  cents: 0,
  'dB/oct': 2,
};

/** Units that are read in other signs than they are written in. */
const SPOKEN_UNITS: Readonly<Record<string, string>> = { '1/beat': 'per beat' };

/** A real minus sign lines up with digits and plus signs. */
function minus(text: string): string {
  return text.startsWith('-') ? `−${text.slice(1)}` : text;
}
