import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  /** Selects the style: the class is `dialog-<kind>`. */
  kind?: string;
  onClose(): void;
  children: ComponentChildren;
}

/** A modal dialog. Escape or a click outside closes it, and the focus returns to the element that had it. */
export function Dialog({ title, kind = 'plain', onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  // Opens before the next frame, because the next key already belongs to the dialog.
  useLayoutEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, as the browser does for every dialog.
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
