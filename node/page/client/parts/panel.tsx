import { Component, type ComponentChildren } from 'preact';
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
      <Contained>{children}</Contained>
    </section>
  );
}

/** What goes wrong in one panel is told there, and the others stay. */
class Contained extends Component<{ children: ComponentChildren }, { fault: string }> {
  override state = { fault: '' };

  static override getDerivedStateFromError(error: unknown): { fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ComponentChildren {
    const { fault } = this.state;
    return fault === '' ? this.props.children : <p class="bad">This part could not be drawn: {fault}.</p>;
  }
}

/** What a document is made into, or why it is not there. */
export function WhenLoaded<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ComponentChildren }) {
  if (of.value !== undefined) return <>{children(of.value)}</>;
  return of.fault === undefined ? <p class="quiet">Reading …</p> : <p class="bad">{of.fault}</p>;
}
