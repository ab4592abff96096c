import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { act } from '../data/act.ts';
import { useRequestedAnswer } from '../data/requested-answer.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { sendsWithCtrlEnter } from '../parts/forms/typed-text.ts';
import { useSubmit } from '../parts/forms/use-once.ts';
import { countOf } from '../parts/units/amounts.ts';
import { close } from './overlay.ts';
import { route } from './route.ts';

/** A dialog that splits the shown task. It proposes the scopes of the subtasks along folders, one on each line. */
export function Split() {
  const [id = ''] = route.value.rest;
  const proposed = useRequestedAnswer('task_split');
  const scopes = useSignal('');
  useEffect(() => {
    void proposed.ask({ id, propose: true }).then((isAnswered) => {
      if (isAnswered) scopes.value = proposed.value.value?.proposal?.join('\n') ?? '';
    });
  }, [id]);
  const scope = scopes.value.split('\n').filter((line) => line.trim() !== '');
  const split = useSubmit(async () => {
    const done = await act(
      'task_split',
      { id, scope },
      {
        done: ({ subtasks }) => `Split #${id} into ${countOf(subtasks.length, 'subtask')}`,
        undo: true,
      },
    );
    if (done) close();
  });
  return (
    <FormDialog
      title={`Split #${id}`}
      action={`Add ${countOf(scope.length, 'subtask')}`}
      disabled={scope.length === 0}
      onSubmit={split}
      onClose={close}
    >
      {/* Without a proposal, the form still splits the task, so the command line's way is left out. */}
      {proposed.error.value && <p class="faint">No proposal: {proposed.error.value.message}.</p>}
      <label class="stack gap-4">
        Files of each subtask, one line for each
        <textarea
          rows={6}
          spellcheck={false}
          value={scopes.value}
          onInput={({ currentTarget }) => (scopes.value = currentTarget.value)}
          onKeyDown={sendsWithCtrlEnter}
        />
      </label>
    </FormDialog>
  );
}
