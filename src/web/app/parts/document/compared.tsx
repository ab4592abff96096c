import { present } from '../../../../base/present.ts';
import { useRead } from '../../data/live.ts';
import { LineCounts } from '../line-counts.tsx';
import { ProblemNote } from '../problem.tsx';
import { DiffText } from '../text/diff-text.tsx';
import type { DocumentName } from './named.ts';

/** Shows the changes between two versions. Without `from`, compares with the version before `to`. */
export function ComparedVersions({ id, name, from, to }: DocumentName & { from?: number | undefined; to: number }) {
  const { value, error, again } = useRead('task_doc_diff', { id, name, to, ...present({ from }) });
  const diff = value.value;
  if (!diff) return error.value ? <ProblemNote refusal={error.value} again={again} /> : null;
  return (
    <figure class="above">
      <figcaption class="soft small">
        {diff.from === 0 ? 'First version' : `Version ${diff.from} to ${diff.to}`} <LineCounts of={diff} />
      </figcaption>
      {diff.content === '' ? <p class="faint">The versions are identical.</p> : <DiffText text={diff.content} />}
      {diff.left > 0 && (
        <p class="faint">
          {diff.left.toLocaleString()} more characters are not shown. <code>backlog doc diff</code> prints them.
        </p>
      )}
    </figure>
  );
}
