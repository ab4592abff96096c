import { useRead } from '../../data/live.ts';
import { Empty } from '../../parts/empty.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { RepositoryCard } from './repository-card.tsx';

/** The repositories of the workspace. Adding one needs a folder of the machine, and so the command line. */
export function RepositoriesView() {
  const { value, error, again } = useRead('repo_list', {});
  const all = value.value?.repositories;
  const missing = all?.filter(({ state }) => state !== 'linked').length ?? 0;
  return (
    <>
      <ViewHead title="Repositories">
        {missing > 0 && <span class="state tone-bad">{missing} with a problem</span>}
      </ViewHead>
      {error.value && !all && <ProblemNote refusal={error.value} again={again} />}
      {all?.length === 0 ? (
        <Empty icon="repository" title="No repositories yet">
          <p>
            The repositories of the workspace appear here. The first change in a git repository records it. To add
            another one, use a terminal:
          </p>
          <TerminalLine line={ADD} />
        </Empty>
      ) : (
        <div class="page stack">
          <ul class="repositories">
            {all?.map((one) => (
              <RepositoryCard key={one.name} listed={one} alone={all.length === 1} />
            ))}
          </ul>
          {all && (
            <section aria-label="Add a repository">
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
