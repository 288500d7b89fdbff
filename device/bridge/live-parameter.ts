import type { WireReading } from '../../src/live/bridge-protocol.ts';
import { readParameter, writeDisplay, type RawParameter } from '../../src/live/parameter-writer.ts';
import { Failure } from '../../src/store/failure.ts';
import type { DisplayValue } from '../../src/store/plan-document.ts';
import type { LiveObject } from './live-objects.ts';

/** A `DeviceParameter` of Live, in the words of the house's parameter writer. */
export class LiveParameter implements RawParameter {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly isQuantized: boolean;
  readonly items: readonly string[];
  readonly displayValue?: { get(): number; set(display: number): void };
  readonly #object: LiveObject;

  /** @param label for messages: `Bass › EQ Eight › 3 Gain A`. */
  constructor(object: LiveObject, label: string) {
    this.#object = object;
    this.label = label;
    this.min = object.number('min');
    this.max = object.number('max');
    this.isQuantized = object.flag('is_quantized');
    this.items = this.isQuantized ? object.texts('value_items') : [];
    if (!this.isQuantized && object.hasProperty('display_value')) {
      this.displayValue = {
        get: () => object.number('display_value'),
        set: (display) => object.set('display_value', display),
      };
    }
  }

  get(): number {
    return this.#object.number('value');
  }

  set(raw: number): void {
    this.#object.set('value', raw);
  }

  strForValue(raw: number): string {
    return String(this.#object.call('str_for_value', raw));
  }

  reading(): WireReading {
    const { raw, text } = readParameter(this);
    return { raw, text, choice: this.isQuantized };
  }

  /** @throws Failure 'refused' where it cannot show the value, or something else holds it. */
  write(wanted: DisplayValue): WireReading {
    this.#checkFree();
    const { raw, text } = writeDisplay(this, wanted);
    return { raw, text, choice: this.isQuantized };
  }

  /** Bit for bit what stood there before. */
  writeRaw(raw: number): WireReading {
    this.set(raw);
    return this.reading();
  }

  #checkFree(): void {
    if (this.#object.flag('is_enabled')) return;
    throw new Failure('refused', `${this.label} is held by a macro or another device; free it in Live and try again.`);
  }
}
