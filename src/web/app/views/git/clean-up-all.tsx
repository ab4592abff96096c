import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { act } from '../../data/act.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { CheckBox } from '../../parts/forms/check-box.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf, sizeOf } from '../../parts/units/amounts.ts';

/** Shows the worktrees of merged and discarded runs with the space that they free, and asks before it deletes them. */
export function CleanUpAll({ onClose }: { onClose(): void }) {
  const preview = useRequestedAnswer('worktree_clean');
  useEffect(() => void preview.ask({ dry_run: true }), []);
  const { cleaned, kept } = preview.value.value ?? {};
  const left = useSignal<ReadonlySet<string>>(new Set());
  const chosen = cleaned?.filter(({ id }) => !left.value.has(id)) ?? [];
  const clean = async () => {
    const done = await act(
      'worktree_clean',
      { runs: chosen.map(({ id }) => id) },
      {
        done: (output) => `Deleted ${countOf(output.cleaned.length, 'worktree')}, freed ${sizeOf(output.bytes)}`,
      },
    );
    if (done) onClose();
  };
  return (
    <FormDialog
      title="Clean up finished runs"
      heading="Clean up finished runs?"
      action={cleaned ? `Delete ${countOf(chosen.length, 'worktree')}` : 'Delete'}
      danger
      disabled={chosen.length === 0}
      onSubmit={clean}
      onClose={onClose}
    >
      {preview.error.value && <ProblemNote refusal={preview.error.value} />}
      {!cleaned && !preview.error.value && <p class="faint">Reading the worktrees …</p>}
      {cleaned && (
        <p>
          {cleaned.length === 0
            ? 'No worktree of a merged or discarded run is left to delete.'
            : `This frees ${sizeOf(chosen.reduce((sum, { bytes }) => sum + bytes, 0))}. Backlog keeps the results, and saves other files under rescue refs.`}
        </p>
      )}
      <ul class="git-files items">
        {cleaned?.map(({ id, state, task, bytes }) => (
          <li key={id}>
            <CheckBox
              checked={!left.value.has(id)}
              onCheck={(on) => (left.value = new Set([...left.value, id].filter((each) => !on || each !== id)))}
            >
              <span>
                {id} <StateView of={state} /> {visible(task)} <span class="count">{sizeOf(bytes)}</span>
              </span>
            </CheckBox>
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
