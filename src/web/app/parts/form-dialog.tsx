import type { ComponentChildren } from 'preact';
import { Dialog } from './dialog.tsx';

interface Props {
  title: string;
  /** What is asked, where that is not the title. */
  heading?: string;
  /** On the button that does it. */
  action: string;
  /** Something goes by it. */
  danger?: boolean;
  disabled?: boolean;
  onSubmit(event: SubmitEvent): void;
  onClose(): void;
  children?: ComponentChildren;
}

/** A dialog with a question, what belongs to it, and two buttons: do it, or leave it. */
export function FormDialog({ title, heading = title, action, danger = false, disabled = false, ...props }: Props) {
  return (
    <Dialog title={title} onClose={props.onClose}>
      <form class="form-dialog" onSubmit={props.onSubmit}>
        <h2>{heading}</h2>
        {props.children}
        <div class="form-dialog-do flex gap-8">
          <button type="button" class="button" onClick={props.onClose}>
            Leave it
          </button>
          <button type="submit" class={`button ${danger ? 'danger' : 'primary'}`} disabled={disabled}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
