import { confirmed, type Pending, pending } from '../data/act.ts';
import { countOf } from '../parts/count.ts';
import { Dialog } from '../parts/dialog.tsx';

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
    <Dialog title={title} onClose={close}>
      <form class="run-asked" onSubmit={submit}>
        <h2>{title}</h2>
        <p>This changes {countOf(tasks, 'task')}.</p>
        <div class="run-asked-do">
          <button type="button" class="button" onClick={close}>
            Leave it
          </button>
          <button type="submit" class="button danger">
            {verb === 'task_undo' ? 'Take back' : 'Do again'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
