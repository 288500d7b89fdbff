import { deviceByClassName } from '../../devices/devices.ts';
import { findParameter } from '../../devices/device-settings.ts';
import { MIXER, sendParameter } from '../../devices/mixer.ts';
import type { ContinuousParameter } from '../../devices/device-model.ts';
import { Failure } from '../../store/failure.ts';
import type { DeviceSnapshot, ParameterSnapshot, SetSnapshot, TrackSnapshot } from '../live-set.ts';
import { readingOf } from '../parameter-writer.ts';
import type { OscExchange, OscQuestion, OscValue } from './osc-exchange.ts';

/** How often a walk begins anew because the set changed under it. */
const MOST_WALKS = 3;

/** Questions of one exchange: their answers must fit the socket's buffer together. */
const QUESTIONS_AT_A_TIME = 200;

/** Properties of tracks that one question asks of several, and for how many at a time; the answer is one datagram. */
const TRACK_PROPERTIES = [
  'name',
  'group_track',
  'is_foldable',
  'has_midi_input',
  'is_frozen',
  'mute',
  'num_devices',
] as const;
const TRACKS_AT_A_TIME = 16;

type TrackFacts = Record<(typeof TRACK_PROPERTIES)[number], OscValue>;

/**
 * Reads what AbletonOSC can show of a set: its audio, MIDI and group tracks with fader, pan, sends and devices. Ids are
 * places, such as `1/d0/p4`: the fifth parameter of the first device of the second track.
 *
 * @throws Failure 'refused' where the set changed in each of three walks.
 */
export async function walkOscSet(osc: OscExchange, signal: AbortSignal | undefined): Promise<SetSnapshot> {
  for (let walk = 1; walk <= MOST_WALKS; walk++) {
    try {
      const before = await trackFacts(osc, signal);
      const [[tempoBpm]] = await osc.ask([song('tempo')], [], signal);
      const tracks = await new Walk(osc, signal).tracks(before);
      if (JSON.stringify(await trackFacts(osc, signal)) === JSON.stringify(before)) {
        return { set: 'the Live set', tempoBpm: Number(tempoBpm), tracks };
      }
    } catch (error) {
      // What was there a moment ago is gone; any other fault is thrown once more by the last walk.
      if (!(error instanceof Failure) || error.kind !== 'refused' || walk === MOST_WALKS) throw error;
    }
  }
  throw new Failure('refused', 'The Live set changes all the time; wait until it rests, then try again.');
}

async function trackFacts(osc: OscExchange, signal: AbortSignal | undefined): Promise<TrackFacts[]> {
  const [[count]] = await osc.ask([song('num_tracks')], [], signal);
  const facts: TrackFacts[] = [];
  for (let first = 0; first < Number(count); first += TRACKS_AT_A_TIME) {
    const end = Math.min(Number(count), first + TRACKS_AT_A_TIME);
    const properties = TRACK_PROPERTIES.map((property) => `track.${property}`);
    const question = { address: '/live/song/get/track_data', args: [first, end, ...properties], echoed: false };
    const [values] = await osc.ask([question], [], signal);
    for (let at = 0; at < values.length; at += properties.length) {
      facts.push(Object.fromEntries(TRACK_PROPERTIES.map((name, index) => [name, values[at + index]])) as TrackFacts);
    }
  }
  if (facts.length !== Number(count))
    throw new Failure('refused', 'The Live set changed while it was read; read it again.');
  return facts;
}

/** Level by level rather than track by track: every exchange costs one of AbletonOSC's ticks, however much is in it. */
class Walk {
  readonly #osc: OscExchange;
  readonly #signal: AbortSignal | undefined;

  constructor(osc: OscExchange, signal: AbortSignal | undefined) {
    this.#osc = osc;
    this.#signal = signal;
  }

  async tracks(facts: readonly TrackFacts[]): Promise<TrackSnapshot[]> {
    const sends = facts.length === 0 ? 0 : await this.#countSends();
    const mixers = await this.#mixers(facts.length, sends);
    const devices = await this.#devices(facts);
    return facts.map((about, index) => ({
      id: String(index),
      name: String(about.name),
      kind: isTrue(about.is_foldable) ? 'group' : isTrue(about.has_midi_input) ? 'midi' : 'audio',
      group: typeof about.group_track === 'number' ? String(facts[about.group_track]?.name ?? '') : '',
      frozen: isTrue(about.is_frozen),
      muted: isTrue(about.mute),
      mixer: mixers[index],
      devices: devices.filter(({ track }) => track === index).map(({ device }) => device),
    }));
  }

  /** AbletonOSC does not say how many returns there are; every track has a send to each. */
  async #countSends(): Promise<number> {
    for (let count = 0; ; count++) {
      const question = { address: '/live/track/get/send', args: [0, count], echoed: true };
      if ((await this.#osc.askIfThere(question)) === undefined) return count;
    }
  }

  async #mixers(tracks: number, sends: number): Promise<ParameterSnapshot[][]> {
    const models = Array.from({ length: MIXER_WORDS.length + sends }, (_, place) => mixerModel(place));
    const places = Array.from({ length: tracks }, (_, track) =>
      models.map((model, place) => ({ track, model, place })),
    );
    const answers = await this.#ask(places.flat().map(({ track, place }) => mixerQuestion(track, place)));
    return places.map((row, track) =>
      row.map(({ model, place }) => {
        const raw = Number(answers[track * models.length + place][0]);
        const shown = { raw, text: mixerText(model, raw) };
        return parameter(`${track}/m${place}`, model.name, [model.min, model.max], shown, []);
      }),
    );
  }

  async #devices(facts: readonly TrackFacts[]): Promise<{ track: number; device: DeviceSnapshot }[]> {
    const tracks = [...facts.keys()].filter((track) => Number(facts[track].num_devices) > 0);
    const names = await this.#ask(tracks.map((track) => trackQuestion('devices/name', track)));
    const classes = await this.#ask(tracks.map((track) => trackQuestion('devices/class_name', track)));
    const found = tracks.flatMap((track, index) =>
      names[index].map((name, order) => ({
        track,
        at: [track, order],
        name: String(name),
        className: String(classes[index][order]),
      })),
    );
    const rows = await this.#parameterRows(found);
    return found.map(({ track, at, name, className }) => {
      const parameters = rows.filter((row) => row.of === at).map((row) => row.parameter);
      const active = parameters[0]?.raw !== 0;
      return { track, device: { id: `${track}/d${at[1]}`, name, className, active, parameters } };
    });
  }

  /** All of modelled devices, of any other only its switch: a plug-in's list may be longer than a datagram. */
  async #parameterRows(
    devices: readonly { at: number[]; className: string }[],
  ): Promise<{ of: number[]; parameter: ParameterSnapshot }[]> {
    const lists = ['name', 'min', 'max', 'is_quantized'] as const;
    const modelled = devices.filter(({ className }) => deviceByClassName(className) !== undefined);
    const listed = await this.#ask(
      modelled.flatMap(({ at }) => lists.map((list) => deviceQuestion(`parameters/${list}`, at))),
    );
    const rows = devices.flatMap(({ at, className }) => {
      const model = deviceByClassName(className);
      if (!model) return [{ of: at, place: 0, name: 'Device On', range: [0, 1] as const, items: OFF_ON }];
      const first = lists.length * modelled.findIndex((one) => one.at === at);
      const [names, mins, maxs, choices] = listed.slice(first, first + lists.length);
      return names.map((name, place) => {
        const row = findParameter(model, String(name));
        const items = !isTrue(choices[place]) ? [] : row?.kind === 'choice' ? row.items : UNKNOWN_CHOICE;
        return { of: at, place, name: String(name), range: [Number(mins[place]), Number(maxs[place])] as const, items };
      });
    });
    const shown = await this.#ask(
      rows.flatMap(({ of, place }) => [
        deviceQuestion('parameter/value', [...of, place]),
        deviceQuestion('parameter/value_string', [...of, place]),
      ]),
    );
    return rows.map(({ of, place, name, range, items }, index) => {
      const [[raw], [text]] = [shown[2 * index], shown[2 * index + 1]];
      const id = `${of[0]}/d${of[1]}/p${place}`;
      return { of, parameter: parameter(id, name, range, { raw: Number(raw), text: String(text) }, items) };
    });
  }

  async #ask(questions: readonly OscQuestion[]): Promise<OscValue[][]> {
    const answers: OscValue[][] = [];
    for (let start = 0; start < questions.length; start += QUESTIONS_AT_A_TIME) {
      const some = questions.slice(start, start + QUESTIONS_AT_A_TIME);
      answers.push(...(await this.#osc.ask(some, [], this.#signal)));
    }
    return answers;
  }
}

/** Of the mixer's parameter at a place: fader, pan, then the sends. */
export function mixerQuestion(track: number, place: number): OscQuestion {
  const isSend = place >= MIXER_WORDS.length;
  return isSend
    ? { address: '/live/track/get/send', args: [track, place - MIXER_WORDS.length], echoed: true }
    : trackQuestion(MIXER_WORDS[place], track);
}

export function trackQuestion(property: string, track: number): OscQuestion {
  return { address: `/live/track/get/${property}`, args: [track], echoed: true };
}

export function deviceQuestion(property: string, at: readonly number[]): OscQuestion {
  return { address: `/live/device/get/${property}`, args: at, echoed: true };
}

const MIXER_WORDS = ['volume', 'panning'] as const;

/** Of the mixer's parameter at a place: fader, pan, then the sends, under the names of the house. */
export function mixerModel(place: number): ContinuousParameter {
  const own = MIXER.parameters as readonly ContinuousParameter[];
  return own[place] ?? sendParameter(place - own.length);
}

/**
 * AbletonOSC gives only the mixer's raw values. Fader and pan have known laws; of a send nobody knows more than that.
 */
export function mixerText({ law, defaultRaw }: ContinuousParameter, raw: number): string {
  if (law.confidence === 'low') return raw.toFixed(2);
  // 32 bits do not hold 0.85, but a fader nobody touched is at exactly 0 dB.
  return law.format(law.toDisplay(raw === Math.fround(defaultRaw) ? defaultRaw : raw));
}

/** Of a device's first parameter, which is the same on every device. */
const OFF_ON = ['Off', 'On'];
/** A choice whose positions nobody names; that there is one tells it from a control. */
const UNKNOWN_CHOICE = ['?'];

function parameter(
  id: string,
  name: string,
  [min, max]: readonly [number, number],
  { raw, text }: { raw: number; text: string },
  items: readonly string[],
): ParameterSnapshot {
  // What holds or moves a parameter AbletonOSC does not say; whoever writes one looks whether it stays.
  const unknown = { enabled: true, automation: 'none' } as const;
  return { id, name, originalName: name, min, max, items, ...unknown, ...readingOf(raw, text, items.length > 0) };
}

function song(property: string): OscQuestion {
  return { address: `/live/song/get/${property}`, args: [], echoed: false };
}

function isTrue(value: OscValue): boolean {
  return value === true || value === 1;
}
