import { useRequestedAnswer } from '../../data/requested-answer.ts';
import { AskButton } from '../../parts/forms/ask-button.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { CheckoutState } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';

/** Returns a word for a file's two status letters in `git status --porcelain`. */
function wordOf(status: string): string {
  if (status === '??') return 'new';
  if (/U|AA|DD/.test(status)) return 'in conflict';
  const [staged, unstaged] = [status[0] !== ' ', status[1] !== ' '];
  const what = status.includes('D') ? 'deleted' : status.includes('A') ? 'added' : 'changed';
  return staged ? (unstaged ? `${what}, partly staged` : `${what}, staged`) : what;
}

/**
 * The person's own checkouts. The page loads them only on request, because the server must run git for them. These git
 * commands only read.
 */
export function Checkouts() {
  const asked = useRequestedAnswer('repo_status');
  const checkouts = asked.value.value?.checkouts;
  return (
    <section aria-label="Your checkouts">
      <header class="page-line line wrap">
        <h2>Your checkouts</h2>
        <AskButton asked={asked}>{checkouts ? 'Check again' : 'Check for changed files'}</AskButton>
      </header>
      {!checkouts && !asked.error.value && (
        <p class="faint">Uncommitted changes of your checkouts appear here. A merge doesn't overwrite them.</p>
      )}
      {asked.error.value && <ProblemNote refusal={asked.error.value} />}
      {checkouts?.length === 0 && <p class="faint">None of the workspace's repositories is at its recorded folder.</p>}
      {checkouts?.map(({ name, folder, branch, total, files }) => (
        <details key={name} class="git-checkout" open={total > 0}>
          <summary>
            <strong>{name}</strong> <code title={folder}>{branch ?? 'detached'}</code> <CheckoutState total={total} />
          </summary>
          <ul class="git-files items">
            {files.map(({ path, status }) => (
              <li key={path}>
                <code>{visible(path)}</code> <span class="count">{wordOf(status)}</span>
              </li>
            ))}
            {total > files.length && <li class="faint">and {total - files.length} more</li>}
          </ul>
        </details>
      ))}
    </section>
  );
}
