import { Dialog } from '../../parts/dialog.tsx';
import { WORKSPACE } from '../../parts/document/named.ts';
import { go, hrefOf } from '../../shell/route.ts';

/** Where a document is to be, before it is written. */
export function NewDocument({ onClose }: { onClose(): void }) {
  const begin = (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    const task = String(said.get('task') ?? '')
      .replace(/^#/, '')
      .trim();
    go(hrefOf('documents', [task || WORKSPACE, String(said.get('name'))], { edit: '1' }));
    onClose();
  };
  return (
    <Dialog title="New document" onClose={onClose}>
      <form class="run-asked document-new" onSubmit={begin}>
        <h2>New document</h2>
        <label>
          Name
          <input name="name" required pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}" placeholder="conventions" />
        </label>
        <p class="none">Letters, digits, dots, dashes: agents ask for it by this name.</p>
        <label>
          Task
          <input name="task" inputMode="numeric" pattern="#?[0-9]*" placeholder="None: it is the workspace’s" />
        </label>
        <div class="run-asked-do">
          <button type="button" class="button" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" class="button primary">
            Write it
          </button>
        </div>
      </form>
    </Dialog>
  );
}
