import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { CheckBox } from '../../parts/forms/check-box.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf, sizeOf } from '../../parts/units/amounts.ts';

type Preview = Outputs['worktree_show'];

/** Shows what a clean-up removes and keeps, and asks for confirmation. */
export function CleanUp({ id, onClose }: { id: string; onClose(): void }) {
  const preview = useRequestedAnswer('worktree_show');
  const meant = useSignal(false);
  useEffect(() => void preview.ask({ run: id }), [id]);
  const shown = preview.value.value;
  const forced = shown?.keeps?.forced ?? false;
  const stays = shown?.keeps !== undefined && !forced;
  const clean = async () => {
    const input = { run: id, ...(forced ? { force: true } : {}) };
    if (await act('run_clean', input, { done: `Removed the worktree of ${id}` })) onClose();
  };
  return (
    <FormDialog
      title={`Clean up ${id}`}
      heading={`Clean up ${id}?`}
      action="Clean up"
      danger
      disabled={!shown || stays || (forced && !meant.value)}
      onSubmit={clean}
      onClose={onClose}
    >
      {preview.error.value && <ProblemNote refusal={preview.error.value} />}
      {!shown && !preview.error.value && <p class="faint">Reading the worktree …</p>}
      {shown && <What preview={shown} />}
      {shown?.keeps && (
        <p class="run-reason bad">
          {shown.keeps.text}. {!forced && shown.keeps.hint}
        </p>
      )}
      {forced && (
        <CheckBox checked={meant.value} onCheck={(on) => (meant.value = on)}>
          Remove it anyway and keep its files under rescue refs
        </CheckBox>
      )}
    </FormDialog>
  );
}

function What({ preview: { folder, bytes, unsaved, total, nested } }: { preview: Preview }) {
  return (
    <>
      <p>
        Backlog removes <code>{folder}</code> and frees {sizeOf(bytes)}.
      </p>
      <p>
        {total === 0
          ? "The run's result has all of its files. Backlog keeps the result."
          : `The result doesn't have ${countOf(total, 'file')}. Backlog keeps ${total === 1 ? 'it' : 'them'} under rescue refs:`}
      </p>
      {unsaved.length > 0 && (
        <ul class="git-files items">
          {unsaved.map((path) => (
            <li key={path}>
              <code>{visible(path)}</code>
            </li>
          ))}
          {total > unsaved.length && <li class="faint">and {total - unsaved.length} more</li>}
        </ul>
      )}
      {nested.length > 0 && (
        <p>Files of nested repositories or submodules are not in the result: {nested.join(', ')}.</p>
      )}
    </>
  );
}
