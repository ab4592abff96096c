import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { decides } from '../shell/keys/decisions.ts';
import { Button } from './button.tsx';
import { useOnce } from './forms/use-once.ts';

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

interface FormProps {
  title: string;
  /** The question, if it differs from the title. */
  heading?: string;
  /** Label of the submit button. */
  action: string;
  /** Whether the action removes something. Its button then has a warning colour. */
  danger?: boolean;
  disabled?: boolean;
  /** Whether the submit button has the focus, so that Enter answers a question without fields. */
  ready?: boolean;
  /** A click during an earlier submission does nothing. */
  onSubmit(said: FormData): unknown;
  onClose(): void;
  children?: ComponentChildren;
}

/** A dialog with a question, optional fields, and two buttons: submit and cancel. */
export function FormDialog({ title, heading = title, action, danger, disabled, ready, ...props }: FormProps) {
  const send = useOnce(async (said: FormData) => void (await props.onSubmit(said)));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void send(new FormData(event.currentTarget as HTMLFormElement));
  };
  return (
    <Dialog title={title} onClose={props.onClose}>
      <form class="form-dialog" onSubmit={submit}>
        <h2>{heading}</h2>
        {props.children}
        <div class="form-dialog-do flex gap-8">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            look={danger ? 'danger' : 'primary'}
            disabled={disabled}
            autofocus={ready}
            {...decides(heading)}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
