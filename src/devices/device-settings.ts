import type { DisplayValue } from '../store/plan-document.ts';
import type { DeviceModel, DeviceSettings, ParameterModel } from './device-model.ts';
import { parseDisplay } from './display-text.ts';

/** Settings of a device with nothing left out and nothing of the wrong kind, in display units. */
export interface CompleteSettings {
  /** A control's value; −Infinity where it shows `-inf dB`. */
  number(name: string): number;
  /** A choice's text. */
  text(name: string): string;
  /** Whether a button is `On`. */
  isOn(name: string): boolean;
}

/**
 * Settings with the device's defaults where they are silent. Names may be any the parameter has or had.
 *
 * @throws Error where a name asked for is none of the device's, or a setting is of the wrong kind: a fault in the
 * program.
 */
export function completeSettings(
  model: Pick<DeviceModel, 'name' | 'parameters'>,
  given: DeviceSettings,
): CompleteSettings {
  const values: Record<string, DisplayValue> = defaultSettings(model);
  for (const [name, value] of Object.entries(given)) {
    const parameter = findParameter(model, name);
    if (!parameter) throw new Error(`${model.name} has no parameter "${name}".`);
    values[parameter.name] = value;
  }
  const valueOf = (name: string): DisplayValue => {
    if (!Object.hasOwn(values, name)) throw new Error(`${model.name} has no parameter "${name}".`);
    return values[name];
  };
  const text = (name: string): string => String(valueOf(name));
  return {
    text,
    isOn: (name) => text(name) === 'On',
    number: (name) => {
      const value = valueOf(name);
      const number = typeof value === 'number' ? value : parseDisplay(value)?.value;
      if (number === undefined) throw new Error(`${model.name}: "${name}" stands at "${value}", which is no number.`);
      return number;
    },
  };
}

/** What a freshly inserted device shows, by the parameters' current names. */
export function defaultSettings(model: Pick<DeviceModel, 'parameters'>): Record<string, DisplayValue> {
  return Object.fromEntries(model.parameters.map((parameter) => [parameter.name, defaultDisplay(parameter)]));
}

/** What one parameter shows by default: a number in its law's unit, or the text of a choice. */
export function defaultDisplay(parameter: ParameterModel): DisplayValue {
  return parameter.kind === 'choice'
    ? parameter.items[parameter.defaultRaw]
    : parameter.law.toDisplay(parameter.defaultRaw);
}

/** A parameter by its name or by one it has or had elsewhere; its own name is looked for first. */
export function findParameter(model: Pick<DeviceModel, 'parameters'>, name: string): ParameterModel | undefined {
  return (
    model.parameters.find((parameter) => parameter.name === name) ??
    model.parameters.find((parameter) => parameter.aliases.includes(name))
  );
}
