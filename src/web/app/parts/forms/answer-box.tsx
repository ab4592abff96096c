import { LineForm } from './line-form.tsx';

/** A form that answers exactly this question of a run. */
export function AnswerBox({ run, question }: { run: string; question: string }) {
  return (
    <LineForm
      of="run_answer"
      fields={{ note: { title: `Answer to ${question}`, hint: 'Your answer', required: true } }}
      given={{ run, question }}
      action="Answer"
      look="small primary"
      class="answer flex gap-6"
      done={`Answered run ${run}`}
      undo={false}
    />
  );
}
