import { useSignal } from '@preact/signals';
import { may } from '../../../../../runs/lifecycle/transitions.ts';
import { act } from '../../../data/act.ts';
import type { Run } from '../../../data/types.ts';
import { Button } from '../../../parts/button.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { sendsWithCtrlEnter } from '../../../parts/forms/sends-with-ctrl-enter.ts';
import { typed } from '../../../parts/forms/typed-text.ts';
import { useSubmit } from '../../../parts/forms/use-once.ts';

/** The button and dialog that send all draft comments and a note in one message. */
export function Send({ run: { id: run, state }, drafts }: { run: Run; drafts: number }) {
  const open = useSignal(false);
  const note = useSignal('');
  const key = useSignal(crypto.randomUUID());
  const send = useSubmit(async () => {
    const input = { run, key: key.value, ...(note.value.trim() ? { note: note.value } : {}) };
    if (!(await act('review_send', input, { done: `Requested changes to ${run}. Its agent continues.` }))) return;
    key.value = crypto.randomUUID();
    note.value = '';
    open.value = false;
  });
  return (
    <>
      <Button data-send disabled={!may('request_changes', state)} onClick={() => (open.value = true)}>
        Request changes{drafts > 0 && ` (${drafts})`}
      </Button>
      {open.value && (
        <FormDialog
          title="Request changes"
          action="Send"
          disabled={drafts === 0 && note.value.trim() === ''}
          onSubmit={send}
          onClose={() => (open.value = false)}
        >
          <p>
            {drafts === 0
              ? 'Describe the changes. To comment on a line, click its number in the diff.'
              : `The message includes ${drafts === 1 ? 'your draft comment' : `your ${drafts} draft comments`}.`}
          </p>
          <textarea
            aria-label="Message to the agent"
            placeholder="Message to the agent"
            rows={5}
            {...typed(note)}
            onKeyDown={sendsWithCtrlEnter}
          />
        </FormDialog>
      )}
    </>
  );
}
