import { shortCommit } from '../../../../domain/runs/commit-id.ts';
import { remoteStates } from '../../../../domain/runs/remote-states.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { TableView } from '../../parts/table.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Ago } from '../../parts/units/when.tsx';

type Log = Outputs['repo_history']['repositories'][number];

const SHOWN = 30;
const DEPENDS = { kinds: [{ kind: 'run', fields: ['merged', 'reverted'] }, 'repository', 'setting'] };
const TITLES = ['Commit', 'Change', 'Remote', 'When'];

/** The newest commits of each target branch, with the task of each merge, and the remote's branch as of the last fetch. */
export function TargetHistory() {
  const asked = useRead('repo_history', { limit: SHOWN }, DEPENDS);
  const logs = asked.value.value?.repositories ?? [];
  return (
    <>
      <Unanswered of={asked} />
      {logs.map((log) => (
        <TargetView key={log.repository} log={log} several={logs.length > 1} again={asked.again} />
      ))}
    </>
  );
}

function TargetView({ log, several, again }: { log: Log; several: boolean; again(): void }) {
  const { repository, branch, problem, remote, synced, commits, more } = log;
  const sync = async (did: 'fetch' | 'push') => {
    const done = await act(
      `repo_${did}`,
      { name: repository },
      {
        done: ({ commits: count, remote: to }) =>
          did === 'fetch'
            ? `Fetched ${countOf(count, 'commit')} from ${to}`
            : `Pushed ${countOf(count, 'commit')} to ${to}`,
      },
    );
    if (done) again();
  };
  return (
    <section aria-label={`History of ${branch ?? repository}`} class="git-table">
      <header class="page-line line wrap">
        <h2>
          History of {several && `${repository}: `}
          {branch ?? repository}
        </h2>
        {remote && branch && (
          <span class="facts">
            {remoteStates(branch, remote).map(({ of, text }) => (
              <span key={text}>{of ? <StateView of={of} text={text} /> : text}</span>
            ))}
            {synced && (
              <span>
                {synced.did === 'fetch' ? 'fetched' : 'pushed'} <Ago at={synced.at} />
              </span>
            )}
          </span>
        )}
        {remote?.allowed && (
          <>
            <Button look="small" onClick={() => void sync('fetch')}>
              Fetch
            </Button>
            <Button look="small" onClick={() => void sync('push')}>
              Push
            </Button>
          </>
        )}
        <LinkButton onClick={again}>Read again</LinkButton>
      </header>
      {problem && <p class="faint">{problem}</p>}
      {remote && !remote.allowed && (
        <details>
          <summary class="link">Fetch and push here</summary>
          <TerminalLine line={terminalLine('setting', 'set', 'repo.remote', remote.name)} />
        </details>
      )}
      {commits.length > 0 && (
        <TableView
          label={`Commits of ${branch}`}
          titles={remote ? TITLES : TITLES.filter((title) => title !== 'Remote')}
        >
          {commits.map((commit) => (
            <CommitRow key={commit.commit} commit={commit} remote={remote} />
          ))}
        </TableView>
      )}
      {more && (
        <p class="faint">
          Older commits: <code>backlog repo history --limit 200</code>
        </p>
      )}
    </section>
  );
}

function CommitRow({ commit, remote }: { commit: Log['commits'][number]; remote: Log['remote'] }) {
  const { commit: id, at, author, subject, landing, pushed } = commit;
  return (
    <tr>
      <td class="keeps-line">
        <code title={id}>{shortCommit(id)}</code>
      </td>
      <td>
        {landing ? (
          <>
            <RunLink id={landing.run} /> {landing.id > 0 && <TaskLink id={landing.id} />} {visible(landing.description)}{' '}
            {landing.reverted && <StateView of="reverted" />}
          </>
        ) : (
          <>
            {visible(subject)} <span class="faint">{visible(author)}</span>
          </>
        )}
      </td>
      {remote && (
        <td class="keeps-line">
          {pushed === false ? <StateView of="not pushed" /> : pushed && <span class="faint">on {remote.name}</span>}
        </td>
      )}
      <td class="keeps-line">
        <Ago at={at} />
      </td>
    </tr>
  );
}
