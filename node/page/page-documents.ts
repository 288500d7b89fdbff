import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { examine } from '../../src/assistant/doctor.ts';
import { readHistory } from '../../src/assistant/history.ts';
import { pictureLibrary } from '../../src/assistant/picture-library.ts';
import type { PlanState } from '../../src/assistant/plan-state.ts';
import { readProfile } from '../../src/assistant/profiles.ts';
import { similar } from '../../src/assistant/similar.ts';
import { readTaste } from '../../src/assistant/taste.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { hasAmount } from '../../src/fixes/scaled-fix.ts';
import { AUDIO_EXTENSIONS } from '../../src/library/scan-folder.ts';
import type { PageDocumentsByName, PagePassage, PagePlan } from './page-messages.ts';
import type { Sounds } from './sounds.ts';

/** What the documents of a page are made from. */
export interface PageGround {
  plan: PlanState;
  set: string | undefined;
  passage: PagePassage | null;
  /** Rises with every new report. */
  version: number;
}

/** More than this fit no list. */
const SIMILAR_COUNT = 8;
/** Two columns a pixel on the widest screen, nearly. */
const WAVEFORM_COLUMNS = 3000;

/** Makes the page's documents: what is measured once a report, the rest whenever it is asked for. */
export class PageDocuments {
  readonly #workshop: Workshop;
  readonly #sounds: Sounds;
  /** By name and version: kept while the report is the same. */
  readonly #kept = new Map<string, Promise<object>>();

  constructor(workshop: Workshop, sounds: Sounds) {
    this.#workshop = workshop;
    this.#sounds = sounds;
  }

  /** @returns `undefined` where there is none of that name */
  async read(name: string, ground: PageGround): Promise<object | undefined> {
    const makers = this.#makers(ground);
    return Object.hasOwn(makers, name) ? makers[name as keyof typeof makers]() : undefined;
  }

  #makers(ground: PageGround): { [Name in keyof PageDocumentsByName]: () => Promise<PageDocumentsByName[Name]> } {
    const { plan, report } = ground.plan;
    const workshop = this.#workshop;
    const once = <T extends object>(name: string, make: () => Promise<T>): Promise<T> =>
      this.#once(name, ground.version, make);
    return {
      report: () => Promise.resolve(report),
      plan: () => this.#planOf(ground),
      library: () => once('library', () => pictureLibrary(workshop, plan, report.verification?.mix)),
      similar: () =>
        once('similar', () =>
          similar(workshop, {
            file: report.verification?.mix ?? plan.mix,
            profile: plan.target.profile,
            cluster: undefined,
            search: { count: SIMILAR_COUNT },
          }),
        ),
      waveform: () =>
        once('waveform', () => workshop.workers.run('waveform', { file: plan.mix, columns: WAVEFORM_COLUMNS })),
      history: () => readHistory(workshop, plan),
      taste: () => readTaste(workshop, plan.target.profile),
      doctor: async () => (await examine(workshop)).document,
    };
  }

  #once<T extends object>(name: string, version: number, make: () => Promise<T>): Promise<T> {
    const key = `${name} ${version}`;
    const known = this.#kept.get(key);
    // A name has one maker, whose type it is.
    if (known !== undefined) return known as Promise<T>;
    for (const old of this.#kept.keys()) if (old.startsWith(`${name} `)) this.#kept.delete(old);
    const made = make();
    this.#kept.set(key, made);
    // What failed is tried again: the drive may be back.
    made.catch(() => this.#kept.delete(key));
    return made;
  }

  async #planOf({ plan: state, set, passage }: PageGround): Promise<PagePlan> {
    const { plan, states, applied } = state;
    await this.#offerSounds(state);
    const bounces = await this.#bounces(state);
    return {
      set: set === 'live' ? 'the Live set' : set === 'osc' ? 'the Live set, by AbletonOSC' : 'the set of the plan',
      fixes: Object.fromEntries(
        plan.fixes.map((fix) => {
          const standing = applied.findLast(({ receipt }) => receipt.writes.some((write) => write.fix === fix.id));
          const writes = standing?.receipt.writes ?? [];
          return [
            fix.id,
            {
              state: states.get(fix.id) ?? 'open',
              hasAmount: hasAmount(fix),
              receipt: standing?.receipt.id ?? null,
              undoes: [...new Set(writes.map((write) => write.fix))],
            },
          ];
        }),
      ),
      passage,
      bounces,
      sounds: this.#sounds.byFile(),
    };
  }

  /** The mix and its stems, the newer bounce, and the references. */
  async #offerSounds({ plan, report }: PlanState): Promise<void> {
    const offer = (file: string): string => this.#sounds.offer(file, path.dirname(file));
    offer(plan.mix);
    if (report.verification !== undefined) offer(report.verification.mix);
    for (const { file } of plan.stems) offer(file);
    const profile = await this.#profileFiles(plan.target.profile);
    for (const file of profile?.files ?? []) this.#sounds.offer(file, profile?.folder ?? '');
  }

  async #profileFiles(name: string): Promise<{ folder: string; files: string[] } | undefined> {
    try {
      const { folder, references } = await readProfile(this.#workshop, name);
      return { folder, files: references.map(({ file }) => file) };
    } catch {
      // The panels of the library say that it is gone.
      return undefined;
    }
  }

  /** Audio beside the mix that is none of its stems. */
  async #bounces({ plan }: PlanState): Promise<PagePlan['bounces']> {
    const folder = path.dirname(plan.mix);
    const stems = new Set(plan.stems.map(({ file }) => file));
    const names = await readdir(folder).catch(() => []);
    const found = await Promise.all(
      names
        .filter((name) => !name.startsWith('.') && AUDIO_EXTENSIONS.has(path.extname(name).toLowerCase()))
        .map((name) => path.join(folder, name))
        .filter((file) => !stems.has(file))
        .map(async (file) => ({ file, changedMs: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 })),
    );
    return found
      .sort((a, b) => b.changedMs - a.changedMs)
      .map(({ file, changedMs }) => ({
        sound: this.#sounds.offer(file, folder),
        name: path.basename(file),
        isNewer: changedMs > Date.parse(plan.createdAt),
      }));
  }
}
