import { useEffect } from 'preact/hooks';
import { act } from '../../data/act.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { useSubmit } from '../../parts/forms/use-once.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/count.ts';
import { sizeOf } from '../../parts/units/size.ts';

/** Shows the worktrees of merged and discarded runs with the space that they free, and asks before it deletes them. */
export function CleanUpAll({ onClose }: { onClose(): void }) {
  const preview = useRequestedAnswer('worktree_clean');
  useEffect(() => void preview.ask({ dry_run: true }), []);
  const { cleaned, kept, bytes } = preview.value.value ?? {};
  const clean = useSubmit(async () => {
    const done = await act(
      'worktree_clean',
      {},
      {
        done: (output) => `Deleted ${countOf(output.cleaned.length, 'worktree')}, freed ${sizeOf(output.bytes)}`,
      },
    );
    if (done) onClose();
  });
  return (
    <FormDialog
      title="Clean up finished runs"
      heading="Clean up finished runs?"
      action={cleaned ? `Delete ${countOf(cleaned.length, 'worktree')}` : 'Delete'}
      danger
      disabled={!cleaned || cleaned.length === 0}
      onSubmit={clean}
      onClose={onClose}
    >
      {preview.error.value && <ProblemNote refusal={preview.error.value} />}
      {!cleaned && !preview.error.value && <p class="faint">Reading the worktrees …</p>}
      {cleaned && (
        <p>
          {cleaned.length === 0
            ? 'No worktree of a merged or discarded run is left to delete.'
            : `This frees ${sizeOf(bytes ?? 0)}. Backlog keeps the results, and saves other files under rescue refs.`}
        </p>
      )}
      <ul class="git-files">
        {cleaned?.map(({ id, state, task, bytes: own }) => (
          <li key={id}>
            {id} <span class="soft">{state}</span> {visible(task)} <span class="count">{sizeOf(own)}</span>
          </li>
        ))}
        {kept?.map(({ id, why }) => (
          <li key={id} class="faint">
            {id} stays: {visible(why)}
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}
