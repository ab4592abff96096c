import { act } from '../../data/act.ts';
import { Button } from '../../parts/button.tsx';
import { sendsWithCtrlEnter, typed } from '../../parts/forms/typed-text.ts';
import { useUnsent } from '../../parts/forms/unsent.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';

const WHEN = {
  turn: 'Its agent reads the message during its turn.',
  round: 'Its agent gets the message in another round, after this one.',
} as const;

/** A form that sends a message to the agent of an active run. */
export function MessageBox({ run: id, messages }: { run: string; messages: keyof typeof WHEN }) {
  const text = useUnsent(`message to ${id}`);
  const send = useSubmit(async () => {
    if (text.value.trim() === '') return;
    if (await act('run_message', { run: id, note: text.value }, { done: `Sent to ${id}. ${WHEN[messages]}` }))
      text.value = '';
  });
  return (
    <form class="run-message line gap-8" onSubmit={send}>
      <textarea
        class="rest slim"
        aria-label={`Message to ${id}`}
        placeholder="Message to the agent"
        title={WHEN[messages]}
        rows={1}
        {...typed(text)}
        onKeyDown={sendsWithCtrlEnter}
      />
      <Button type="submit" title={`${WHEN[messages]} (Ctrl Enter)`}>
        Send
      </Button>
    </form>
  );
}
