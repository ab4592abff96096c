import { remoteStates } from '../../../../domain/runs/remote-states.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import type { PageSection } from '../../../sdk/page.ts';
import { act } from '../../data/act.ts';
import { usePage } from '../../data/live.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { SectionView } from '../../parts/document/page.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Ago } from '../../parts/units/when.tsx';

type Log = Outputs['repo_history']['repositories'][number];

const SHOWN = 30;
const DEPENDS = { kinds: [{ kind: 'run', fields: ['merged', 'reverted'] }, 'repository', 'setting'] };

/** The newest commits of each target branch, with the task of each merge, and the remote's branch as of the last fetch. */
export function TargetHistory() {
  const asked = usePage('repo_history', { limit: SHOWN }, DEPENDS);
  const { page, output } = asked.value.value ?? {};
  const logs = output?.repositories ?? [];
  return (
    <>
      <Unanswered of={asked} />
      {logs.map((log, i) => (
        <TargetView
          key={log.repository}
          log={log}
          section={page!.sections[i]!}
          several={logs.length > 1}
          again={asked.again}
        />
      ))}
    </>
  );
}

interface Props {
  log: Log;
  /** The commits of the log. */
  section: PageSection;
  several: boolean;
  again(): void;
}

function TargetView({ log, section, several, again }: Props) {
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
      {commits.length > 0 && <SectionView of={{ ...section, title: undefined }} label={`Commits of ${branch}`} />}
      {more && (
        <p class="faint">
          Older commits: <code>backlog repo history --limit 200</code>
        </p>
      )}
    </section>
  );
}
