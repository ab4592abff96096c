import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  /** Of the kind of dialog, for its style. */
  kind?: string;
  onClose(): void;
  children: ComponentChildren;
}

/** A window over the page; Escape or a click beside it closes it, and the focus goes back to where it was. */
export function Dialog({ title, kind = 'plain', onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  // At once, not after the next frame: the keys that follow are already meant for it.
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
