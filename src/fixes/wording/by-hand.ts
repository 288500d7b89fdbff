import { MIXER_NAME } from '../../devices/mixer.ts';
import { withUnit } from '../../dsp/spoken-units.ts';
import { inputInWords, STEM_TAP } from '../../live/sidechain-input.ts';
import type { DisplayValue, Fix } from '../../store/plan-document.ts';

/**
 * A fix as an instruction for a person at Live's screen:
 * `On "Bass", set the fader to −3.5 dB (now 0.0 dB).` or
 * `On "Pad", add EQ Eight at the end of the chain and set 2 Frequency A to 250 Hz, 2 Gain A to −4.0 dB.`
 */
export function byHand({
  track,
  device,
  insert,
  insertBefore,
  changes,
  sidechainFrom,
}: Pick<Fix, 'track' | 'device' | 'insert' | 'insertBefore' | 'changes' | 'sidechainFrom'>): string {
  if (device === MIXER_NAME) {
    const settings = changes.map(({ parameter, from, to, unit }) => {
      const control = parameter === 'Volume' || parameter === 'Track Volume' ? 'the fader' : parameter;
      return `${control} to ${shown(to, unit)} (now ${shown(from, unit)})`;
    });
    return `On "${track}", set ${settings.join(' and ')}.`;
  }
  const settings = changes.map(({ parameter, to, unit }) => `${parameter} to ${shown(to, unit)}`).join(', ');
  const routing = sidechainFrom === undefined ? '' : `; then ${routeByHand(sidechainFrom)}`;
  if (!insert) return `On "${track}", in ${device}, set ${settings}${routing}.`;
  const where = insertBefore === undefined ? 'at the end of the chain' : `in front of ${insertBefore}`;
  return `On "${track}", add ${device} ${where} and set ${settings}${routing}.`;
}

/** `choose Kick, Post Mixer, as its sidechain input`. */
export function routeByHand(source: string): string {
  return `choose ${inputInWords({ source, tap: STEM_TAP })}, as its sidechain input`;
}

function shown(value: DisplayValue, unit: string): string {
  return typeof value === 'number' ? withUnit(value, unit === 'Q' ? '' : unit) : value;
}
