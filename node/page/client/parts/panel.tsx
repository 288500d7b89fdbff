import type { ComponentChildren } from 'preact';
import type { Loaded } from '../store.ts';

interface PanelProps {
  /** Also what the address names it by. */
  id: string;
  title: string;
  /** One quiet sentence under the title. */
  about?: ComponentChildren;
  /** Controls beside the title. */
  tools?: ComponentChildren;
  isWide?: boolean;
  children: ComponentChildren;
}

/** A part of the page: a region that its heading names. */
export function Panel({ id, title, about, tools, isWide = false, children }: PanelProps) {
  return (
    <section class={isWide ? 'panel wide' : 'panel'} id={id} aria-labelledby={`${id}-title`} tabIndex={-1}>
      <div class="panel-head">
        <div>
          <h2 id={`${id}-title`}>{title}</h2>
          {about !== undefined && <p class="quiet">{about}</p>}
        </div>
        {tools !== undefined && <div class="tools">{tools}</div>}
      </div>
      {children}
    </section>
  );
}

/** What a document is made into, or why it is not there. */
export function WhenLoaded<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ComponentChildren }) {
  if (of.value !== undefined) return <>{children(of.value)}</>;
  return of.fault === undefined ? <p class="quiet">Reading …</p> : <p class="bad">{of.fault}</p>;
}
