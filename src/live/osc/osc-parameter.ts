import { deviceByClassName } from '../../devices/devices.ts';
import { findParameter } from '../../devices/device-settings.ts';
import { parseDisplay } from '../../devices/display-text.ts';
import { Failure } from '../../store/failure.ts';
import type { DisplayValue } from '../../store/plan-document.ts';
import { searchDisplay } from '../display-search.ts';
import type { ParameterReading, ParameterSnapshot } from '../live-set.ts';
import { findChoice, readingOf, shows, writeDisplay } from '../parameter-writer.ts';
import type { OscExchange, OscMessage, OscQuestion } from './osc-exchange.ts';
import { deviceQuestion, mixerModel, mixerQuestion, mixerText } from './walk-osc-set.ts';

/** How often a value is written and looked for before it counts as held by something else. */
const WRITES = 8;

/** Where a parameter is, and how it was when the set was read. */
export interface OscPlace {
  /** For messages: `Bass › EQ Eight › 3 Gain A`. */
  label: string;
  /** Class of its device; undefined for the mixer. */
  className: string | undefined;
  shown: ParameterSnapshot;
  /** Track, device and parameter by their places; for the mixer track and place. */
  at: readonly number[];
}

/** One parameter over AbletonOSC: read and written in display units by what can be asked there. */
export class OscParameter {
  readonly #osc: OscExchange;
  readonly #label: string;
  readonly #className: string | undefined;
  readonly #shown: ParameterSnapshot;
  readonly #at: readonly number[];

  constructor(osc: OscExchange, { label, className, shown, at }: OscPlace) {
    this.#osc = osc;
    this.#label = label;
    this.#className = className;
    this.#shown = shown;
    this.#at = at;
  }

  async reading(): Promise<ParameterReading> {
    if (this.#className === undefined) {
      const [[raw]] = await this.#osc.ask([this.#question('value')]);
      return readingOf(Number(raw), mixerText(mixerModel(this.#at[1]), Number(raw)), false);
    }
    const [[raw], [text]] = await this.#osc.ask(this.#both());
    return readingOf(Number(raw), String(text), this.#shown.items.length > 0);
  }

  /** @throws Failure 'refused' where it cannot show the value, or something else holds it; it then stands as before. */
  async write(wanted: DisplayValue): Promise<ParameterReading> {
    const standing = await this.reading();
    if (this.#className === undefined) return this.#writeMixer(standing, wanted);
    if (this.#shown.items.length > 0) return this.#writeChoice(standing, wanted);
    const number = typeof wanted === 'number' ? wanted : parseDisplay(wanted)?.value;
    if (number === undefined || Number.isNaN(number)) {
      throw new Failure('refused', `${this.#label} takes a number, and "${wanted}" is none; check the plan.`);
    }
    return standing.display === number ? standing : this.#writeNumber(standing, number);
  }

  async writeRaw(raw: number): Promise<ParameterReading> {
    await this.#put(raw);
    return this.reading();
  }

  /** The mixer's laws are known, so the raw value is reckoned here, by the house's own search. */
  async #writeMixer(standing: ParameterReading, wanted: DisplayValue): Promise<ParameterReading> {
    const model = mixerModel(this.#at[1]);
    let raw = standing.raw;
    writeDisplay(
      {
        label: this.#label,
        min: model.min,
        max: model.max,
        isQuantized: false,
        items: [],
        get: () => raw,
        set: (value) => (raw = Math.fround(value)),
        strForValue: (value) => mixerText(model, value),
      },
      wanted,
    );
    if (!(await this.#put(raw))) throw this.#held(await this.reading(), wanted);
    return this.reading();
  }

  async #writeNumber(standing: ParameterReading, wanted: number): Promise<ParameterReading> {
    const { min, max, name } = this.#shown;
    const model = deviceByClassName(this.#className ?? '');
    const row = model && findParameter(model, name);
    if (row?.kind === 'continuous') {
      const guess = Math.min(max, Math.max(min, row.law.toRaw(wanted)));
      const text = await this.#textAt(guess);
      if (text !== undefined && shows(text, wanted)) return this.reading();
    }
    const search = searchDisplay({ min, max }, wanted);
    let asked = search.next();
    while (asked.done !== true) {
      const text = await this.#textAt(asked.value);
      // A search through texts of a control that does not move would go on for nothing.
      if (text === undefined) throw await this.#restored(standing, this.#held(standing, wanted));
      asked = search.next(text);
    }
    const text = asked.value === undefined ? undefined : await this.#textAt(asked.value);
    if (text !== undefined && shows(text, wanted)) return this.reading();
    const ends = `${await this.#textAt(min)} to ${await this.#textAt(max)}`;
    const refusal = new Failure('refused', `${this.#label} cannot show ${wanted}: it goes from ${ends}.`);
    throw await this.#restored(standing, refusal);
  }

  async #writeChoice(standing: ParameterReading, wanted: DisplayValue): Promise<ParameterReading> {
    const { min, max, items } = this.#shown;
    const place = findChoice(items, wanted);
    if (place >= 0) {
      const text = await this.#textAt(min + place);
      if (text === undefined) throw await this.#restored(standing, this.#held(standing, wanted));
      if (text === items[place]) return this.reading();
    }
    // This Live has other positions than ours: ask each for its text.
    const texts: string[] = [];
    for (let raw = min; raw <= max; raw++) texts.push((await this.#textAt(raw)) ?? '');
    const found = findChoice(texts, wanted);
    if (found >= 0 && (await this.#put(min + found))) return this.reading();
    const refusal = new Failure('refused', `${this.#label} has no position "${wanted}": it has ${texts.join(', ')}.`);
    throw await this.#restored(standing, refusal);
  }

  async #restored(standing: ParameterReading, failure: Failure): Promise<Failure> {
    await this.#put(standing.raw);
    return failure;
  }

  /** Writes a raw value and says what it shows; undefined where it does not stay. */
  async #textAt(raw: number): Promise<string | undefined> {
    const value = Math.fround(raw);
    for (let attempt = 1; attempt <= WRITES; attempt++) {
      const [[stands], [text]] = await this.#osc.ask(this.#both(), [this.#setting(value)]);
      if (stands !== value) continue;
      if (this.#osc.isQuiet) return String(text);
      // One of the two may have been a late answer to what was asked before: only what is said twice counts.
      const [[again], [sameText]] = await this.#osc.ask(this.#both());
      if (again === value && sameText === text) return String(text);
    }
    return undefined;
  }

  /** Whether the raw value stands now. */
  async #put(raw: number): Promise<boolean> {
    const value = Math.fround(raw);
    for (let attempt = 1; attempt <= WRITES; attempt++) {
      const [[stands]] = await this.#osc.ask([this.#question('value')], [this.#setting(value)]);
      if (stands === value) return true;
    }
    return false;
  }

  #both(): OscQuestion[] {
    return [this.#question('value'), this.#question('value_string')];
  }

  /** Of the mixer each parameter has an address of its own. */
  #question(what: 'value' | 'value_string'): OscQuestion {
    return this.#className === undefined
      ? mixerQuestion(this.#at[0], this.#at[1])
      : deviceQuestion(`parameter/${what}`, this.#at);
  }

  #setting(raw: number): OscMessage {
    const { address, args } = this.#question('value');
    return { address: address.replace('/get/', '/set/'), args: [...args, raw] };
  }

  #held({ text }: ParameterReading, wanted: DisplayValue): Failure {
    return new Failure('refused', `${this.#label} shows ${text} after ${wanted} was written; something else holds it.`);
  }
}
