import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface Props {
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
  onSubmit(event: SubmitEvent): void;
  onClose(): void;
  children?: ComponentChildren;
}

/** A dialog with a question, optional fields, and two buttons: submit and cancel. */
export function FormDialog({ title, heading = title, action, danger, disabled, ready, ...props }: Props) {
  return (
    <Dialog title={title} onClose={props.onClose}>
      <form class="form-dialog" onSubmit={props.onSubmit}>
        <h2>{heading}</h2>
        {props.children}
        <div class="form-dialog-do flex gap-8">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" look={danger ? 'danger' : 'primary'} disabled={disabled} autofocus={ready}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
