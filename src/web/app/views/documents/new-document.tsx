import { WORKSPACE } from '../../parts/document/named.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
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
    <FormDialog title="New document" action="Write it" onSubmit={begin} onClose={onClose}>
      <label class="document-label">
        Name
        <input name="name" required pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}" placeholder="conventions" />
      </label>
      <p class="faint">Letters, digits, dots, dashes: agents ask for it by this name.</p>
      <label class="document-label">
        Task
        <input name="task" inputMode="numeric" pattern="#?[0-9]*" placeholder="None: it is the workspace’s" />
      </label>
    </FormDialog>
  );
}
