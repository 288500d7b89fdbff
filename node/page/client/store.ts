import { signal, type Signal } from '@preact/signals';
import type { Fix } from '../../../src/store/plan-document.ts';
import type { PageAction, PageDocumentsByName, PageFix, PageState } from '../page-messages.ts';
import { listenToServer, postAction, readDocument, type DocumentName } from './server.ts';

/** A document of the server: not there yet, there, or why not. An older one stays while a newer one is fetched. */
export type Loaded<T> = { value?: T; fault?: string };

/** Everything that the page shows. */
export const documents: { readonly [Name in DocumentName]: Signal<Loaded<PageDocumentsByName[Name]>> } = {
  report: signal({}),
  plan: signal({}),
  library: signal({}),
  similar: signal({}),
  waveform: signal({}),
  history: signal({}),
  taste: signal({}),
  doctor: signal({}),
};

export const isConnected = signal(true);
export const job = signal<PageState['job']>(null);
/** What came of the last action, here or on another page. */
export const word = signal<PageState['word']>(null);

/** The fix that is looked at, by id. */
export const chosenFix = signal('');
/** Whether the fixes that are less sure are listed, too. */
export const isAsideOpen = signal(false);
/** How much of each fix, where a person has moved its amount. */
export const amounts = signal<Readonly<Record<string, number>>>({});
/** The kind of section that tone and stereo are shown of. */
export const chosenScope = signal('drop');

/** What a new report changes, and what every action may change. */
const OF_REPORT: readonly DocumentName[] = ['report', 'plan', 'waveform', 'library', 'similar', 'history', 'taste'];
const OF_PLAN: readonly DocumentName[] = ['plan', 'history', 'taste'];

/** Fetches everything, and again whatever the server says has changed. */
export function connect(): void {
  let seen: Pick<PageState, 'reportVersion' | 'planVersion'> | undefined;
  listenToServer({
    state(state) {
      job.value = state.job;
      word.value = state.word;
      if (seen?.reportVersion !== state.reportVersion) {
        if (seen !== undefined) amounts.value = {};
        load(OF_REPORT);
      } else if (seen.planVersion !== state.planVersion) load(OF_PLAN);
      seen = state;
    },
    back() {
      isConnected.value = true;
      // Another server may have come: its numbers begin anew.
      seen = undefined;
      load(['doctor']);
    },
    gone() {
      isConnected.value = false;
      job.value = null;
    },
  });
}

function load(names: readonly DocumentName[]): void {
  for (const name of names) void loadOne(name);
}

const newest = new Map<DocumentName, number>();

async function loadOne<Name extends DocumentName>(name: Name): Promise<void> {
  const turn = (newest.get(name) ?? 0) + 1;
  newest.set(name, turn);
  let loaded: Loaded<PageDocumentsByName[Name]>;
  try {
    loaded = { value: await readDocument(name) };
  } catch (error) {
    loaded = { fault: error instanceof Error ? error.message : String(error) };
  }
  // An older answer must not replace a newer one.
  if (newest.get(name) === turn) documents[name].value = loaded;
}

/** Asks the server to do something; what comes of it comes as a state. */
export async function act(action: PageAction): Promise<void> {
  try {
    await postAction(action);
  } catch (error) {
    word.value = { isGood: false, text: error instanceof Error ? error.message : String(error) };
  }
}

/** The fix that is looked at: the chosen one, else the first that still waits, else the first. */
export function fixShown(): Fix | undefined {
  const all = documents.report.value.value?.plan?.fixes ?? [];
  const states = documents.plan.value.value?.fixes;
  const fixes = all.filter(({ id, aside }) => isAsideOpen.value || aside !== true || isDone(states?.[id]?.state));
  return (
    fixes.find(({ id }) => id === chosenFix.value) ??
    fixes.find(({ id, advice }) => !advice && states?.[id]?.state === 'open') ??
    fixes[0]
  );
}

/** Whether a fix stands in the set. */
export function isDone(state: PageFix['state'] | undefined): boolean {
  return state === 'applied' || state === 'verified';
}

/** Id of the sound of a file, where it may be played. */
export function soundOf(file: string): string | undefined {
  return documents.plan.value.value?.sounds[file];
}
