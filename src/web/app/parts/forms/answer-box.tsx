import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { Button } from '../button.tsx';
import { typed } from './typed-text.ts';
import { useSubmit } from './use-once.ts';

/** A form that answers a run's question. The agent continues with the answer. */
export function AnswerBox({ run, question }: { run: string; question: string }) {
  const text = useSignal('');
  const send = useSubmit(async () => {
    if (text.value.trim() === '') return;
    if (await act('run_answer', { run, note: text.value }, { done: `Answered run ${run}` })) text.value = '';
  });
  return (
    <form class="answer flex gap-6" onSubmit={send}>
      <input aria-label={`Answer to ${question}`} placeholder="Your answer" {...typed(text)} />
      <Button type="submit" look="small primary">
        Answer
      </Button>
    </form>
  );
}
