import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  /** Selects the style: the dialog has the class `dialog-<kind>`. */
  kind?: string;
  onClose(): void;
  children: ComponentChildren;
}

/** A modal dialog. Escape or a click outside closes it. The focus then returns to its previous element. */
export function Dialog({ title, kind = 'plain', onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  // The dialog opens before the next frame, because the reader may already type into it.
  useLayoutEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the browser closes every dialog on Escape.
    <dialog
      ref={ref}
      class={`dialog dialog-${kind}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
