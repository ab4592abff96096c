import { branchName } from '../../../../domain/runs/branch-name.ts';
import { useRead } from '../../data/live.ts';
import type { Run } from '../../data/types.ts';
import { CheckBox } from '../../parts/forms/check-box.tsx';
import { TableView } from '../../parts/table.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { shortCommit } from '../../parts/units/commit.ts';
import { Ago } from '../../parts/units/when.tsx';
import { goQuery, route } from '../../shell/route.ts';

const SHOWN = 100;

/** The branches of runs with task, state and merge commit. */
export function Branches() {
  const all = route.value.query.get('branches') === 'all';
  const asked = useRead('run_list', { limit: SHOWN, ...(all ? { all } : {}) }, { kinds: ['run'] });
  const answer = asked.value.value;
  const more = (answer?.total ?? 0) - (answer?.runs.length ?? 0);
  return (
    <section aria-label="Branches of runs">
      <header class="page-line line wrap">
        <h2>
          Branches of runs <span class="count">{answer?.total || ''}</span>
        </h2>
        <CheckBox checked={all} onCheck={(on) => goQuery({ branches: on ? 'all' : '' })}>
          Show finished runs
        </CheckBox>
      </header>
      <Unanswered of={asked} />
      {answer?.total === 0 ? (
        <p class="faint">
          {all
            ? 'Branches of runs appear here. Start a run to create one.'
            : 'Branches of active runs appear here. Start a run to create one.'}
        </p>
      ) : (
        <TableView label="Table of branches" titles={['Branch', 'Task', 'Run', 'Target', 'Merged', 'Since']}>
          {answer?.runs.map(({ run, id, description, objections }) => (
            <tr key={run.id}>
              <td>
                <code>{run.branch}</code>
              </td>
              <td>
                <TaskLink id={id} /> {description}
              </td>
              <td>
                <RunLink id={run.id} /> <StateView of={run.state} objections={objections} />
              </td>
              <td>
                <code>{branchName(run.target)}</code>
              </td>
              <td>
                <Merged run={run} />
              </td>
              <td>
                <Ago at={run.since} />
              </td>
            </tr>
          ))}
        </TableView>
      )}
      {more > 0 && (
        <p class="faint">
          {more} more are not shown. <code>backlog run list --all</code> prints them.
        </p>
      )}
    </section>
  );
}

function Merged({ run: { merged, reverted, result } }: { run: Run }) {
  if (reverted) return <span class="state tone-bad">reverted</span>;
  if (merged) return <code>{shortCommit(merged.commit)}</code>;
  return <span class="count">{result ? 'not merged' : 'no result yet'}</span>;
}
