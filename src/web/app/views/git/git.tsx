import { branchName } from '../../../../domain/runs/branch-name.ts';
import { byTurn } from '../../../../domain/runs/merge-order.ts';
import { shownState } from '../../../../domain/state-words.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { useRequestedAnswer, useRequestedPage } from '../../data/requested-answer.ts';
import { Button } from '../../parts/button.tsx';
import { PageView } from '../../parts/document/page.tsx';
import { AskButton } from '../../parts/forms/ask-button.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { CheckoutState, StateView } from '../../parts/task/state.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { RunsTable } from './runs-table.tsx';
import { TargetHistory } from './target-history.tsx';

/** The Git page: merge queue, runs with branches and worktrees, history of the target branches, checkouts and hooks. */
export function Git() {
  return (
    <>
      <ViewHead title="Git" />
      <div class="page stack">
        <MergeQueue />
        <RunsTable />
        <TargetHistory />
        <Checkouts />
        <Hooks />
      </div>
    </>
  );
}

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
function Checkouts() {
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

const SHOWN = 200;
const KINDS = { kinds: ['run'] };

/** Approved runs in the order in which Backlog will merge them, with the reason if a run waits. */
function MergeQueue() {
  const merging = useRead('run_list', { state: 'merging', limit: SHOWN }, KINDS);
  const approved = useRead('run_list', { state: 'approved', limit: SHOWN }, KINDS);
  const [first, queued] = [merging.value.value?.runs, approved.value.value?.runs];
  const entries = [...(first ?? []), ...[...(queued ?? [])].sort((a, b) => byTurn(a.run, b.run))];
  return (
    <section aria-label="Merge queue">
      <h2>
        Merge queue <span class="count">{entries.length || ''}</span>
      </h2>
      <Unanswered of={[merging, approved]} />
      {first && queued && entries.length === 0 && (
        <p class="faint">Approved results appear here until Backlog merges them.</p>
      )}
      <ol class="git-queue entries">
        {entries.map(({ run, id, description }) => (
          <li key={run.id}>
            <RunLink id={run.id} /> <StateView of={shownState(run)} /> <TaskLink id={id} /> <span>{description}</span>{' '}
            <span class="soft">
              to <code>{branchName(run.target)}</code>
            </span>{' '}
            {run.verdict && (
              <span class="who">
                approved by {run.verdict.actor} <Ago at={run.verdict.at} />
              </span>
            )}
            {run.waits && <p class="run-reason bad">{run.waits.text}</p>}
            {run.proposed && <p class="faint">Proposed: {run.proposed.text}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The pre-commit hook of each repository. The board can pause it; only the command line can install it. */
function Hooks() {
  const asked = useRequestedPage('git_hook_status');
  const { page, output } = asked.value.value ?? {};
  const does = async (command: 'git_hook_pause' | 'git_hook_resume', repository: string, done: string, more = {}) => {
    if (await act(command, { repository, ...more }, { done })) await asked.ask({ all: true });
  };
  const below = (file: string) => {
    const { repository, state, gate, outdated, paused } = output!.hooks.find((hook) => hook.file === file)!;
    if (!gate) return null;
    const pause = (title: string, done: string, more = {}) => (
      <Button look="small" onClick={() => does('git_hook_pause', repository, done, more)}>
        {title}
      </Button>
    );
    const isThere = state === 'installed' || state === 'edited';
    return (
      <div class="above stack gap-8">
        <span class="line wrap gap-6">
          {paused ? (
            <Button
              look="small primary"
              onClick={() => does('git_hook_resume', repository, 'The hook is active again')}
            >
              Resume
            </Button>
          ) : (
            <>
              {pause('Pause for an hour', 'The hook is paused for an hour', { for: '1h' })}
              {pause('Pause', 'The hook is paused')}
            </>
          )}
        </span>
        {isThere && !outdated && <TerminalLine line={terminalLine('git-hook', 'uninstall', repository)} />}
      </div>
    );
  };
  return (
    <section aria-label="Pre-commit hook">
      <header class="page-line line wrap">
        <h2>Pre-commit hook</h2>
        <AskButton asked={asked} input={{ all: true }}>
          {page ? 'Check again' : 'Check the hooks'}
        </AskButton>
      </header>
      {!page && !asked.error.value && (
        <p class="faint">The hook rejects commits of files that someone else has claimed.</p>
      )}
      {asked.error.value && <ProblemNote refusal={asked.error.value} />}
      {page && <PageView of={page} look="list" label="Pre-commit hooks" below={below} />}
    </section>
  );
}
