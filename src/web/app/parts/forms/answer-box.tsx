import { LineForm } from './line-form.tsx';

/** A form that answers a run's question. The agent continues with the answer. */
export function AnswerBox({ run, question }: { run: string; question: string }) {
  return (
    <LineForm
      of="run_answer"
      fields={{ note: { title: `Answer to ${question}`, hint: 'Your answer', required: true } }}
      given={{ run }}
      action="Answer"
      look="small primary"
      class="answer flex gap-6"
      done={`Answered run ${run}`}
      undo={false}
    />
  );
}
