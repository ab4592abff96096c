import { useEffect } from 'preact/hooks';
import { useRead } from '../../data/live.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import { Empty } from '../../parts/empty.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { RepositoryCard } from './repository-card.tsx';

/** Input of the command that lists merged runs, the newest first. */
const MERGED = { all: true, state: 'merged', limit: 100 } as const;

/** The repositories of the workspace. Adding one needs a folder of the machine, and so the command line. */
export function RepositoriesView() {
  const { value, error, again } = useRead('repo_list', {});
  const all = value.value?.repositories;
  // Git runs once for each visit, because the server can't tell when a checkout changes.
  const checkouts = useRequestedAnswer('repo_status');
  const known = all !== undefined;
  useEffect(() => {
    if (known) void checkouts.ask();
  }, [known]);
  const merged = useRead('run_list', MERGED, { kinds: ['run'], patient: true }).value.value;
  const missing = all?.filter(({ state }) => state !== 'linked').length ?? 0;
  return (
    <>
      <ViewHead title="Repositories">
        {missing > 0 && <StateView of="problem" text={`${missing} with a problem`} />}
      </ViewHead>
      {error.value && !all && <ProblemNote refusal={error.value} again={again} />}
      {all?.length === 0 ? (
        <Empty icon="repository" title="No repositories yet" first>
          <p>
            The repositories of the workspace appear here. The first change in a git repository records it. To add
            another one, use a terminal:
          </p>
          <TerminalLine line={ADD} />
        </Empty>
      ) : (
        <div class="page stack">
          <ul class="card-boxes">
            {all?.map((one) => (
              <RepositoryCard
                key={one.name}
                listed={one}
                alone={all.length === 1}
                checkout={checkouts.value.value?.checkouts.find(({ name }) => name === one.name)}
                merged={merged?.runs.find(({ run }) => run.repository === one.name)}
              />
            ))}
          </ul>
          {all && (
            <section class="stack gap-8" aria-label="Add a repository">
              <h2>Add a repository</h2>
              <p class="faint">
                Both repositories then share one queue. Scopes such as api:src/** name files of the added one. Use a
                terminal:
              </p>
              <TerminalLine line={ADD} />
            </section>
          )}
        </div>
      )}
    </>
  );
}

const ADD = `${terminalLine('repo', 'add')} FOLDER --target main`;
