import { disputedTests, hiddenQuestion } from '../../../../../domain/runs/hidden/hidden-tests.ts';
import type { RunFile } from '../../../data/types.ts';
import { AnswerBox } from '../../../parts/forms/answer-box.tsx';
import { printed, visible } from '../../../parts/text/visible.tsx';
import { countOf } from '../../../parts/units/amounts.ts';

/**
 * The question about hidden tests that failed on the result, with each test and its output. An answer calls them wrong.
 * Without their file, which this machine may lack, the question stays open.
 */
export function Disputed({ file: { run, disputed = [] } }: { file: RunFile }) {
  const question = hiddenQuestion(run);
  if (question === undefined) return null;
  const lost = disputedTests(run).length - disputed.length;
  return (
    <section class="run-question stack anywhere" aria-label="Hidden tests">
      <p>{printed(question)} To send the result back, request changes. To call the test wrong, say why:</p>
      <AnswerBox run={run.id} question={question} />
      {lost > 0 && <p class="small faint">The text of {countOf(lost, 'test')} is lost, or on another machine.</p>}
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
