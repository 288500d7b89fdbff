import type { PageAction, PageDocumentsByName, PageState } from '../page-messages.ts';

export type DocumentName = keyof PageDocumentsByName;

/** @throws Error with the server's sentence where the document cannot be made now */
export async function readDocument<Name extends DocumentName>(name: Name): Promise<PageDocumentsByName[Name]> {
  const response = await fetch(`${name}.json`);
  if (!response.ok) throw new Error((await response.text()).trim());
  return (await response.json()) as PageDocumentsByName[Name];
}

/** @throws Error with the server's sentence where the action cannot be begun */
export async function postAction(action: PageAction): Promise<void> {
  const response = await fetch('act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  });
  if (!response.ok) throw new Error((await response.text()).trim());
}

export function soundUrl(id: string): string {
  return `sound/${id}`;
}

/** Listens to the server as long as the page is open; where it goes away, until it is back at the same address. */
export function listenToServer(on: { state(state: PageState): void; back(): void; gone(): void }): void {
  const source = new EventSource('events');
  source.onopen = () => on.back();
  source.onmessage = (event: MessageEvent<string>) => on.state(JSON.parse(event.data) as PageState);
  source.onerror = () => {
    on.gone();
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listenToServer(on), AGAIN_MS);
  };
}

/** Where the browser has given up, as Firefox does when nobody answers. */
const AGAIN_MS = 1000;
