import { useRead } from '../../data/live.ts';
import { Problem } from '../problem.tsx';
import { DiffText } from '../text/diff-text.tsx';
import type { Named } from './named.ts';

/** What changed between two versions; without `from`, since the one before. */
export function Compared({ id, name, from, to }: Named & { from?: number | undefined; to: number }) {
  const { value, error, again } = useRead('task_doc_diff', { id, name, to, ...(from === undefined ? {} : { from }) });
  const diff = value.value;
  if (!diff) return error.value ? <Problem refusal={error.value} again={again} /> : null;
  return (
    <figure class="doc-compared">
      <figcaption class="soft small">
        {diff.from === 0 ? 'As it began' : `Version ${diff.from} to ${diff.to}`}{' '}
        <span class="lines-added">+{diff.added}</span> <span class="bad small">−{diff.deleted}</span>
      </figcaption>
      {diff.content === '' ? <p class="faint">They are the same.</p> : <DiffText text={diff.content} />}
      {diff.left > 0 && (
        <p class="faint">{diff.left.toLocaleString()} more characters; the terminal shows all of it.</p>
      )}
    </figure>
  );
}
