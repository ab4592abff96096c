import { hiddenQuestion, lostTestsText } from '../../../../../domain/runs/hidden/hidden-tests.ts';
import type { RunFile } from '../../../data/types.ts';
import { AnswerBox } from '../../../parts/forms/answer-box.tsx';
import { printed, visible } from '../../../parts/text/visible.tsx';

/**
 * The question about hidden tests that failed on the result, with each test and its output. An answer calls them wrong.
 * Without their file, the question stays open.
 */
export function Disputed({ file: { run, disputed = [], lost } }: { file: RunFile }) {
  const question = hiddenQuestion(run);
  if (question === undefined) return null;
  return (
    <section class="run-question stack anywhere" aria-label="Hidden tests">
      <p>{printed(question)} To send the result back, request changes. To call the test wrong, say why:</p>
      <AnswerBox run={run.id} question={question} />
      {lost && <p class="small faint">{printed(lostTestsText(lost))}</p>}
      {disputed.map(({ path, criterion, outdated, text, why, output, base }) => (
        <details key={path}>
          <summary class="link">
            {visible(path)}: failed, {printed(why)}
          </summary>
          <p class="small faint">
            {criterion && `About: ${visible(criterion)}${outdated ? ', which the task no longer has' : ''}. `}On the
            start commit: {base === 'unclear' ? 'no result' : base}
          </p>
          <pre class="review-said">{visible(text)}</pre>
          <pre class="review-said">{visible(output)}</pre>
        </details>
      ))}
    </section>
  );
}
