import { useSignal } from '@preact/signals';
import { CLOSED_STATES } from '../../../../domain/goals/words.ts';
import { act } from '../../data/act.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { sendsWithCtrlEnter, typed } from '../../parts/forms/typed-text.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';

interface Props {
  of: { id: string; kind: string; title: string };
  onClose(): void;
}

/** A dialog that closes a goal or a bet with what was learned. */
export function CloseGoal({ of: { id, kind }, onClose }: Props) {
  const state = useSignal<(typeof CLOSED_STATES)[number]>('won');
  const learned = useSignal('');
  const reading = useSignal('');
  const note = useSignal('');
  const send = useSubmit(async () => {
    const [value, said] = [reading.value.trim(), note.value.trim()];
    const measured = value ? { reading: Number(value), ...(said ? { reading_note: said } : {}) } : {};
    const input = { id, learned: learned.value, state: state.value, ...measured };
    const done = await act('goal_close', input, { done: `Closed ${id} as ${state.value}`, undo: true });
    if (done) onClose();
  });
  return (
    <FormDialog
      title={`Close ${id}`}
      action={`Close ${id}`}
      disabled={learned.value.trim() === ''}
      onSubmit={send}
      onClose={onClose}
    >
      <label class="stack gap-4">
        Result
        <select
          value={state.value}
          onChange={({ currentTarget }) => (state.value = currentTarget.value as (typeof CLOSED_STATES)[number])}
        >
          {CLOSED_STATES.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <label class="stack gap-4">
        What was learned, in a sentence
        <textarea required rows={3} maxLength={1_000} {...typed(learned)} onKeyDown={sendsWithCtrlEnter} />
      </label>
      {kind === 'goal' && (
        <div class="line gap-8">
          <label class="stack gap-4">
            Last reading, if any
            <input type="number" step="any" {...typed(reading)} />
          </label>
          <label class="stack gap-4 rest">
            Note of the reading
            <input maxLength={500} disabled={reading.value.trim() === ''} {...typed(note)} />
          </label>
        </div>
      )}
    </FormDialog>
  );
}
