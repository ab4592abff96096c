import type { RunFile } from '../../../data/types.ts';
import { AnswerBox } from '../../../parts/forms/answer-box.tsx';
import { printed, visible } from '../../../parts/text/visible.tsx';

/** The question about hidden tests that failed on the result, with each test and its output. An answer calls them wrong. */
export function Disputed({ file: { run, questions, disputed = [] } }: { file: RunFile }) {
  const [question] = questions;
  if (disputed.length === 0 || question === undefined) return null;
  return (
    <section class="run-question stack anywhere" aria-label="Hidden tests">
      <p>{printed(question)} To send the result back, request changes. To call the test wrong, say why:</p>
      <AnswerBox run={run.id} question={question} />
      {disputed.map(({ path, criterion, text, why, output, base }) => (
        <details key={path}>
          <summary class="link">
            {visible(path)}: failed, {printed(why)}
          </summary>
          <p class="small faint">
            {criterion && `About: ${visible(criterion)}. `}On the start commit:{' '}
            {base === 'unclear' ? 'no result' : base}
          </p>
          <pre class="review-said">{visible(text)}</pre>
          <pre class="review-said">{visible(output)}</pre>
        </details>
      ))}
    </section>
  );
}
