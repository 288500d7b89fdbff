import type { Atom } from '../message-pieces.ts';
import type { FixView, HeadlineView, StripView, ToneView } from '../messages.ts';
import type { DISPLAYS } from '../strip/layout.ts';

type Send = (...atoms: readonly Atom[]) => void;

/** What each display draws. */
export interface Drawn {
  status: Pick<StripView, 'phase' | 'status' | 'hint' | 'progress' | 'notice'> & { detail: string };
  /** `track` is empty on the main track; a `message` that the status line has no room for takes the curve's place. */
  tone: { tone: ToneView | null; score: StripView['score']; track: string; message: string; isFault: boolean };
  gaps: { headline: readonly HeadlineView[] };
  fix: { fix: FixView | null; hasBounces: boolean; phase: StripView['phase'] };
}

/** Hands each display its part of a view, as JSON, where it differs from what it shows. */
export class Displays {
  readonly #send: Send;
  readonly #said = new Map<string, string>();

  constructor(sendToDisplays: Send) {
    this.#send = sendToDisplays;
  }

  show(view: StripView): void {
    const { phase, status, hint, progress, notice, bounces, tone, score, headline, fix, place } = view;
    this.#draw('status', { phase, status, hint, progress, notice, detail: bounces.detail });
    this.#draw('tone', {
      tone,
      score,
      track: place.kind === 'main' ? '' : place.track,
      message: hint.length > ROOM_FOR_HINT ? hint : '',
      isFault: phase === 'error',
    });
    this.#draw('gaps', { headline });
    this.#draw('fix', { fix, hasBounces: bounces.name !== '', phase });
  }

  enable(isOn: boolean): void {
    for (const name of ['status', 'tone', 'gaps', 'fix']) this.#send(name, 'enabled', isOn ? 1 : 0);
  }

  #draw<Name extends keyof Drawn & keyof typeof DISPLAYS>(name: Name, drawn: Drawn[Name]): void {
    const text = JSON.stringify(drawn);
    if (this.#said.get(name) === text) return;
    this.#said.set(name, text);
    this.#send(name, 'show', text);
  }
}

/** Characters that the status line's three lines hold at least. */
const ROOM_FOR_HINT = 64;
