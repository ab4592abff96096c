import { CLOSED_STATES } from '../../../../domain/goals/words.ts';
import { CommandDialog, type SaidFields } from '../../parts/forms/command-form.tsx';

interface Props {
  of: { id: string; kind: string };
  onClose(): void;
}

const FIELDS = {
  state: { title: 'Result', required: true },
  learned: { title: 'What was learned, in a sentence' },
} satisfies SaidFields<'goal_close'>;
const READING = {
  reading: { title: 'Last reading, if any', kind: 'number' },
  reading_note: { title: 'Note of the reading' },
} satisfies SaidFields<'goal_close'>;

/** A dialog that closes a goal or a bet with what was learned. */
export function CloseGoal({ of: { id, kind }, onClose }: Props) {
  return (
    <CommandDialog
      of="goal_close"
      fields={kind === 'goal' ? { ...FIELDS, ...READING } : FIELDS}
      given={{ id, state: CLOSED_STATES[0] }}
      title={`Close ${id}`}
      action={`Close ${id}`}
      done={({ records: [closed] }) => `Closed ${id} as ${closed!.record.state}`}
      onClose={onClose}
    />
  );
}
