import { confirmed, type Pending, pending } from '../data/act.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { countOf } from '../parts/units/count.ts';

/** Asks before an undo or redo changes more tasks than its reader was shown. */
export function TakeBack({ of }: { of: Pending }) {
  const { verb, what, tasks } = of;
  const title = verb === 'task_undo' ? `Take back ${what}?` : `Do again: ${what}?`;
  const close = () => {
    pending.value = undefined;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    close();
    void confirmed(of);
  };
  return (
    <FormDialog
      title={title}
      action={verb === 'task_undo' ? 'Take back' : 'Do again'}
      danger
      onSubmit={submit}
      onClose={close}
    >
      <p>This changes {countOf(tasks, 'task')}.</p>
    </FormDialog>
  );
}
