import type { ComponentChildren } from 'preact';
import type { PageAction } from '../../page-messages.ts';
import { act, isConnected, job } from '../store.ts';

interface ActionButtonProps {
  action: PageAction;
  children: ComponentChildren;
  /** Said instead of the text, where many buttons have the same. */
  label?: string;
  isMain?: boolean;
  isDisabled?: boolean;
  class?: string;
}

/** A button that asks the server for something. While something is under way it waits, and keeps the focus. */
export function ActionButton({ action, children, label, isMain, isDisabled, class: own }: ActionButtonProps) {
  const mayNot = isDisabled === true || job.value !== null || !isConnected.value;
  return (
    <button
      type="button"
      class={[isMain === true ? 'main' : '', own ?? ''].join(' ').trim()}
      aria-label={label}
      aria-disabled={mayNot}
      onClick={() => {
        if (!mayNot) void act(action);
      }}
    >
      {children}
    </button>
  );
}
